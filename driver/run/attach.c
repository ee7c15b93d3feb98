// SPDX-License-Identifier: GPL-2.0
/* Hands the places of a program to the kernel object. */
#include "run/attach.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "run/attach_kernel.h"

#define KERNEL_ENOTSUPP 524 /* the kernel's own, without a name here */

static const char *reason(int err)
{
	switch (-err) {
	case ESRCH:
		return "the process has ended";
	case EBUSY:
		return "the breakpoint of another tool stands there, and this kernel has no uprobes: end the other tool";
	case ESTALE:
		return "the code in memory is not that of the file: if the file was replaced, restart the process";
	case EOPNOTSUPP:
		return "this kernel has no uprobes: name a process with -x PID";
	case EINVAL:
	case KERNEL_ENOTSUPP:
		return "the kernel refuses a probe on this instruction";
	case ENOMEM:
		return "not enough memory";
	case ENOSYS:
		return "this kernel has no works of tasks, which it takes to see how a function returns that is left by a jump to another one";
	case ERANGE:
		return "no free memory is within 2 GiB of what this "
		       "instruction refers to";
	case ENOSPC:
		return "the session has too many places";
	default:
		return strerror(-err);
	}
}

int attach_table_add(struct attach_table *table, u32 probe, const char *name)
{
	if (table->nr == table->cap) {
		u32 cap = table->cap ? table->cap * 2 : 64;
		void *rows = realloc(table->rows, cap * sizeof(*table->rows));

		if (!rows)
			return -ENOMEM;
		table->rows = rows;
		table->cap = cap;
	}
	table->rows[table->nr].probe = probe;
	table->rows[table->nr].name = strdup(name);
	if (!table->rows[table->nr].name)
		return -ENOMEM;
	table->nr++;
	return 0;
}

static int attach_timer(const struct attach_request *req, u32 probe,
			struct attach_table *table)
{
	struct sx_attach row = { .probe = probe, .kind = SX_ATTACH_TIMER };
	const char *name =
		sx_program_str(req->prog, req->prog->probes[probe].name)->data;
	int err = session_attach(req->session, &row);

	if (!err)
		return attach_table_add(table, probe, name);
	log_err("%s: %s", name,
		err == -EINVAL ? "the interval is too short" : strerror(-err));
	return err;
}

static void set_name(struct sx_attach *row, const struct place *place)
{
	row->name = (uintptr_t)place->symbol;
	row->name_len = (u32)strlen(place->symbol);
	row->flags = place->more ? SX_ATTACH_SAME_POINT : 0;
}

static int attach_direct(const struct attach_request *req,
			 const struct place *place)
{
	struct sx_attach row = {
		.probe = place->probe,
		.kind = SX_ATTACH_DIRECT,
		.direct = { .pid = req->pid,
			    .role = place->role,
			    .addr = place->addr,
			    .recipe = place->recipe },
	};

	set_name(&row, place);
	return session_attach(req->session, &row);
}

static int attach_inode(const struct attach_request *req,
			const struct place *place)
{
	struct sx_attach row = {
		.probe = place->probe,
		.kind = SX_ATTACH_INODE,
		.inode = { .pid = req->pid ? req->pid : req->only_pid,
			   .role = place->role,
			   .offset = place->file_off },
	};
	int err;

	set_name(&row, place);
	row.inode.fd = open(place->open_path, O_RDONLY | O_CLOEXEC);
	if (row.inode.fd < 0)
		return -errno;
	err = session_attach(req->session, &row);
	close(row.inode.fd);
	return err;
}

static int attach_one(const struct attach_request *req,
		      const struct place *place)
{
	u64 features = session_features(req->session);
	bool direct = req->pid && place->recipe.op &&
		      features & SX_FEATURE_DIRECT;
	int err = -EOPNOTSUPP;

	if (direct)
		err = attach_direct(req, place);
	if (err != -EBUSY && direct)
		return err;
	if (features & SX_FEATURE_INODE && place->role <= SX_ROLE_RETURN)
		err = attach_inode(req, place);
	return err;
}

/* What the script says, or what a function of that name is called. */
static int name_place(const struct attach_request *req,
		      const struct place *place, char **ret)
{
	const struct sx_program *prog = req->prog;
	u32 name = prog->probes[place->probe].name;
	int n;

	if (prog->points[place->point].kind == SX_POINT_ADDRESS)
		n = asprintf(ret, "%s /* %s */",
			     sx_program_str(prog, name)->data, place->symbol);
	else
		n = asprintf(ret, "process(\"%s\").function(\"%s\")%s",
			     place->path, place->symbol,
			     place->role ? ".return" : "");
	return n < 0 ? -ENOMEM : 0;
}

static int attach_place(const struct attach_request *req,
			const struct place *place, struct attach_table *table)
{
	const struct sx_point_desc *point = &req->prog->points[place->point];
	int err = attach_one(req, place);
	char *name;

	if (err && point->flags & SX_POINT_OPTIONAL) {
		log_info("skipped %s of %s: %s", place->symbol, place->path,
			 reason(err));
		return 0;
	}
	if (name_place(req, place, &name))
		return -ENOMEM;
	if (err)
		log_err("cannot probe %s (line %u, column %u): %s", name,
			point->line, point->column, reason(err));
	else if (!place->more)
		err = attach_table_add(table, place->probe, name);
	free(name);
	return err;
}

int attach_all(const struct attach_request *req, struct attach_table *ret)
{
	int first = 0;
	u32 i;

	memset(ret, 0, sizeof(*ret));
	for (i = 0; i < req->prog->probes_nr; i++) {
		int err = 0;

		if (req->prog->probes[i].kind == SX_PROBE_TIMER)
			err = attach_timer(req, i, ret);
		if (req->prog->probes[i].kind == SX_PROBE_PROFILE)
			err = attach_profile(req, i, ret);
		first = first ? first : err;
	}
	for (i = 0; i < req->places->nr; i++) {
		int err = attach_place(req, &req->places->rows[i], ret);

		first = first ? first : err;
	}
	if (!first)
		first = attach_kernel_places(req, ret);
	return first;
}

static int refuse_profile(const struct sx_program *prog)
{
	u32 i;

	for (i = 0; i < prog->probes_nr; i++) {
		if (prog->probes[i].kind != SX_PROBE_PROFILE)
			continue;
		log_err("%s: this probe needs the kernel: run it without --runtime=user",
			sx_program_str(prog, prog->probes[i].name)->data);
		return -EOPNOTSUPP;
	}
	return 0;
}

int attach_refuse_places(const struct sx_program *prog)
{
	const struct sx_point_desc *point = prog->points;

	if (!prog->points_nr)
		return refuse_profile(prog);
	log_err("%s (line %u, column %u): this probe needs the kernel: run it without --runtime=user",
		sx_program_str(prog, prog->probes[point->probe].name)->data,
		point->line, point->column);
	return -EOPNOTSUPP;
}

void attach_deinit(struct attach_table *table)
{
	u32 i;

	for (i = 0; i < table->nr; i++)
		free(table->rows[i].name);
	free(table->rows);
	memset(table, 0, sizeof(*table));
}

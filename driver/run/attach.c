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
#include "run/attach_events.h"
#include "run/attach_kernel.h"

#define KERNEL_ENOTSUPP 524 /* the kernel's own, without a name here */

const char *attach_reason(int err)
{
	switch (-err) {
	case ENOMEM:
		return "not enough memory";
	case ENOSPC:
		return "the session has too many places";
	default:
		return strerror(-err);
	}
}

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
	case ENOSYS:
		return "this kernel has no works of tasks, which it takes to see how a function returns that is left by a jump to another one";
	case ERANGE:
		return "no free memory is within 2 GiB of what this "
		       "instruction refers to";
	default:
		return attach_reason(err);
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
			   .offset = place->file_off,
			   .counter = place->counter_off },
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

/* -x is there already; -c has not executed its program; else everybody. */
static int attach_file(const struct attach_request *req,
		       const struct place *place)
{
	struct sx_attach row = {
		.probe = place->probe,
		.kind = SX_ATTACH_FILE,
		.file = { .pid = req->pid ? req->pid : req->only_pid,
			  .offset = place->file_off,
			  .role = place->role,
			  .flags = req->pid ? SX_FILE_LOOK : 0,
			  .recipe = place->recipe },
	};
	int err;

	set_name(&row, place);
	row.file.fd = open(place->open_path, O_RDONLY | O_CLOEXEC);
	if (row.file.fd < 0)
		return -errno;
	err = session_attach(req->session, &row);
	close(row.file.fd);
	return err;
}

typedef int attach_fn(const struct attach_request *req,
		      const struct place *place);

/* What own breakpoint a place gets; NULL: none. */
static attach_fn *direct_way(const struct attach_request *req,
			     const struct place *place)
{
	u64 features = session_features(req->session);
	bool has_process = req->pid || req->only_pid;
	bool can = features & (SX_FEATURE_DIRECT | SX_FEATURE_FILE);

	/* Semaphores of processes to come are the kernel's to raise. */
	if (place->counter_off)
		return place->addr && features & SX_FEATURE_DIRECT &&
				       req->engine != ATTACH_INODE
			       ? attach_direct
			       : NULL;
	if (!place->recipe.op || req->engine == ATTACH_INODE || !can)
		return NULL;
	if (!has_process && req->engine != ATTACH_DIRECT &&
	    features & SX_FEATURE_INODE)
		return NULL;
	if (features & SX_FEATURE_FILE)
		return attach_file;
	return place->addr ? attach_direct : NULL;
}

static int attach_one(const struct attach_request *req,
		      const struct place *place)
{
	attach_fn *direct = direct_way(req, place);
	int err = direct ? direct(req, place) : -EOPNOTSUPP;

	if (!err && direct && place->counter)
		err = session_counter(req->session, req->pid, place->counter);
	if (direct && err != -EBUSY)
		return err;
	if (session_features(req->session) & SX_FEATURE_INODE &&
	    place->role <= SX_ROLE_RETURN)
		err = attach_inode(req, place);
	return err;
}

/* One watch of a file serves all addresses at which it is mapped. */
static bool is_served(const struct attach_request *req, u32 i)
{
	const struct place *place = &req->places->rows[i];
	const struct place *before = place;

	if (direct_way(req, place) != attach_file)
		return false;
	while (before-- > req->places->rows && before->point == place->point) {
		if (before->file_off == place->file_off &&
		    before->role == place->role &&
		    !strcmp(before->open_path, place->open_path))
			return true;
	}
	return false;
}

/* What follows the places that are watched by their files. */
static int finish_files(const struct attach_request *req)
{
	u64 features = session_features(req->session);
	bool any = false;
	u32 i;

	for (i = 0; i < req->places->nr; i++)
		any = any ||
		      direct_way(req, &req->places->rows[i]) == attach_file;
	if (!any)
		return 0;
	if (!(features & SX_FEATURE_PROMPT))
		log_warn(
			"this kernel cannot hold a process back: first hits in programs that start, and libraries that are loaded, from now on may be missed");
	return req->pid || req->only_pid ? 0
					 : session_look_at_all(req->session);
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
		if (req->prog->probes[i].kind == SX_PROBE_PERF)
			err = attach_perf(req, i, ret);
		first = first ? first : err;
	}
	for (i = 0; i < req->places->nr; i++) {
		int err =
			is_served(req, i)
				? 0
				: attach_place(req, &req->places->rows[i], ret);

		first = first ? first : err;
	}
	if (!first)
		first = finish_files(req);
	if (!first)
		first = attach_kernel_places(req, ret);
	if (!first)
		first = attach_events(req, ret);
	return first;
}

static int refuse_profile(const struct sx_program *prog)
{
	u32 i;

	for (i = 0; i < prog->probes_nr; i++) {
		if (prog->probes[i].kind != SX_PROBE_PROFILE &&
		    prog->probes[i].kind != SX_PROBE_PERF)
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

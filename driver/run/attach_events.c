// SPDX-License-Identifier: GPL-2.0
/* What happens and has no place: what processes do, what is counted. */
#include "run/attach_events.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "debuginfo/target.h"

static const char *name_of(const struct attach_request *req,
			   const struct sx_point_desc *point)
{
	return sx_program_str(req->prog, req->prog->probes[point->probe].name)
		->data;
}

static const char *reason(int err)
{
	switch (-err) {
	case ESRCH:
		return "there is no such process";
	case EOPNOTSUPP:
		return "this kernel does not tell what its processes do, or not in a way that is known: see stapx kload --explain";
	default:
		return attach_reason(err);
	}
}

/* In the root directory of the process of -x; -1: it has none there. */
static int open_in_root(s32 pid, const char *path)
{
	char name[PATH_MAX];
	int len;

	if (!pid || *path != '/')
		return -1;
	len = snprintf(name, sizeof(name), "/proc/%d/root%s", pid, path);
	return len < (int)sizeof(name) ? open(name, O_RDONLY | O_CLOEXEC) : -1;
}

/* The program that a path means. */
static int open_file(s32 pid, const char *path)
{
	const struct target_file *file;
	struct target *target;
	int fd = open_in_root(pid, path);
	int err;

	if (fd >= 0)
		return fd;
	err = target_open(0, NULL, NULL, &target);
	if (err)
		return err;
	err = target_find_file(target, path, false, &file);
	if (!err)
		fd = open(file->open_path, O_RDONLY | O_CLOEXEC);
	if (!err && fd < 0) {
		err = -errno;
		log_err("open %s: %s", file->open_path, strerror(-err));
	}
	target_close(target);
	return err ? err : fd;
}

/* Without a name: the program of -c, where it is known before it runs. */
static int open_program(const struct attach_request *req,
			const struct sx_point_desc *point, s32 *ret)
{
	const char *path = sx_program_str(req->prog, point->path)->data;
	int fd;

	*ret = -1;
	if (!*path && !point->addr && req->command_path)
		path = req->command_path;
	if (!*path)
		return 0;
	fd = open_file(req->pid, path);
	*ret = fd;
	return fd < 0 ? fd : 0;
}

static int attach_task(const struct attach_request *req,
		       const struct sx_point_desc *point)
{
	struct sx_attach row = {
		.probe = point->probe,
		.kind = SX_ATTACH_PROCESS,
		.process = { .pid = (s32)point->addr },
	};
	int err = open_program(req, point, &row.process.fd);

	if (err)
		return err;
	if (req->only_pid) {
		row.process.tree = req->only_pid;
		row.process.flags = SX_PROCESS_FROM_EXEC;
	} else {
		row.process.tree = req->pid;
	}
	err = session_attach(req->session, &row);
	if (row.process.fd >= 0)
		close(row.process.fd);
	if (err)
		log_err("cannot probe %s (line %u, column %u): %s",
			name_of(req, point), point->line, point->column,
			reason(err));
	return err;
}

int attach_events(const struct attach_request *req, struct attach_table *table)
{
	int first = 0;
	u32 i;

	for (i = 0; i < req->prog->points_nr; i++) {
		const struct sx_point_desc *point = &req->prog->points[i];
		int err;

		if (!sx_point_is_event(point))
			continue;
		err = attach_task(req, point);
		if (!err)
			err = attach_table_add(table, point->probe,
					       name_of(req, point));
		else if (point->flags & SX_POINT_OPTIONAL)
			err = 0;
		first = first ? first : err;
	}
	return first;
}

static const char *perf_reason(int err)
{
	switch (-err) {
	case ENOENT:
		return "this machine, or its kernel, has no such event: perf.sw.cpu_clock is everywhere";
	case EOPNOTSUPP:
		return "this machine cannot sample this event, or the kernel has no counters of events";
	case EINVAL:
		return "the kernel does not know this event, or not with this period";
	case ENOSPC:
	case EBUSY:
		return "all of the machine's counters are in use";
	default:
		return attach_reason(err);
	}
}

int attach_perf(const struct attach_request *req, u32 probe,
		struct attach_table *table)
{
	const struct sx_probe *decl = &req->prog->probes[probe];
	const char *name = sx_program_str(req->prog, decl->name)->data;
	struct sx_attach row = {
		.probe = probe,
		.kind = SX_ATTACH_PERF,
		.perf = { .type = decl->flags,
			  .flags = decl->random < 0 ? SX_PERF_FREQUENCY : 0,
			  .config = (u64)decl->param,
			  .period = decl->random < 0 ? -(u64)decl->random
						     : (u64)decl->random },
	};
	int err = session_attach(req->session, &row);

	if (!err)
		return attach_table_add(table, probe, name);
	log_err("%s: %s", name, perf_reason(err));
	return err;
}

// SPDX-License-Identifier: GPL-2.0
/* The files that a script reads, for the kernel object to notice. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "debuginfo/build_id.h"
#include "debuginfo/elf_file.h"
#include "run/bases.h"

struct follow {
	struct session *session;
	const struct sx_program *prog;
	s32 pid;
	bool is_command; /* pid has not executed its program yet */
	const char *exe;
};

/* The file of the process, or ours; "" is the program itself. */
static int open_module(const struct follow *f, const char *path)
{
	char full[2 * PATH_MAX];
	int fd;

	if (!path[0] && (!f->pid || f->is_command))
		return f->exe ? elf_file_open_fd(f->exe) : -ENOENT;
	if (!f->pid || f->is_command)
		return elf_file_open_fd(path);
	snprintf(full, sizeof(full),
		 path[0] ? "/proc/%d/root%s" : "/proc/%d/exe", f->pid, path);
	fd = elf_file_open_fd(full);
	return fd < 0 && path[0] ? elf_file_open_fd(path) : fd;
}

static int tell(const struct follow *f, u32 module, const struct elf_file *elf)
{
	struct sx_module_file args = {
		.module = module,
		.fd = elf_file_fd(elf),
		.pid = f->pid,
		.flags = f->pid && !f->is_command ? SX_FILE_LOOK : 0,
	};
	int err = elf_file_code_start(elf, &args.offset, &args.addr);

	return err ? err : session_module(f->session, &args);
}

static int follow_module(const struct follow *f, u32 module)
{
	const struct sx_module *row = &f->prog->modules[module];
	const char *path = sx_program_str(f->prog, row->path)->data;
	struct elf_file *elf;
	int fd = open_module(f, path);
	int err;

	if (fd < 0)
		return 0;
	if (elf_file_open(fd, path, true, &elf))
		return 0;
	err = build_id_check(elf, row->id, row->id_len, true)
		      ? 0
		      : tell(f, module, elf);
	elf_file_close(elf);
	if (err && err != -EOPNOTSUPP && err != -ESRCH)
		log_err("watch where %s is mapped: %s", path, strerror(-err));
	return err;
}

int run_bases_follow(struct session *session, const struct sx_program *prog,
		     s32 pid, bool is_command, const char *exe)
{
	const struct follow f = { session, prog, pid, is_command, exe };
	int err = 0;

	if (!(session_features(session) & SX_FEATURE_FILE) || !prog->modules_nr)
		return 0;
	for (u32 i = 0; i < prog->modules_nr && !err; i++)
		err = follow_module(&f, i);
	if (!err && !pid)
		err = session_look_at_all(session);
	return err == -EOPNOTSUPP || err == -ESRCH ? 0 : err;
}

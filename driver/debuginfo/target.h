/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What can be probed: the files that one process has mapped, or, without a
 * process, files of this host. A file is opened once and kept.
 */
#ifndef STAPX_DEBUGINFO_TARGET_H
#define STAPX_DEBUGINFO_TARGET_H

#include "debuginfo/elf_symbols.h"
#include "debuginfo/proc_maps.h"

struct target;

/* Borrowed from the target. */
struct target_file {
	char *asked; /* the PATH of process("PATH") that led here */
	char *path; /* as the process calls it, absolute */
	char *open_path; /* how we open it: "/proc/12/root/usr/bin/x" */
	struct elf_file *elf;
	struct elf_symbols *syms;
	const struct proc_file *mapped; /* NULL: no process, or not yet */
	struct target_file *next;
};

/*
 * pid: a process, or 0. exe: without a process, what the empty path means
 * (the program of -c); may be NULL. debug_path: directories of debug files,
 * separated by ':', or NULL for the default. Both strings are borrowed until
 * close. Returns 0 or -errno (reported).
 */
int target_open(s32 pid, const char *exe, const char *debug_path,
		struct target **ret);
void target_close(struct target *t);

s32 target_pid(const struct target *t);

/*
 * Finds the file that process("PATH") means; "" is the program itself.
 * Without a process: PATH, searched through $PATH when it has no '/', then,
 * as that of a library, where the loader looks for libraries. With a
 * process: the mapped file of that identity, PATH being looked up in the
 * process's root directory, then in ours; else the mapped file whose path or,
 * for a PATH without '/', whose file name (or a link beside it, such as a
 * soname) is PATH; else, unless optional, the file at a PATH with '/', with a
 * warning that it is not mapped. Returns 0 or -errno (reported): -ENOENT no such file or not
 * mapped, with optional reported by log_info only; -ENOEXEC no ELF file.
 */
int target_find_file(struct target *t, const char *path, bool optional,
		     const struct target_file **ret);

/*
 * Calls fn with the path of each file that the process has mapped, or, without
 * a process, that the loader will map for the program at path.
 */
void target_each_library(struct target *t, const char *path,
			 void (*fn)(const char *path, void *arg), void *arg);

/* Which file and offset of it is at an address of the process, or false. */
bool target_find_addr(const struct target *t, u64 addr,
		      const struct proc_file **ret_file, u64 *ret_off);

/* Addresses of a file offset in the process; see proc_maps_next_addr(). */
bool target_next_addr(const struct target *t, const struct target_file *file,
		      u64 off, u32 *pos, u64 *ret_addr);

/*
 * Reads the process's memory. Returns bytes read (may be less than len), or
 * -errno (silent).
 */
int target_read(const struct target *t, u64 addr, u8 *buf, size_t len);

#endif

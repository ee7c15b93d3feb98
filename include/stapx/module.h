/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Files that the target has mapped: what a program says of one, and what a
 * session is told.
 */
#ifndef STAPX_MODULE_H
#define STAPX_MODULE_H

#include <stapx/limits.h>
#include <stapx/types.h>

/*
 * A file that the target has mapped: BASE. The kernel knows the row's number
 * only; the driver finds the file by its path, and that it is the right one
 * by its build-id.
 */
struct sx_module {
	u32 path; /* string constant */
	u32 id_len; /* bytes of id; 0: the file has none */
	u8 id[SX_MAX_BUILD_ID]; /* the first bytes of the build-id, then 0 */
};

/*
 * Where a process has mapped a file of SX_SEC_MODULES, from LOAD to STOP. It is
 * valid in that process and in those that it forks, until they execute another
 * program; a later call replaces it. -ESRCH: there is no such process;
 * -EOPNOTSUPP: this kernel does not tell what a handler needs to know.
 */
struct sx_base {
	u32 module; /* row */
	s32 pid; /* in the caller's pid namespace */
	u64 base; /* what is added to the addresses in the file */
	/*
	 * startcode and startstack of /proc/PID/stat, read before the base was
	 * looked for: -ESTALE when another program runs there by now. Both 0:
	 * that is not known.
	 */
	u64 start_code;
	u64 start_stack;
};

/*
 * The same by the file itself, between LOAD and START: the base is known in
 * every process that maps it executable, from before the first instruction that
 * it runs there; it replaces what BASE has told. pid and SX_FILE_LOOK: as in
 * struct sx_attach_file.
 */
struct sx_module_file {
	u32 module; /* row */
	s32 fd; /* an open descriptor of the file */
	s32 pid;
	u32 flags; /* SX_FILE_LOOK or 0 */
	u64 offset; /* of any byte of code in the file, */
	u64 addr; /* and its address there */
};

#endif

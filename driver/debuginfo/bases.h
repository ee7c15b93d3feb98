/* SPDX-License-Identifier: GPL-2.0 */
/* Where a process has mapped the files that a program reads (sx_module). */
#ifndef STAPX_DEBUGINFO_BASES_H
#define STAPX_DEBUGINFO_BASES_H

#include <stdbool.h>

#include "program.h"

enum base_state {
	BASE_MISSING, /* not mapped so far */
	BASE_FOUND,
	BASE_WRONG, /* another file is mapped in its place; reported */
};

struct base_row {
	enum base_state state;
	u64 base; /* what is added to the addresses in the file */
};

struct bases {
	const struct sx_program *prog; /* borrowed */
	s32 pid;
	struct base_row *rows; /* one a module */
	/*
	 * startcode and startstack in /proc/PID/stat: what tells the program
	 * that was started from the next one; 0 where they are not shown.
	 */
	u64 start[2];
};

/* 0 or -ENOMEM. */
int bases_init(struct bases *b, const struct sx_program *prog, s32 pid);
void bases_deinit(struct bases *b);

/*
 * True when the process runs another program than at the last look: then all
 * rows are missing again.
 */
bool bases_look(struct bases *b);

/* How many rows are missing. */
u32 bases_missing(const struct bases *b);

/*
 * Looks for the rows that are missing; ones that are not mapped are no error.
 * 0; -ESTALE: a file is not the one that the script was compiled for
 * (reported, once); else -errno of a process that cannot be looked at (silent).
 */
int bases_find(struct bases *b);

#endif

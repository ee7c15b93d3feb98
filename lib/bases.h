/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where the target has mapped the files of a program. One writer at a time
 * sets a row; handlers read it on any CPU in any context, without waiting: a
 * row that is being written is none.
 */
#ifndef STAPX_LIB_BASES_H
#define STAPX_LIB_BASES_H

#include <stapx/types.h>

/* Who runs a handler. */
struct sx_space {
	/*
	 * What tells an address space from others; a fork takes it along, and
	 * another program has another one. All 0: none.
	 */
	u64 id[2];
	s32 pid; /* the process, for messages */
};

/* All 0 at first. */
struct sx_base_row {
	u32 seq; /* odd while it is written; 0: never was */
	u64 base;
	u64 id[2];
};

/* Any context; the caller keeps other writers out. */
void sx_base_set(struct sx_base_row *row, const struct sx_space *space,
		 u64 base);

/* 1 and *ret, or 0: nothing is known for that address space. Any context. */
int sx_base_get(const struct sx_base_row *row, const struct sx_space *space,
		u64 *ret);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* What was made of a DIE before: a map from its address to a number. */
#ifndef STAPX_DWARF_MEMO_H
#define STAPX_DWARF_MEMO_H

#include "base/arena.h"
#include <stapx/types.h>

struct memo_row;

struct memo {
	struct arena *arena; /* borrowed */
	struct memo_row *rows; /* open addressing */
	u32 size; /* power of two */
	u32 nr;
};

void memo_init(struct memo *memo, struct arena *arena);

/*
 * The number kept for a key that is not NULL. Where there is none yet, sets
 * *ret_new, and the number is 0 for the caller to fill in. Borrowed until the
 * next call.
 */
u32 *memo_get(struct memo *memo, const void *key, int *ret_new);

/* The same without making one: NULL where there is none. */
u32 *memo_find(struct memo *memo, const void *key);

/* Forgets all of them. */
void memo_clear(struct memo *memo);

#endif

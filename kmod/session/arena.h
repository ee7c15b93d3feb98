/* SPDX-License-Identifier: GPL-2.0 */
/* Memory that is given out in pieces and freed all at once. */
#ifndef STAPX_SESSION_ARENA_H
#define STAPX_SESSION_ARENA_H

#include "kabi/fact.h"

struct sx_arena_chunk;

struct sx_arena {
	struct sx_arena_chunk *chunks; /* newest first */
	u64 total; /* bytes taken from the kernel */
};

/* Zeroed, 64-byte aligned; NULL without memory. Sleeps. Caller's lock. */
void *sx_arena_alloc(struct sx_arena *arena, u64 len);
void sx_arena_free(struct sx_arena *arena);

#endif

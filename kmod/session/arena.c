// SPDX-License-Identifier: GPL-2.0
/* Memory that is given out in pieces and freed all at once. */
#include "session/arena.h"

#include "kabi/alloc.h"

struct sx_arena_chunk {
	struct sx_arena_chunk *next;
	u64 size;
	u64 used;
} __attribute__((aligned(64)));

#define CHUNK (64ul << 10)

static struct sx_arena_chunk *add_chunk(struct sx_arena *arena, u64 len)
{
	u64 size = PAGE_ALIGN(sizeof(struct sx_arena_chunk) + len);
	struct sx_arena_chunk *c;

	if (size < CHUNK)
		size = CHUNK;
	c = sx_alloc(size);
	if (!c)
		return NULL;
	c->size = size;
	c->used = sizeof(*c);
	c->next = arena->chunks;
	arena->chunks = c;
	arena->total += size;
	return c;
}

void *sx_arena_alloc(struct sx_arena *arena, u64 len)
{
	struct sx_arena_chunk *c = arena->chunks;
	void *mem;

	len = (len + 63) & ~63ull;
	if (!c || c->size - c->used < len)
		c = add_chunk(arena, len);
	if (!c)
		return NULL;
	mem = (char *)c + c->used;
	c->used += len;
	return mem;
}

void sx_arena_free(struct sx_arena *arena)
{
	while (arena->chunks) {
		struct sx_arena_chunk *c = arena->chunks;

		arena->chunks = c->next;
		sx_free(c);
	}
	arena->total = 0;
}

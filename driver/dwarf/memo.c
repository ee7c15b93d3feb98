// SPDX-License-Identifier: GPL-2.0
/* A hash map from addresses to numbers. */
#include "dwarf/memo.h"

#include <stdint.h>
#include <string.h>

#define SIZE_FIRST 1024

struct memo_row {
	const void *key; /* NULL: free */
	u32 value;
};

void memo_init(struct memo *memo, struct arena *arena)
{
	memo->arena = arena;
	memo->size = SIZE_FIRST;
	memo->nr = 0;
	memo->rows = arena_alloc(arena, memo->size * sizeof(*memo->rows));
}

static struct memo_row *slot_of(const struct memo *memo, const void *key)
{
	u64 hash = (u64)(uintptr_t)key * 0x9e3779b97f4a7c15ull;
	u32 i = (u32)(hash >> 32) & (memo->size - 1);

	while (memo->rows[i].key && memo->rows[i].key != key)
		i = (i + 1) & (memo->size - 1);
	return &memo->rows[i];
}

static void grow(struct memo *memo)
{
	struct memo old = *memo;
	u32 i;

	memo->size *= 2;
	memo->rows = arena_alloc(memo->arena, memo->size * sizeof(*memo->rows));
	for (i = 0; i < old.size; i++)
		if (old.rows[i].key)
			*slot_of(memo, old.rows[i].key) = old.rows[i];
	arena_discard(memo->arena, old.rows, old.size * sizeof(*old.rows));
}

void memo_clear(struct memo *memo)
{
	memset(memo->rows, 0, memo->size * sizeof(*memo->rows));
	memo->nr = 0;
}

u32 *memo_find(struct memo *memo, const void *key)
{
	struct memo_row *row = slot_of(memo, key);

	return row->key ? &row->value : NULL;
}

u32 *memo_get(struct memo *memo, const void *key, int *ret_new)
{
	struct memo_row *row;

	if (memo->nr >= memo->size / 2)
		grow(memo);
	row = slot_of(memo, key);
	*ret_new = !row->key;
	if (!row->key) {
		row->key = key;
		memo->nr++;
	}
	return &row->value;
}

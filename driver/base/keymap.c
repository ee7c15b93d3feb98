// SPDX-License-Identifier: GPL-2.0
/* Numbers for keys: open addressing, at most half full. */
#include "base/keymap.h"

#include <string.h>

#include "base/vec.h"

struct row {
	const void *key;
	size_t len;
	u64 hash;
};

struct keymap {
	struct arena *arena; /* borrowed */
	struct vec rows;
	u32 *slot; /* number + 1; 0: free */
	u32 slots_nr; /* a power of 2 */
};

struct keymap *keymap_create(struct arena *arena)
{
	struct keymap *map = arena_alloc(arena, sizeof(*map));

	map->arena = arena;
	vec_init(&map->rows, arena, sizeof(struct row));
	map->slots_nr = 64;
	map->slot = arena_alloc(arena, map->slots_nr * sizeof(*map->slot));
	return map;
}

/* FNV-1a over words, mixed at the end. */
static u64 hash_bytes(const void *key, size_t len)
{
	const unsigned char *p = key;
	u64 hash = 0xcbf29ce484222325ull, word;

	for (; len >= 8; len -= 8, p += 8) {
		memcpy(&word, p, 8);
		hash = (hash ^ word) * 0x100000001b3ull;
		hash ^= hash >> 29;
	}
	for (; len; len--, p++)
		hash = (hash ^ *p) * 0x100000001b3ull;
	hash ^= hash >> 32;
	return hash * 0x9e3779b97f4a7c15ull;
}

static void put_slot(struct keymap *map, u64 hash, u32 number)
{
	u32 i = (u32)(hash >> 32) & (map->slots_nr - 1);

	while (map->slot[i])
		i = (i + 1) & (map->slots_nr - 1);
	map->slot[i] = number + 1;
}

static void grow(struct keymap *map)
{
	map->slots_nr *= 2;
	map->slot = arena_alloc(map->arena, map->slots_nr * sizeof(*map->slot));
	for (u32 i = 0; i < map->rows.nr; i++) {
		struct row *row = vec_at(&map->rows, i);

		put_slot(map, row->hash, i);
	}
}

static u32 add_row(struct keymap *map, const void *key, size_t len, u64 hash)
{
	struct row *row = vec_push(&map->rows);
	void *copy = arena_alloc(map->arena, len + 1);

	if (len)
		memcpy(copy, key, len);
	*row = (struct row){ copy, len, hash };
	if (map->rows.nr * 2 > map->slots_nr)
		grow(map);
	else
		put_slot(map, hash, map->rows.nr - 1);
	return map->rows.nr - 1;
}

bool keymap_find(struct keymap *map, const void *key, size_t len,
		 u32 *ret_number)
{
	u64 hash = hash_bytes(key, len);
	u32 i = (u32)(hash >> 32) & (map->slots_nr - 1);

	for (; map->slot[i]; i = (i + 1) & (map->slots_nr - 1)) {
		struct row *row = vec_at(&map->rows, map->slot[i] - 1);

		if (row->hash == hash && row->len == len &&
		    !memcmp(row->key, key, len)) {
			*ret_number = map->slot[i] - 1;
			return true;
		}
	}
	*ret_number = add_row(map, key, len, hash);
	return false;
}

const void *keymap_key(const struct keymap *map, u32 number, size_t *ret_len)
{
	const struct row *row = vec_at(&map->rows, number);

	*ret_len = row->len;
	return row->key;
}

u32 keymap_nr(const struct keymap *map)
{
	return map->rows.nr;
}

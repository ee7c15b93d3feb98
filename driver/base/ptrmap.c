// SPDX-License-Identifier: GPL-2.0
/* From interned strings to things: open addressing, at most half full. */
#include "base/ptrmap.h"

#include <stdint.h>

void ptrmap_init(struct ptrmap *map, struct arena *arena)
{
	*map = (struct ptrmap){ .arena = arena };
}

static size_t hash(const void *key)
{
	return (size_t)(((uintptr_t)key >> 4) * 0x9e3779b97f4a7c15ull >> 20);
}

/* The slot of key, or the free one where it would be. */
static struct ptrmap_slot *find(const struct ptrmap *map, const void *key)
{
	size_t i = hash(key) & (map->cap - 1);

	while (map->slots[i].key && map->slots[i].key != key)
		i = (i + 1) & (map->cap - 1);
	return &map->slots[i];
}

void *ptrmap_get(const struct ptrmap *map, const void *key)
{
	return map->cap ? find(map, key)->value : NULL;
}

static void grow(struct ptrmap *map)
{
	struct ptrmap old = *map;
	size_t i;

	map->cap = old.cap ? old.cap * 2 : 16;
	map->slots = arena_alloc(map->arena, map->cap * sizeof(*map->slots));
	for (i = 0; i < old.cap; i++)
		if (old.slots[i].key)
			*find(map, old.slots[i].key) = old.slots[i];
}

void ptrmap_put(struct ptrmap *map, const void *key, void *value)
{
	struct ptrmap_slot *slot;

	if (2 * (map->nr + 1) > map->cap)
		grow(map);
	slot = find(map, key);
	map->nr += !slot->key;
	slot->key = key;
	slot->value = value;
}

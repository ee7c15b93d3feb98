// SPDX-License-Identifier: GPL-2.0
/* 64-bit keys to row indexes: open addressing, at most half full. */
#include "codegen/constmap.h"

struct constmap_slot {
	u64 key;
	u32 value;
	bool used;
};

static void resize(struct constmap *map, u32 cap);

void constmap_init(struct constmap *map, struct arena *arena)
{
	*map = (struct constmap){ .arena = arena };
	resize(map, 64);
}

static struct constmap_slot *find(struct constmap *map, u64 key)
{
	u32 i = (u32)((key * 0x9e3779b97f4a7c15ull) >> 32) & (map->cap - 1);

	while (map->slots[i].used && map->slots[i].key != key)
		i = (i + 1) & (map->cap - 1);
	return &map->slots[i];
}

static void resize(struct constmap *map, u32 cap)
{
	struct constmap_slot *old = map->slots;
	u32 old_cap = map->cap;
	u32 i;

	map->slots = arena_alloc(map->arena, cap * sizeof(*map->slots));
	map->cap = cap;
	for (i = 0; i < old_cap; i++)
		if (old[i].used)
			*find(map, old[i].key) = old[i];
}

u32 *constmap_get(struct constmap *map, u64 key, bool *found)
{
	struct constmap_slot *slot = find(map, key);

	*found = slot->used;
	if (slot->used)
		return &slot->value;
	if (2 * (map->nr + 1) > map->cap) {
		resize(map, map->cap * 2);
		slot = find(map, key);
	}
	map->nr++;
	slot->used = true;
	slot->key = key;
	return &slot->value;
}

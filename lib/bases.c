// SPDX-License-Identifier: GPL-2.0
/* Rows that are read while they are written: a sequence lock, never retried. */
#include "bases.h"

void sx_base_set(struct sx_base_row *row, const struct sx_space *space,
		 u64 base)
{
	u32 seq = row->seq;

	__atomic_store_n(&row->seq, seq + 1, __ATOMIC_RELAXED);
	/* Nobody sees a new field and the old number. */
	__atomic_thread_fence(__ATOMIC_RELEASE);
	__atomic_store_n(&row->base, base, __ATOMIC_RELAXED);
	__atomic_store_n(&row->id[0], space->id[0], __ATOMIC_RELAXED);
	__atomic_store_n(&row->id[1], space->id[1], __ATOMIC_RELAXED);
	__atomic_store_n(&row->seq, seq + 2, __ATOMIC_RELEASE);
}

int sx_base_get(const struct sx_base_row *row, const struct sx_space *space,
		u64 *ret)
{
	u32 seq = __atomic_load_n(&row->seq, __ATOMIC_ACQUIRE);
	u64 id[2];

	if (!seq || seq & 1)
		return 0;
	*ret = __atomic_load_n(&row->base, __ATOMIC_RELAXED);
	id[0] = __atomic_load_n(&row->id[0], __ATOMIC_RELAXED);
	id[1] = __atomic_load_n(&row->id[1], __ATOMIC_RELAXED);
	/* What was read belongs to the number that was seen first. */
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	if (__atomic_load_n(&row->seq, __ATOMIC_RELAXED) != seq)
		return 0;
	return (id[0] || id[1]) && id[0] == space->id[0] &&
	       id[1] == space->id[1];
}

#define UNKNOWN (~0ull)

/* Addresses in user space leave the top bytes free; there are 1024 modules. */
static struct sx_space key_of(u32 module, const struct sx_space *space)
{
	struct sx_space key = *space;

	key.id[0] |= (u64)(module & 0xff) << 56;
	key.id[1] |= (u64)(module >> 8) << 56;
	return key;
}

static u32 set_of(const struct sx_space *key)
{
	u64 h = (key->id[0] ^ key->id[1] << 7) * 0x9E3779B97F4A7C15ull;

	return (u32)(h >> 32) % SX_BASE_SETS;
}

/* The writer's own reading. */
static int is_row_of(const struct sx_base_row *row, const struct sx_space *key)
{
	return row->seq && row->id[0] == key->id[0] && row->id[1] == key->id[1];
}

void sx_bases_put(struct sx_base_cache *cache, u32 module,
		  const struct sx_space *space, u64 base)
{
	struct sx_space key = key_of(module, space);
	struct sx_base_way *set = cache->ways[set_of(&key)];
	struct sx_base_way *way = set;

	if (!space->id[0] && !space->id[1])
		return;
	for (u32 i = 0; i < SX_BASE_WAYS; i++) {
		if (is_row_of(&set[i].row, &key)) {
			way = &set[i];
			break;
		}
		if (set[i].put_nr < way->put_nr)
			way = &set[i];
	}
	if (is_row_of(&way->row, &key) && way->row.base != base)
		base = UNKNOWN;
	way->put_nr = ++cache->put_nr;
	sx_base_set(&way->row, &key, base);
}

int sx_bases_find(const struct sx_base_cache *cache, u32 module,
		  const struct sx_space *space, u64 *ret)
{
	struct sx_space key = key_of(module, space);
	const struct sx_base_way *set = cache->ways[set_of(&key)];

	if (!space->id[0] && !space->id[1])
		return 0;
	for (u32 i = 0; i < SX_BASE_WAYS; i++)
		if (sx_base_get(&set[i].row, &key, ret))
			return *ret == UNKNOWN ? -1 : 1;
	return 0;
}

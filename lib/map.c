// SPDX-License-Identifier: GPL-2.0
/*
 * Maps. An entry is complete before a release store puts it into its bucket;
 * so a CPU that walks the chain (acquire) while another one inserts finds
 * either the old chain or the new one with a whole entry in front.
 */
#include "map.h"
#include "lock.h"

static u32 key_len(const struct sx_object *o, u32 k)
{
	return o->str_keys & (1u << k) ? sx_str_slot_len(o->maxstringlen)
				       : sizeof(s64);
}

static u64 mix_string(const struct sx_object *o, u64 h, const struct sx_str *s)
{
	u32 len = sx_str_cut(s, o->maxstringlen), i;
	u64 tail = len;

	for (i = 0; i + 8 <= len; i += 8)
		h = sx_map_mix(o, h, sx_load64(s->data + i));
	for (; i < len; i++)
		tail = tail << 8 | (u8)s->data[i];
	return sx_map_mix(o, h, tail);
}

static u32 hash_keys(const struct sx_object *o, const union sx_reg *ints,
		     const union sx_reg *strs)
{
	u64 h = 0;
	u32 k;

	for (k = 0; k < o->nkeys; k++) {
		if (o->str_keys & (1u << k))
			h = mix_string(o, h, (strs++)->s);
		else
			h = sx_map_mix(o, h, (u64)(ints++)->i);
	}
	return (u32)h | SX_ENTRY_LIVE;
}

int sx_map_key_equals(const struct sx_object *o, const struct sx_str *key,
		      const struct sx_str *s)
{
	u32 len = sx_str_cut(s, o->maxstringlen);

	return key->len == len && !sx_memcmp(key->data, s->data, len);
}

static int keys_equal(const struct sx_object *o, const struct sx_entry *e,
		      const union sx_reg *ints, const union sx_reg *strs)
{
	const u8 *key = e->data;
	u32 k;

	for (k = 0; k < o->nkeys; k++) {
		if (!(o->str_keys & (1u << k))) {
			if (*(const s64 *)key != (ints++)->i)
				return 0;
		} else if (!sx_map_key_equals(o, (const struct sx_str *)key,
					      (strs++)->s)) {
			return 0;
		}
		key += key_len(o, k);
	}
	return 1;
}

static u32 find_hashed(const struct sx_object *o, u32 hash,
		       const union sx_reg *ints, const union sx_reg *strs)
{
	const struct sx_entry *e;
	u32 n = __atomic_load_n(&o->buckets[hash & o->bucket_mask],
				__ATOMIC_ACQUIRE);

	for (; n; n = e->next) {
		e = sx_map_entry(o, n);
		if (e->hash == hash && keys_equal(o, e, ints, strs))
			break;
	}
	return n;
}

u32 sx_map_find_keys(const struct sx_object *o, const union sx_reg *ints,
		     const union sx_reg *strs)
{
	return find_hashed(o, hash_keys(o, ints, strs), ints, strs);
}

static void store_keys(const struct sx_object *o, struct sx_entry *e,
		       const union sx_reg *ints, const union sx_reg *strs)
{
	u8 *key = e->data;
	u32 k;

	for (k = 0; k < o->nkeys; k++) {
		if (o->str_keys & (1u << k))
			sx_str_store((struct sx_str *)key, (strs++)->s,
				     o->maxstringlen);
		else
			*(s64 *)key = (ints++)->i;
		key += key_len(o, k);
	}
}

static void reset_value(struct sx_object *o, struct sx_entry *e)
{
	void *value = sx_map_entry_value(o, e);

	if (o->kind == SX_G_MAP_INT)
		*(s64 *)value = 0;
	else if (o->kind == SX_G_MAP_STR)
		sx_str_store(value, sx_empty_str, o->maxstringlen);
}

static u32 take_entry(struct sx_object *o)
{
	u32 n = o->free;

	if (n) {
		o->free = sx_map_entry(o, n)->next;
		return n;
	}
	if (o->fresh < o->capacity)
		return ++o->fresh;
	/* Only under WRITE: the verifier demands it where a map wraps. */
	if (!(o->flags & SX_GLOBAL_WRAP))
		return 0;
	sx_map_delete(o, o->oldest);
	n = o->free;
	o->free = sx_map_entry(o, n)->next;
	return n;
}

static void append(struct sx_object *o, struct sx_entry *e, u32 n)
{
	e->older = o->newest;
	e->newer = 0;
	if (o->newest)
		sx_map_entry(o, o->newest)->newer = n;
	else
		o->oldest = n;
	o->newest = n;
	o->used++;
}

static u32 insert_locked(struct sx_object *o, u32 hash,
			 const union sx_reg *ints, const union sx_reg *strs)
{
	u32 *bucket = &o->buckets[hash & o->bucket_mask];
	u32 n = find_hashed(o, hash, ints, strs);
	struct sx_entry *e;

	if (n)
		return n;
	n = take_entry(o);
	if (!n)
		return 0;
	e = sx_map_entry(o, n);
	store_keys(o, e, ints, strs);
	reset_value(o, e);
	append(o, e, n);
	e->hash = hash;
	e->next = *bucket;
	__atomic_store_n(bucket, n, __ATOMIC_RELEASE);
	return n;
}

/*
 * `spin` orders CPUs that insert under UPDATE locks. Its holder has
 * interrupts off, takes no other lock and runs no loop but over one chain,
 * so that waiting for it needs no bound of its own.
 */
u32 sx_map_insert(struct sx_object *o, const union sx_reg *ints,
		  const union sx_reg *strs)
{
	u32 hash = hash_keys(o, ints, strs), n;

	while (__atomic_exchange_n(&o->spin, 1, __ATOMIC_ACQUIRE))
		sx_lock_relax();
	n = insert_locked(o, hash, ints, strs);
	__atomic_store_n(&o->spin, 0, __ATOMIC_RELEASE);
	return n;
}

static void unchain(struct sx_object *o, u32 n)
{
	struct sx_entry *e = sx_map_entry(o, n);
	u32 *link = &o->buckets[e->hash & o->bucket_mask];

	while (*link != n)
		link = &sx_map_entry(o, *link)->next;
	*link = e->next;
}

static void unlist(struct sx_object *o, struct sx_entry *e)
{
	if (e->older)
		sx_map_entry(o, e->older)->newer = e->newer;
	else
		o->oldest = e->newer;
	if (e->newer)
		sx_map_entry(o, e->newer)->older = e->older;
	else
		o->newest = e->older;
	o->used--;
}

static void free_entry(struct sx_object *o, struct sx_entry *e, u32 n)
{
	if (o->kind == SX_G_MAP_STAT)
		sx_stat_clear(o, n);
	e->hash = 0;
	e->next = o->free;
	o->free = n;
}

void sx_map_delete(struct sx_object *o, u32 n)
{
	struct sx_entry *e = sx_map_entry(o, n);

	unchain(o, n);
	unlist(o, e);
	free_entry(o, e, n);
}

void sx_map_clear(struct sx_object *o)
{
	u32 n = o->oldest, newer;

	for (; n; n = newer) {
		struct sx_entry *e = sx_map_entry(o, n);

		newer = e->newer;
		o->buckets[e->hash & o->bucket_mask] = 0;
		free_entry(o, e, n);
	}
	o->oldest = o->newest = o->used = 0;
}

const void *sx_map_key(const struct sx_object *o, u32 n, u32 k)
{
	const u8 *key = sx_map_entry(o, n)->data;
	u32 i;

	for (i = 0; i < k; i++)
		key += key_len(o, i);
	return key;
}

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Maps: hash tables with all their entries allocated beforehand.
 *
 * Keys come as operand groups: the n-th integer key is ints[n], the n-th
 * string key strs[n]. The caller holds the map's lock: READ or more for
 * sx_map_find; WRITE for everything else, except that several CPUs that hold
 * a statistic's UPDATE lock may find and insert at the same time (no entry
 * is deleted then; see sx_map_insert).
 */
#ifndef STAPX_LIB_MAP_H
#define STAPX_LIB_MAP_H

#include "object.h"

static inline struct sx_entry *sx_map_entry(const struct sx_object *o, u32 n)
{
	return (struct sx_entry *)(o->entries + (u64)(n - 1) * o->entry_len);
}

static inline void *sx_map_entry_value(const struct sx_object *o,
				       struct sx_entry *e)
{
	return (u8 *)e + o->value_off;
}

static inline void *sx_map_value(const struct sx_object *o, u32 n)
{
	return sx_map_entry_value(o, sx_map_entry(o, n));
}

/*
 * One step of the hash: both halves of a product with the secret, odd key.
 * Who does not know the key cannot choose values that meet: a difference of
 * two values moves the upper half by its product with the key.
 */
static inline u64 sx_map_mix(const struct sx_object *o, u64 h, u64 v)
{
	unsigned __int128 product = (unsigned __int128)(h ^ v) * o->hash_key;

	return (u64)(product >> 64) ^ (u64)product;
}

/* The general case of sx_map_find. */
u32 sx_map_find_keys(const struct sx_object *o, const union sx_reg *ints,
		     const union sx_reg *strs);

/* The first entry of the chain for a map whose one key is an integer. */
static inline u32 sx_map_chain(const struct sx_object *o, s64 key)
{
	return __atomic_load_n(
		&o->buckets[sx_map_mix(o, 0, (u64)key) & o->bucket_mask],
		__ATOMIC_ACQUIRE);
}

/* The entry for one integer key, and its number; NULL: none. */
static inline struct sx_entry *sx_map_find_int(const struct sx_object *o,
					       s64 key, u32 *ret_n)
{
	struct sx_entry *e;
	u32 n;

	for (n = sx_map_chain(o, key); n; n = e->next) {
		e = sx_map_entry(o, n);
		if (*(const s64 *)e->data == key) {
			*ret_n = n;
			return e;
		}
	}
	*ret_n = 0;
	return SX_NULL;
}

/* The number of the entry with these keys, 0 if there is none. */
static inline u32 sx_map_find(const struct sx_object *o,
			      const union sx_reg *ints,
			      const union sx_reg *strs)
{
	u32 n;

	if (!o->one_int_key)
		return sx_map_find_keys(o, ints, strs);
	sx_map_find_int(o, ints->i, &n);
	return n;
}

/*
 * Makes an entry with value 0, "" or without samples, or returns the one that
 * another CPU just made. 0: the map is full (and does not wrap).
 */
u32 sx_map_insert(struct sx_object *o, const union sx_reg *ints,
		  const union sx_reg *strs);

void sx_map_delete(struct sx_object *o, u32 n);
void sx_map_clear(struct sx_object *o);

/* Is a string key of an entry this one, cut as keys are? */
int sx_map_key_equals(const struct sx_object *o, const struct sx_str *key,
		      const struct sx_str *s);

/* Key k of an entry: s64 or struct sx_str. */
const void *sx_map_key(const struct sx_object *o, u32 n, u32 k);

#endif

// SPDX-License-Identifier: GPL-2.0
/* A copy of one global for the reader: struct sx_dump in abi.h. */
#include <stapx/abi.h>

#include "globals.h"
#include "lock.h"
#include "map.h"

/* Counts on when the buffer is full. */
struct out {
	u8 *buf;
	u64 size;
	u64 used;
	u32 entries;
};

static void put(struct out *out, const void *data, u64 len)
{
	static const u64 zero;
	u64 padded = SX_ALIGN(len, (u64)8);

	if (out->used + padded <= out->size) {
		sx_memcpy(out->buf + out->used, data, len);
		sx_memcpy(out->buf + out->used + len, &zero, padded - len);
	}
	out->used += padded;
}

static void put_str(struct out *out, const struct sx_str *s)
{
	put(out, s, sizeof(*s) + s->len);
}

static void put_stat(struct out *out, const struct sx_object *o, u32 entry)
{
	struct sx_stat_total merged;
	s64 values[SX_AGG_NR];
	u32 agg;

	sx_stat_merge(o, entry, &merged);
	for (agg = 0; agg < SX_AGG_NR; agg++)
		sx_stat_aggregate(&merged, agg, &values[agg]);
	put(out, values, sizeof(values));
}

static void put_value(struct out *out, const struct sx_object *o, u32 entry)
{
	if (sx_object_is_stat(o))
		put_stat(out, o, entry);
	else if (o->kind == SX_G_INT)
		put(out, &o->value, sizeof(o->value));
	else if (o->kind == SX_G_STR)
		put_str(out, o->str);
	else if (o->kind == SX_G_MAP_INT)
		put(out, sx_map_value(o, entry), sizeof(s64));
	else
		put_str(out, sx_map_value(o, entry));
}

static void put_entry(struct out *out, const struct sx_object *o, u32 entry)
{
	struct sx_dump_entry head = { 0 };
	u64 start = out->used;
	u32 k;

	put(out, &head, sizeof(head));
	for (k = 0; k < o->nkeys; k++) {
		const void *key = sx_map_key(o, entry, k);

		if (o->str_keys & (1u << k))
			put_str(out, key);
		else
			put(out, key, sizeof(s64));
	}
	put_value(out, o, entry);
	head.len = (u32)(out->used - start);
	if (out->used <= out->size)
		sx_memcpy(out->buf + start, &head, sizeof(head));
	out->entries++;
}

/* Entries looked at under one lock. */
#define SLICE 64u

/* By number: a list could be changed between two slices. */
static u32 put_slice(struct out *out, const struct sx_object *o, u32 n)
{
	u32 end = n + SLICE;

	if (!o->nkeys) {
		put_entry(out, o, 0);
		return 0;
	}
	for (n = n ? n : 1; n <= o->fresh && n < end; n++) {
		if (sx_map_entry(o, n)->hash)
			put_entry(out, o, n);
	}
	return n <= o->fresh ? n : 0;
}

static int lock_alone(struct sx_object *o)
{
	if (sx_object_is_stat(o))
		return sx_lock_all(&o->lock, o->parts, o->part_len, o->nr_cpus);
	return sx_lock_write(&o->lock);
}

int sx_globals_dump(struct sx_globals *globals, u32 g, void *buf, u64 buf_len,
		    struct sx_dump_state *state)
{
	struct out out = { buf, buf_len, state->used, state->entries };
	struct sx_object *o;

	if (g >= globals->prog->globals_nr)
		return -SX_EINVAL;
	o = &globals->objects[g];
	if (lock_alone(o))
		return -SX_EAGAIN;
	state->next = put_slice(&out, o, state->next);
	sx_unlock_write(&o->lock);
	state->used = out.used;
	state->entries = out.entries;
	return 0;
}

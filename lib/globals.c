// SPDX-License-Identifier: GPL-2.0
/*
 * The block of memory that holds all globals. One function lays it out: with
 * no memory it only counts, so that size and layout cannot disagree.
 */
#include "globals.h"
#include "hist.h"
#include "hist_pool.h"
#include "object.h"

#define LINE 64

/*
 * An odd number whose bits all depend on all of the secret's: a product with a
 * small number would stay small. (The end of splitmix64: Steele, Lea, Flood:
 * Fast Splittable Pseudorandom Number Generators, 2014.)
 */
static u64 hash_key(u64 secret)
{
	secret += 0x9e3779b97f4a7c15ull;
	secret = (secret ^ (secret >> 30)) * 0xbf58476d1ce4e5b9ull;
	secret = (secret ^ (secret >> 27)) * 0x94d049bb133111ebull;
	return (secret ^ (secret >> 31)) | 1;
}

/* Hands out the block piece by piece; mem is NULL while counting. */
struct block {
	u8 *mem;
	u64 used;
	int overflow;
};

static void *take(struct block *b, u64 nr, u64 each)
{
	u64 start = b->used, len;

	if (__builtin_mul_overflow(nr, each, &len) ||
	    __builtin_add_overflow(len, (u64)LINE - 1, &len) ||
	    __builtin_add_overflow(start, len & ~((u64)LINE - 1), &b->used))
		b->overflow = 1;
	return b->mem && !b->overflow ? b->mem + start : SX_NULL;
}

static u32 power_of_two(u32 at_least)
{
	u32 n = 1;

	while (n < at_least)
		n <<= 1;
	return n;
}

static void measure_entry(struct sx_object *o, const struct sx_global *row)
{
	u32 slot = sx_str_slot_len(o->maxstringlen);
	u32 len = sizeof(struct sx_entry), k;

	for (k = 0; k < row->nkeys; k++) {
		if (row->key[k] == SX_T_STR)
			o->str_keys |= (u16)(1u << k);
		len += row->key[k] == SX_T_STR ? slot : sizeof(s64);
	}
	o->value_off = len;
	if (row->kind == SX_G_MAP_INT)
		len += sizeof(s64);
	else if (row->kind == SX_G_MAP_STR)
		len += slot;
	o->entry_len = len;
}

static void lay_out_map(struct block *b, struct sx_object *o,
			const struct sx_global *row)
{
	u32 buckets = power_of_two(row->max_entries);

	measure_entry(o, row);
	o->one_int_key = row->nkeys == 1 && row->key[0] == SX_T_INT;
	o->capacity = row->max_entries;
	o->bucket_mask = buckets - 1;
	o->buckets = take(b, buckets, sizeof(u32));
	o->entries = take(b, row->max_entries, o->entry_len);
}

/* The buckets of a map's entries, but for the CPUs' indexes of blocks. */
static void lay_out_hists(struct block *b, struct sx_object *o)
{
	u64 blocks = sx_hist_pool_blocks(o->capacity, o->nr_cpus);

	o->pool_nr = (u32)blocks;
	o->hists = take(b, (u64)o->capacity * o->hist_nr, sizeof(u64));
	o->pool = take(b, blocks * o->hist_nr, sizeof(u64));
}

/* Each CPU's part begins in a cache line of its own. */
static void lay_out_parts(struct block *b, struct sx_object *o,
			  const struct sx_global *row)
{
	u64 nr = (u64)o->capacity + 1;
	u64 len = sizeof(struct sx_part) + nr * sizeof(struct sx_stat);

	if (row->stat_ops & SX_STAT_VARIANCE) {
		o->moments_off = (u32)len;
		len += nr * sizeof(struct sx_moments);
	}
	o->hist_off = (u32)len;
	if (o->hist_nr)
		len += row->nkeys ? nr * sizeof(u32) : o->hist_nr * sizeof(u64);
	o->has_extras = o->moments_off || o->hist_nr;
	o->part_len = SX_ALIGN(len, (u64)LINE);
	o->parts = take(b, o->nr_cpus, o->part_len);
	if (o->hist_nr && row->nkeys)
		lay_out_hists(b, o);
}

static void lay_out_object(struct block *b, struct sx_object *o,
			   const struct sx_global *row,
			   const struct sx_settings *set)
{
	sx_memset(o, 0, sizeof(*o));
	o->row = row;
	o->kind = row->kind;
	o->flags = row->flags;
	o->nkeys = row->nkeys;
	o->hist = row->hist;
	o->hist_nr = (u32)sx_hist_bucket_nr(row);
	o->maxstringlen = set->maxstringlen;
	o->nr_cpus = set->nr_cpus;
	o->hash_key = hash_key(set->hash_key);
	o->value = row->init_int;
	if (row->nkeys)
		lay_out_map(b, o, row);
	if (row->kind == SX_G_STR)
		o->str = take(b, 1, sx_str_slot_len(set->maxstringlen));
	if (sx_object_is_stat(o))
		lay_out_parts(b, o, row);
}

static void lay_out_iter(struct block *b, struct sx_iterator *it,
			 const struct sx_iter *row, const struct sx_global *map)
{
	sx_memset(it, 0, sizeof(*it));
	if (!(row->flags & SX_ITER_NO_ROWS))
		it->rows =
			take(b, map->max_entries, sizeof(struct sx_iter_row));
}

static struct sx_globals *lay_out(struct block *b,
				  const struct sx_program *prog,
				  const struct sx_settings *set)
{
	struct sx_globals *globals = take(b, 1, sizeof(*globals));
	struct sx_object *objects, object;
	struct sx_iterator *iters, iter;
	u32 i;

	objects = take(b, prog->globals_nr, sizeof(*objects));
	iters = take(b, prog->iters_nr, sizeof(*iters));
	for (i = 0; i < prog->globals_nr; i++)
		lay_out_object(b, objects ? &objects[i] : &object,
			       &prog->globals[i], set);
	for (i = 0; i < prog->iters_nr; i++)
		lay_out_iter(b, iters ? &iters[i] : &iter, &prog->iters[i],
			     &prog->globals[prog->iters[i].global]);
	if (globals) {
		globals->prog = prog;
		globals->set = set;
		globals->objects = objects;
		globals->iters = iters;
	}
	return globals;
}

u64 sx_globals_size(const struct sx_program *prog,
		    const struct sx_settings *set)
{
	struct block b = { 0 };

	lay_out(&b, prog, set);
	return b.overflow ? 0 : b.used;
}

struct sx_globals *sx_globals_init(void *mem, const struct sx_program *prog,
				   const struct sx_settings *set)
{
	struct block b = { .mem = mem };
	struct sx_globals *globals = lay_out(&b, prog, set);
	u32 i;

	for (i = 0; i < prog->globals_nr; i++) {
		struct sx_object *o = &globals->objects[i];

		if (o->kind == SX_G_STR)
			sx_str_store(o->str,
				     sx_program_str(prog, o->row->init_str),
				     set->maxstringlen);
	}
	return globals;
}

// SPDX-License-Identifier: GPL-2.0
/* Buckets of histograms: hist_pool.h tells how they are kept. */
#include "hist_pool.h"

/* In a part, for each entry: 0 nothing yet, HOME, else 1 + block. */
#define HOME 0xffffffffu

u64 sx_hist_pool_blocks(u32 entries, u32 nr_cpus)
{
	return nr_cpus > 1 ? (u64)entries / 2 + nr_cpus : 0;
}

static u64 *home_of(const struct sx_object *o, u32 entry)
{
	return o->hists + (u64)(entry - 1) * o->hist_nr;
}

static u64 *block_of(const struct sx_object *o, u32 block)
{
	return o->pool + (u64)(block - 1) * o->hist_nr;
}

static u32 *index_of(const struct sx_object *o, struct sx_part *part, u32 entry)
{
	return (u32 *)((u8 *)part + o->hist_off) + entry;
}

/* Buckets of a scalar statistic on one CPU. */
static u64 *scalar_of(const struct sx_object *o, struct sx_part *part)
{
	return (u64 *)((u8 *)part + o->hist_off);
}

/* A free block; what links it to the next one is its first bucket. */
static u32 pop_free(struct sx_object *o)
{
	u32 n = __atomic_load_n(&o->pool_free, __ATOMIC_RELAXED), next;

	while (n) {
		next = (u32)__atomic_load_n(block_of(o, n), __ATOMIC_RELAXED);
		if (__atomic_compare_exchange_n(&o->pool_free, &n, next, 0,
						__ATOMIC_RELAXED,
						__ATOMIC_RELAXED)) {
			__atomic_store_n(block_of(o, n), 0, __ATOMIC_RELAXED);
			return n;
		}
	}
	return 0;
}

/* A block that was never used; the test keeps the counter from wrapping. */
static u32 take_fresh(struct sx_object *o)
{
	u32 n;

	if (__atomic_load_n(&o->pool_fresh, __ATOMIC_RELAXED) >= o->pool_nr)
		return 0;
	n = __atomic_fetch_add(&o->pool_fresh, 1, __ATOMIC_RELAXED);
	return n < o->pool_nr ? n + 1 : 0;
}

static SX_COLD u32 take_block(struct sx_object *o)
{
	u32 n = pop_free(o);

	if (!n)
		n = take_fresh(o);
	return n ? n : HOME;
}

static void add_to_map(struct sx_object *o, struct sx_part *part, u32 entry,
		       u32 bucket)
{
	u32 *index = index_of(o, part, entry);

	if (sx_unlikely(!*index))
		*index = take_block(o);
	if (*index != HOME)
		block_of(o, *index)[bucket]++;
	else
		__atomic_fetch_add(&home_of(o, entry)[bucket], 1,
				   __ATOMIC_RELAXED);
}

void sx_hist_pool_add(struct sx_object *o, struct sx_part *part, u32 entry,
		      u32 bucket)
{
	if (entry)
		add_to_map(o, part, entry, bucket);
	else
		scalar_of(o, part)[bucket]++;
}

static u64 read_part(const struct sx_object *o, struct sx_part *part, u32 entry,
		     u32 bucket)
{
	u32 index;

	if (!entry)
		return scalar_of(o, part)[bucket];
	index = *index_of(o, part, entry);
	return index && index != HOME ? block_of(o, index)[bucket] : 0;
}

u64 sx_hist_pool_read(const struct sx_object *o, u32 entry, u32 bucket)
{
	u64 sum = entry ? home_of(o, entry)[bucket] : 0;
	u32 cpu;

	for (cpu = 0; cpu < o->nr_cpus; cpu++)
		sum += read_part(o, sx_object_part(o, cpu), entry, bucket);
	return sum;
}

static void give_back(struct sx_object *o, u32 block)
{
	u64 *buckets = block_of(o, block);

	sx_memset(buckets, 0, o->hist_nr * sizeof(u64));
	buckets[0] = o->pool_free;
	o->pool_free = block;
}

static void clear_part(struct sx_object *o, struct sx_part *part, u32 entry)
{
	u32 *index = index_of(o, part, entry);

	if (*index && *index != HOME)
		give_back(o, *index);
	*index = 0;
}

void sx_hist_pool_clear(struct sx_object *o, u32 entry)
{
	u64 len = o->hist_nr * sizeof(u64);
	u32 cpu;

	for (cpu = 0; cpu < o->nr_cpus; cpu++) {
		struct sx_part *part = sx_object_part(o, cpu);

		if (entry)
			clear_part(o, part, entry);
		else
			sx_memset(scalar_of(o, part), 0, len);
	}
	if (entry)
		sx_memset(home_of(o, entry), 0, len);
}

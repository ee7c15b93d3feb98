/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How globals lie in memory. For the files of the machine only.
 *
 * A map is a hash table with chains: buckets[] and the links of an entry hold
 * entry numbers from 1, 0 is none. Entries that were never used follow
 * `fresh`; deleted ones hang on `free` by `next`. All entries in use are on
 * a list in the order of insertion. An entry is
 *
 *	struct sx_entry, keys in order (s64 or string slot), value
 *
 * The samples of statistics lie apart: for each CPU a part of part_len bytes
 * with that CPU's lock mark, then one struct sx_stat per entry, then, where
 * the variance is asked for, one struct sx_moments per entry. A scalar
 * statistic is entry 0 of such parts. What a part holds for histograms comes
 * last; hist_pool.h tells about it.
 */
#ifndef STAPX_LIB_OBJECT_H
#define STAPX_LIB_OBJECT_H

#include "globals.h"
#include "mem.h"
#include "stat.h"
#include "value.h"

struct sx_entry {
	u32 next; /* in the chain of its bucket, or of free entries */
	u32 hash; /* SX_ENTRY_LIVE | hash; 0: not in use */
	u32 older; /* neighbours in the order of insertion */
	u32 newer;
	u8 data[];
};

#define SX_ENTRY_LIVE 0x80000000u

/* The head of a CPU's part; samples start behind it. */
struct sx_part {
	u32 mark;
	u32 pad[7];
	struct sx_stat stat[];
};

struct sx_object {
	/* Hardly written while statistics are updated. */
	u32 lock;
	u8 kind; /* enum sx_global_kind */
	u8 flags; /* SX_GLOBAL_* */
	u8 nkeys;
	u8 hist; /* enum sx_hist_kind */
	u16 str_keys; /* bit n: key n is a string */
	u8 one_int_key; /* the only key is an integer */
	u8 has_extras; /* statistic with a variance or a histogram */
	u32 bucket_mask;
	u32 entry_len;
	u32 value_off; /* in struct sx_entry */
	u32 *buckets;
	u8 *entries; /* entry 1 is the first */
	u8 *parts;
	u64 part_len;
	u64 hash_key; /* odd */

	/* Written by insertion; maps of statistics take `spin` for it. */
	u32 spin;
	u32 free;
	u32 fresh; /* entries that were ever used */
	u32 used;
	u32 oldest;
	u32 newest;
	u32 capacity;
	u32 hist_nr; /* buckets of a histogram */
	u64 *hists; /* homes: hist_nr buckets for each entry of a map */
	s64 value; /* SX_G_INT */
	struct sx_str *str; /* SX_G_STR: its slot */
	u32 maxstringlen;
	u32 nr_cpus;

	u32 moments_off; /* in a part; 0: there are none */
	u32 hist_off; /* in a part */
	u64 *pool; /* blocks of hist_nr buckets */
	u32 pool_nr;
	u32 pool_fresh; /* blocks that were ever used, or more than pool_nr */
	u32 pool_free; /* 1 + block */
	u32 full_told; /* that the map is full has been reported */
	const struct sx_global *row;
	u64 pad[10];
} __attribute__((aligned(64)));

_Static_assert(sizeof(struct sx_object) == 256, "an index is a shift");

/* A row of a running foreach. */
struct sx_iter_row {
	u64 key; /* what integers are sorted by */
	u32 entry;
	u32 order; /* of insertion: equal rows keep it */
};

/*
 * One foreach statement. Belongs to whoever holds the map's lock; `vm` and
 * `frame` say whose loop the rows are.
 */
struct sx_iterator {
	struct sx_iter_row *rows;
	const void *vm;
	u64 frame;
	u32 left; /* rows that are still to come, at the end of rows[] */
	u32 next; /* one behind the next row */
};

struct sx_globals {
	const struct sx_program *prog;
	const struct sx_settings *set;
	struct sx_object *objects;
	struct sx_iterator *iters;
};

static inline int sx_object_is_stat(const struct sx_object *o)
{
	return o->kind == SX_G_STAT || o->kind == SX_G_MAP_STAT;
}

static inline struct sx_part *sx_object_part(const struct sx_object *o, u32 cpu)
{
	return (struct sx_part *)(o->parts + cpu * o->part_len);
}

static inline struct sx_moments *
sx_object_moments(const struct sx_object *o, struct sx_part *part, u32 entry)
{
	return (struct sx_moments *)((u8 *)part + o->moments_off) + entry;
}

#endif

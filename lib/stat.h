/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Statistics: samples go to the part of one CPU, without an atomic operation,
 * under an UPDATE lock; whoever reads or clears has the WRITE lock.
 */
#ifndef STAPX_LIB_STAT_H
#define STAPX_LIB_STAT_H

#include <stapx/program.h>

/* Of one CPU: the others mean nothing while count is 0. */
struct sx_stat {
	s64 count;
	s64 sum;
	s64 min;
	s64 max;
};

/*
 * Of one CPU, where the variance is asked for: running mean and sum of squared
 * differences by Welford's method (Technometrics 4, 1962; Knuth, The Art of
 * Computer Programming, volume 2, 4.2.2) in integers: samples are shifted left
 * by bit_shift first, quotients are cut towards 0.
 */
struct sx_moments {
	s64 mean;
	s64 squares;
};

/* Of all CPUs; all 0 without a sample. */
struct sx_stat_total {
	s64 count;
	s64 sum;
	s64 min;
	s64 max;
	s64 variance; /* 0 where it is not kept, -1 of one sample */
};

struct sx_object;

/* Adds a sample: entry 0 is the scalar's, a map's entries start from 1. */
void sx_stat_add(struct sx_object *o, u32 entry, u32 cpu, s64 value);

/*
 * The samples of all CPUs together. The variance is that of pooled samples:
 * what each CPU has around its own mean, and the means around the whole one.
 */
void sx_stat_merge(const struct sx_object *o, u32 entry,
		   struct sx_stat_total *ret);

/* Buckets of all CPUs together: one, or all o->hist_nr. */
u64 sx_stat_merge_bucket(const struct sx_object *o, u32 entry, u32 bucket);
void sx_stat_merge_hist(const struct sx_object *o, u32 entry, u64 *ret);

void sx_stat_clear(struct sx_object *o, u32 entry);

/*
 * One aggregate. Returns 0; -1, and 0 in *ret, for all but count and sum
 * without a sample. The average is sum / count, cut towards 0.
 */
int sx_stat_aggregate(const struct sx_stat_total *s, u32 agg, s64 *ret);

#endif

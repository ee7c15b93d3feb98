/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Statistics: samples go to the part of one CPU, without an atomic operation,
 * under an UPDATE lock; whoever reads or clears has the WRITE lock.
 */
#ifndef STAPX_LIB_STAT_H
#define STAPX_LIB_STAT_H

#include <stapx/program.h>

/* min and max mean nothing while count is 0, sum is 0 then when it is read. */
struct sx_stat {
	s64 count;
	s64 sum;
	s64 min;
	s64 max;
};

struct sx_object;

/* Adds a sample: entry 0 is the scalar's, a map's entries start from 1. */
void sx_stat_add(struct sx_object *o, u32 entry, u32 cpu, s64 value);

/* The samples of all CPUs together. */
void sx_stat_merge(const struct sx_object *o, u32 entry, struct sx_stat *ret);

/* Buckets of all CPUs together, o->hist_nr of them. */
void sx_stat_merge_hist(const struct sx_object *o, u32 entry, u64 *ret);

void sx_stat_clear(struct sx_object *o, u32 entry);

/*
 * One aggregate. Returns 0; -1 for min, max and avg of no sample. The average
 * is sum / count, cut towards 0.
 */
int sx_stat_aggregate(const struct sx_stat *s, u32 agg, s64 *ret);

#endif

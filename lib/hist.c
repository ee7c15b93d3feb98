// SPDX-License-Identifier: GPL-2.0
/* Buckets of histograms: how many, which, and where they start. */
#include "hist.h"

u64 sx_hist_bucket_nr(const struct sx_global *g)
{
	if (g->hist == SX_HIST_LOG)
		return SX_HIST_LOG_BUCKETS;
	if (g->hist != SX_HIST_LINEAR)
		return 0;
	/* One more than the quotient for [stop, ...), one for each side. */
	return ((u64)g->hist_stop - (u64)g->hist_start) / (u64)g->hist_step + 3;
}

static u32 log_bucket(s64 value)
{
	u64 size = value < 0 ? -(u64)value : (u64)value;
	u32 bits = size ? 64 - (u32)__builtin_clzll(size) : 0;

	return value < 0 ? SX_HIST_LOG_ZERO - bits : SX_HIST_LOG_ZERO + bits;
}

static u32 linear_bucket(const struct sx_global *g, s64 value)
{
	u64 last = sx_hist_bucket_nr(g) - 1;
	u64 n;

	if (value < g->hist_start)
		return 0;
	n = ((u64)value - (u64)g->hist_start) / (u64)g->hist_step;
	return n < last - 1 ? (u32)n + 1 : (u32)last;
}

u32 sx_hist_bucket(const struct sx_global *g, s64 value)
{
	if (g->hist == SX_HIST_LOG)
		return log_bucket(value);
	return linear_bucket(g, value);
}

s64 sx_hist_bucket_value(const struct sx_global *g, u32 bucket)
{
	u64 n = bucket;

	if (g->hist == SX_HIST_LOG) {
		if (bucket < SX_HIST_LOG_ZERO)
			return (s64) -
			       (1ull << (SX_HIST_LOG_ZERO - 1 - bucket));
		if (bucket > SX_HIST_LOG_ZERO)
			return (s64)(1ull << (bucket - SX_HIST_LOG_ZERO - 1));
		return 0;
	}
	if (bucket == 0)
		return g->hist_start;
	/* The overflow bucket shows the start of the last one before it. */
	if (bucket == sx_hist_bucket_nr(g) - 1)
		n--;
	return (s64)((u64)g->hist_start + (n - 1) * (u64)g->hist_step);
}

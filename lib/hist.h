/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Histograms as SystemTap draws them.
 *
 * Logarithmic: bucket 64 holds 0; bucket 64+n holds 2^(n-1) .. 2^n - 1, bucket
 * 64-n the same negated. Linear: bucket 0 holds what is below start, bucket
 * 1+n holds start + n*step .. start + (n+1)*step - 1, the last one all above.
 */
#ifndef STAPX_LIB_HIST_H
#define STAPX_LIB_HIST_H

#include <stapx/program.h>

#define SX_HIST_LOG_ZERO 64

/* Buckets of a statistic, 0 for SX_HIST_NONE; u64 since a bad row has many. */
u64 sx_hist_bucket_nr(const struct sx_global *g);

/* The bucket of a value; the row has passed the verifier and has buckets. */
u32 sx_hist_bucket(const struct sx_global *g, s64 value);

/* The value printed beside a bucket: the bound nearest to 0, or the lower. */
s64 sx_hist_bucket_value(const struct sx_global *g, u32 bucket);

/*
 * Draws a histogram of bucket_nr buckets into buf, as printf would: returns
 * the bytes needed without the NUL, writes at most size with it. (user side)
 */
sx_size sx_hist_render(const struct sx_global *g, const u64 *buckets,
		       u32 bucket_nr, char *buf, sx_size size);

#endif

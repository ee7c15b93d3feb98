/* SPDX-License-Identifier: GPL-2.0 */
/* Rows of a program image that describe globals and how they are walked. */
#ifndef STAPX_GLOBAL_H
#define STAPX_GLOBAL_H

#include <stapx/types.h>
#include <stapx/limits.h>

enum sx_type {
	SX_T_NONE,
	SX_T_INT,
	SX_T_STR,
};

enum sx_global_kind {
	SX_G_INT,
	SX_G_STR,
	SX_G_STAT,
	SX_G_MAP_INT,
	SX_G_MAP_STR,
	SX_G_MAP_STAT,
	SX_G_KIND_NR,
};

enum sx_hist_kind {
	SX_HIST_NONE,
	SX_HIST_LOG,
	SX_HIST_LINEAR,
};

#define SX_STAT_VARIANCE 1 /* SX_AGG_VARIANCE is asked for */

#define SX_GLOBAL_WRAP 1 /* `%`: a full map replaces its oldest entry */

struct sx_global {
	u8 kind; /* enum sx_global_kind */
	u8 flags; /* SX_GLOBAL_* */
	u8 nkeys; /* 0 for scalars, else 1..SX_MAX_KEYS */
	u8 hist; /* enum sx_hist_kind; statistics only */
	u8 key[SX_MAX_KEYS]; /* enum sx_type */
	u8 stat_ops; /* SX_STAT_*: what has to be kept besides the basics */
	u8 bit_shift; /* of the variance: 0..SX_MAX_BIT_SHIFT */
	u8 pad;
	u32 max_entries; /* maps */
	u32 name; /* string constant */
	u32 init_str; /* string constant; SX_G_STR */
	s64 init_int; /* SX_G_INT */
	s64 hist_start; /* SX_HIST_LINEAR: buckets [start + n*step, ...) */
	s64 hist_stop;
	s64 hist_step;
};

/* Aggregates of a statistic: operands of STAT_AGG/MAP_AGG and sort keys. */
enum sx_agg {
	SX_AGG_COUNT,
	SX_AGG_SUM,
	SX_AGG_MIN,
	SX_AGG_MAX,
	SX_AGG_AVG,
	SX_AGG_VARIANCE, /* only with SX_STAT_VARIANCE */
	SX_AGG_NR,
};

enum sx_sort_by {
	SX_SORT_NONE = 0, /* order of insertion */
	SX_SORT_KEY = 1, /* 1..SX_MAX_KEYS: the n-th key */
	SX_SORT_VALUE = 16, /* number or string; of a statistic: its count */
	SX_SORT_AGG = 32, /* + enum sx_agg */
};

#define SX_ITER_NO_ROWS 1 /* for MHASS and MDELS only: takes no memory */

/* One foreach statement, or an array with `*` among its keys. */
struct sx_iter {
	u16 global; /* a map */
	u8 sort_by; /* enum sx_sort_by */
	s8 dir; /* 1 ascending, -1 descending; 0 with SX_SORT_NONE */
	u16 slice; /* bit n: key n is given, entries with another one are left out */
	u16 flags; /* SX_ITER_* */
};

#endif

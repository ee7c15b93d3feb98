/* SPDX-License-Identifier: GPL-2.0 */
/* What STATS and COSTS tell of a session. */
#ifndef STAPX_STATS_H
#define STAPX_STATS_H

#include <stapx/types.h>

/* Why hits were not handled, and how many; monotonic. */
struct sx_point_stats {
	u64 hits; /* handlers run or counted */
	u64 skipped_busy; /* the CPU was in a handler already */
	u64 skipped_lock; /* a global was locked for too long */
	u64 errors; /* handlers ended by a run-time error */
	u64 missed; /* the kernel, or this object, had no means to call us */
	u64 unplaced; /* mappings of the file that could not be probed */
	u64 abandoned; /* calls that were watched and ended without a return */
};

struct sx_stats {
	u64 points; /* in: user address of struct sx_point_stats[] */
	u32 points_nr; /* in: rows there; out: attached places */
	u32 pad;
	u64 map_full; /* insertions into full maps */
	u64 read_faults; /* reads of memory that failed */
	u64 lost_records; /* output that found the ring full */
	u64 no_entry; /* returns of calls whose entry was not seen */
};

/* What the hits of a place took, where LOAD has asked for it; monotonic. */
struct sx_point_cost {
	u64 throttled; /* hits passed over, to keep within the overhead */
	u64 faults; /* reads of memory that failed */
	u64 cycles; /* of the CPU's cycle counter, in handlers */
	u64 cycles_min; /* of one hit */
	u64 cycles_max;
};

/* -ENODATA: nothing is measured. */
struct sx_costs {
	u64 costs; /* in: user address of struct sx_point_cost[] */
	u32 points_nr; /* in: rows there; out: attached places */
	u32 pad; /* 0 */
};

#endif

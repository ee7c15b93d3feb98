/* SPDX-License-Identifier: GPL-2.0 */
/* What was lost, skipped or failed in a session, and what to do about it. */
#ifndef STAPX_RUN_SUMMARY_H
#define STAPX_RUN_SUMMARY_H

#include <stdbool.h>

#include <stapx/abi.h>

#include "run/attach.h"

struct summary {
	struct sx_stats stats;
	struct sx_point_stats *points; /* attached.nr rows */
	struct sx_point_cost *costs; /* the same; NULL: not measured */
	u32 overhead; /* percent that was allowed; 100: all */
	const struct attach_table *attached;
	u32 errors; /* run-time errors of the session */
	u64 lost; /* output records; 0 also when it was told already */
	u64 damaged; /* records or bytes that made no sense */
	u32 ring_bytes;
	bool timing; /* -t */
	u32 maxmapentries;
};

/* Nothing is said of what did not happen; with -v also: places with 0 hits. */
void summary_report(const struct summary *summary);

/* The sentence for output that was lost: at first sight, and at the end. */
void summary_lost(u64 lost, u32 ring_bytes);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One stream of records out of the rings of all CPUs, in the order of time,
 * CPU, place in the ring. The records of one hit stay together.
 *
 * Records are emitted up to the safe horizon (stapx/record.h): no hit that
 * could still write an older record is running then.
 */
#ifndef STAPX_SESSION_MERGE_H
#define STAPX_SESSION_MERGE_H

#include "session/rings.h"

/* As `now`: all records, whatever runs; for the time after STOP. */
#define MERGE_ALL (~0ull)

struct merge {
	struct ring_reader *rings;
	u32 nr;
	u64 emitted; /* records since the start */
	u64 fill_max; /* most bytes found waiting in one ring, last run */
};

/*
 * Takes one record; its bytes are the ring's and valid until return. A
 * result other than 0 ends the run; the record counts as emitted.
 */
typedef int merge_emit_fn(const struct ring_record *record, void *arg);

/* Borrows the rings. */
void merge_init(struct merge *merge, struct ring_reader *rings, u32 nr);

/*
 * Emits what is safe at now_ns (CLOCK_MONOTONIC, taken before the call).
 * Returns 0 or what emit returned.
 */
int merge_run(struct merge *merge, u64 now_ns, merge_emit_fn *emit, void *arg);

/* Records that found a full ring, and bytes that were no records. */
u64 merge_lost(const struct merge *merge);
u64 merge_damaged(const struct merge *merge);

#endif

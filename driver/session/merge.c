// SPDX-License-Identifier: GPL-2.0
/* One stream of records out of the rings of all CPUs. */
#include "session/merge.h"

#include <stddef.h>

/*
 * Records that are younger than this are left for the next run: the kernel's
 * clock and clock_gettime() agree only that far, as do two CPUs'.
 */
#define SLACK_NS 50000ull

void merge_init(struct merge *merge, struct ring_reader *rings, u32 nr)
{
	merge->rings = rings;
	merge->nr = nr;
	merge->emitted = 0;
	merge->fill_max = 0;
}

static u64 snapshot_all(struct merge *merge, u64 now_ns)
{
	u64 horizon = now_ns > SLACK_NS ? now_ns - SLACK_NS : 0;
	u32 i;

	merge->fill_max = 0;
	for (i = 0; i < merge->nr; i++) {
		u64 active = rings_snapshot(&merge->rings[i]);
		u64 fill = rings_pending(&merge->rings[i]);

		if (active && active < horizon)
			horizon = active;
		if (fill > merge->fill_max)
			merge->fill_max = fill;
	}
	return now_ns == MERGE_ALL ? MERGE_ALL : horizon;
}

/*
 * The ring whose next record is the oldest; the lowest CPU of several. NULL
 * at the end. *ret_until: time of the oldest record in the other rings.
 */
static struct ring_reader *pick(struct merge *merge, u64 *ret_until)
{
	struct ring_reader *best = NULL;
	u64 best_ns = 0;
	u64 next_ns = MERGE_ALL;
	u32 i;

	for (i = 0; i < merge->nr; i++) {
		const struct ring_record *rec = rings_peek(&merge->rings[i]);

		if (!rec)
			continue;
		if (!best || rec->time_ns < best_ns) {
			if (best)
				next_ns = best_ns;
			best = &merge->rings[i];
			best_ns = rec->time_ns;
		} else if (rec->time_ns < next_ns) {
			next_ns = rec->time_ns;
		}
	}
	*ret_until = next_ns;
	return best;
}

/*
 * Emits from one ring while its records are older than the others', and the
 * rest of its first hit also when another ring has the same time.
 */
static int emit_from(struct merge *merge, struct ring_reader *ring, u64 until,
		     u64 horizon, merge_emit_fn *emit, void *arg)
{
	const struct ring_record *rec = rings_peek(ring);
	u64 first_ns = rec->time_ns;
	int err = 0;

	while (rec && !err &&
	       (rec->time_ns < until || rec->time_ns == first_ns)) {
		if (rec->time_ns >= horizon && horizon != MERGE_ALL)
			break;
		err = emit(rec, arg);
		merge->emitted++;
		rings_advance(ring);
		rec = rings_peek(ring);
	}
	rings_release(ring);
	return err;
}

int merge_run(struct merge *merge, u64 now_ns, merge_emit_fn *emit, void *arg)
{
	u64 horizon = snapshot_all(merge, now_ns);
	int err = 0;

	while (!err) {
		u64 until;
		struct ring_reader *ring = pick(merge, &until);

		if (!ring)
			break;
		if (ring->cur.time_ns >= horizon && horizon != MERGE_ALL)
			break;
		err = emit_from(merge, ring, until, horizon, emit, arg);
	}
	return err;
}

u64 merge_lost(const struct merge *merge)
{
	u64 sum = 0;
	u32 i;

	for (i = 0; i < merge->nr; i++)
		sum += merge->rings[i].lost;
	return sum;
}

u64 merge_damaged(const struct merge *merge)
{
	u64 sum = 0;
	u32 i;

	for (i = 0; i < merge->nr; i++)
		sum += merge->rings[i].damaged;
	return sum;
}

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The writing side of one CPU's output ring (record.h has the protocol).
 * The caller keeps interrupts off, or otherwise excludes other writers.
 * Nothing read from the shared page is trusted: tail only bounds the space.
 */
#ifndef STAPX_LIB_RING_H
#define STAPX_LIB_RING_H

#include <stapx/record.h>

struct sx_ring {
	struct sx_ring_shm *shm; /* shared with the reader */
	u8 *data; /* size bytes, shared */
	u64 size; /* power of two */
	u64 head; /* published; the private copy */
	u64 next; /* end of what the running hit has written */
	u64 lost; /* records that did not fit; shm has a copy */
	u32 cpu;
	u32 pad;
};

/* size is a power of two of at least SX_RING_BYTES_MIN; shm is zeroed. */
void sx_ring_init(struct sx_ring *ring, struct sx_ring_shm *shm, void *data,
		  u64 size, u32 cpu);

/*
 * Marks the hit's time before its first record: called with 1 before the
 * clock is read, then with the time. So a reader that found active_ns 0 after
 * it took `now` knows that the hit's time will not be less than `now`. The
 * reader loads active_ns before head.
 */
void sx_ring_begin(struct sx_ring *ring, u64 time_ns);

/* Would a record of len bytes fit now? */
int sx_ring_has_room(const struct sx_ring *ring, u32 len);

/*
 * Room for a record of len bytes with its head, which is filled in; NULL, and
 * counted as lost, when the reader is behind. The record's length may be
 * rounded up, by zero bytes; the rest behind the head is for the caller to
 * write completely: the ring holds old records.
 */
struct sx_rec *sx_ring_reserve(struct sx_ring *ring, u32 type, u32 len,
			       u64 time_ns);

/* Publishes all records since the last commit and clears active_ns. */
void sx_ring_commit(struct sx_ring *ring);

#endif

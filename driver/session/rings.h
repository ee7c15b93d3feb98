/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The reading side of one CPU's output ring (stapx/record.h).
 *
 * Nothing in the shared memory is trusted: a record is handed out only after
 * its length was read once and found to lie inside of what the kernel has
 * published. A ring whose bytes make no sense is skipped up to its head, and
 * the skipped bytes are counted.
 */
#ifndef STAPX_SESSION_RINGS_H
#define STAPX_SESSION_RINGS_H

#include <stdbool.h>

#include <stapx/record.h>

/* A checked record. Readers use these fields, never rec's own head. */
struct ring_record {
	const struct sx_rec *rec; /* in the ring, until rings_release() */
	u64 time_ns;
	u32 len; /* bytes at rec, with its head */
	u16 type; /* enum sx_rec_type */
	u16 cpu; /* the ring's */
};

struct ring_reader {
	struct sx_ring_shm *shm;
	const u8 *data;
	u64 size;
	u64 tail; /* start of the next record */
	u64 head; /* end of what is readable, from the last snapshot */
	u64 lost; /* records that the kernel found no room for */
	u64 damaged; /* bytes skipped because they were no records */
	u32 cpu;
	bool has_cur;
	struct ring_record cur;
};

/* shm and data are borrowed; size is a power of two of at least 8 bytes. */
void rings_init(struct ring_reader *ring, struct sx_ring_shm *shm,
		const void *data, u64 size, u32 cpu);

/*
 * Looks at what the kernel has published. Returns the time of the hit that is
 * writing at the moment, 0 if there is none.
 */
u64 rings_snapshot(struct ring_reader *ring);

/* The oldest record of the snapshot, NULL at its end; does not consume it. */
const struct ring_record *rings_peek(struct ring_reader *ring);

/* Consumes the record that rings_peek() returned; its bytes stay valid. */
void rings_advance(struct ring_reader *ring);

/* Gives the bytes of all consumed records back to the kernel. */
void rings_release(struct ring_reader *ring);

/* Bytes of the snapshot that are not consumed yet. */
u64 rings_pending(const struct ring_reader *ring);

#endif

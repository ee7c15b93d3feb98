// SPDX-License-Identifier: GPL-2.0
/*
 * The writing side of a ring. head, lost and next are private; the copies in
 * the shared page are only ever written.
 *
 * Records are rounded up to 16 bytes, so that what is left at the end of the
 * ring always holds the whole head of a SX_REC_PAD.
 */
#include "ring.h"
#include "mem.h"

#define ROUND ((u32)sizeof(struct sx_rec))

_Static_assert(sizeof(struct sx_rec) == 16, "padding is a record");

void sx_ring_init(struct sx_ring *ring, struct sx_ring_shm *shm, void *data,
		  u64 size, u32 cpu)
{
	sx_memset(ring, 0, sizeof(*ring));
	ring->shm = shm;
	ring->data = data;
	ring->size = size;
	ring->cpu = cpu;
}

void sx_ring_begin(struct sx_ring *ring, u64 time_ns)
{
	__atomic_store_n(&ring->shm->active_ns, time_ns, __ATOMIC_SEQ_CST);
}

static struct sx_rec *put_head(struct sx_ring *ring, u32 type, u32 len,
			       u64 time_ns)
{
	struct sx_rec *rec =
		(struct sx_rec *)(ring->data + (ring->next & (ring->size - 1)));

	rec->len = len;
	rec->type = (u16)type;
	rec->cpu = (u16)ring->cpu;
	rec->time_ns = time_ns;
	ring->next += len;
	return rec;
}

static struct sx_rec *count_lost(struct sx_ring *ring)
{
	ring->lost++;
	__atomic_store_n(&ring->shm->lost, ring->lost, __ATOMIC_RELAXED);
	return SX_NULL;
}

/* Bytes to skip for a record of `rounded` bytes; -1: there is no room. */
static s64 find_room(const struct sx_ring *ring, u64 rounded)
{
	u64 used = ring->next -
		   __atomic_load_n(&ring->shm->tail, __ATOMIC_ACQUIRE);
	u64 to_end = ring->size - (ring->next & (ring->size - 1));
	u64 skip = rounded > to_end ? to_end : 0;

	/* A tail that is nonsense makes `used` nonsense: a full ring. */
	if (used > ring->size || rounded + skip > ring->size - used)
		return -1;
	return (s64)skip;
}

int sx_ring_has_room(const struct sx_ring *ring, u32 len)
{
	return find_room(ring, SX_ALIGN((u64)len, (u64)ROUND)) >= 0;
}

struct sx_rec *sx_ring_reserve(struct sx_ring *ring, u32 type, u32 len,
			       u64 time_ns)
{
	u64 rounded = SX_ALIGN((u64)len, (u64)ROUND);
	s64 skip = find_room(ring, rounded);
	struct sx_rec *rec;

	if (skip < 0)
		return count_lost(ring);
	if (skip)
		put_head(ring, SX_REC_PAD, (u32)skip, time_ns);
	rec = put_head(ring, type, (u32)rounded, time_ns);
	if (rounded > len)
		sx_memset((u8 *)rec + len, 0, rounded - len);
	return rec;
}

void sx_ring_commit(struct sx_ring *ring)
{
	ring->head = ring->next;
	__atomic_store_n(&ring->shm->head, ring->head, __ATOMIC_RELEASE);
	__atomic_store_n(&ring->shm->active_ns, 0, __ATOMIC_RELEASE);
}

// SPDX-License-Identifier: GPL-2.0
/* The reading side of one CPU's output ring. */
#include "session/rings.h"

#include <string.h>

/* A PAD may be too short for a whole head: 8 bytes hold len, type and cpu. */
#define REC_PREFIX 8u

void rings_init(struct ring_reader *ring, struct sx_ring_shm *shm,
		const void *data, u64 size, u32 cpu)
{
	memset(ring, 0, sizeof(*ring));
	ring->shm = shm;
	ring->data = data;
	ring->size = size;
	ring->cpu = cpu;
}

u64 rings_snapshot(struct ring_reader *ring)
{
	/*
	 * active_ns before head: a hit that was seen as ended has moved head
	 * already. The other way round its records could be missed. The
	 * writer's half of the order with the clock is in sx_ring_begin().
	 */
	u64 active = __atomic_load_n(&ring->shm->active_ns, __ATOMIC_SEQ_CST);
	u64 head = __atomic_load_n(&ring->shm->head, __ATOMIC_ACQUIRE);

	ring->lost = __atomic_load_n(&ring->shm->lost, __ATOMIC_RELAXED);
	if (head - ring->tail > ring->size || head % 8) {
		ring->damaged += ring->size;
		head &= ~7ull;
		ring->tail = head;
		ring->has_cur = false;
	}
	ring->head = head;
	return active;
}

static void skip_damage(struct ring_reader *ring)
{
	ring->damaged += ring->head - ring->tail;
	ring->tail = ring->head;
}

/* False: what lies at tail cannot be a record. */
static bool parse(struct ring_reader *ring)
{
	u64 start = ring->tail & (ring->size - 1);
	const u8 *at = ring->data + start;
	u64 room = ring->size - start;
	struct sx_rec head = { 0 };

	if (room > ring->head - ring->tail)
		room = ring->head - ring->tail;
	memcpy(&head, at, room < sizeof(head) ? REC_PREFIX : sizeof(head));
	if (head.len < REC_PREFIX || head.len % 8 || head.len > room)
		return false;
	if (head.type != SX_REC_PAD && head.len < sizeof(head))
		return false;
	ring->cur.rec = (const struct sx_rec *)at;
	ring->cur.time_ns = head.time_ns;
	ring->cur.len = head.len;
	ring->cur.type = head.type;
	ring->cur.cpu = (u16)ring->cpu;
	return true;
}

const struct ring_record *rings_peek(struct ring_reader *ring)
{
	while (!ring->has_cur && ring->tail != ring->head) {
		if (!parse(ring))
			skip_damage(ring);
		else if (ring->cur.type == SX_REC_PAD)
			ring->tail += ring->cur.len;
		else
			ring->has_cur = true;
	}
	return ring->has_cur ? &ring->cur : NULL;
}

void rings_advance(struct ring_reader *ring)
{
	if (!ring->has_cur)
		return;
	ring->tail += ring->cur.len;
	ring->has_cur = false;
}

void rings_release(struct ring_reader *ring)
{
	__atomic_store_n(&ring->shm->tail, ring->tail, __ATOMIC_RELEASE);
}

u64 rings_pending(const struct ring_reader *ring)
{
	return ring->head - ring->tail;
}

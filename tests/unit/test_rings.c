// SPDX-License-Identifier: GPL-2.0
/* One ring: what is read is what was written; what is broken is skipped. */
#include "session/rings.h"

#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ring.h"

#define RING_SIZE 4096u

struct shared {
	struct sx_ring_shm shm;
	u8 data[RING_SIZE] __attribute__((aligned(64)));
};

/* One record written by hand: len and type are what the reader must judge. */
struct raw_rec {
	u32 len;
	u16 type;
};

struct raw_case {
	const char *name;
	struct raw_rec recs[4]; /* at consecutive offsets of 32 bytes */
	u64 start; /* head and tail in front of the first record */
	u64 head_off; /* published head, from start */
	u32 good; /* records that must be found */
	u64 damaged;
};

static const struct raw_case raw_cases[] = {
	{ "nothing", { { 0, 0 } }, 0, 0, 0, 0 },
	{ "one record", { { 32, SX_REC_PRINT } }, 0, 32, 1, 0 },
	{ "two records",
	  { { 32, SX_REC_PRINT }, { 32, SX_REC_HIST } },
	  0,
	  64,
	  2,
	  0 },
	{ "a pad", { { 32, SX_REC_PAD }, { 32, SX_REC_WARN } }, 0, 64, 1, 0 },
	{ "the shortest pad, at the end",
	  { { 8, SX_REC_PAD } },
	  RING_SIZE - 8,
	  8,
	  0,
	  0 },
	{ "length 0", { { 0, SX_REC_PRINT } }, 0, 32, 0, 32 },
	{ "shorter than its head", { { 8, SX_REC_PRINT } }, 0, 32, 0, 32 },
	{ "pad of 4 bytes", { { 4, SX_REC_PAD } }, 0, 32, 0, 32 },
	{ "length no multiple of 8", { { 33, SX_REC_PRINT } }, 0, 64, 0, 64 },
	{ "past head", { { 40, SX_REC_PRINT } }, 0, 32, 0, 32 },
	{ "enormous", { { 0xfffffff8u, SX_REC_PRINT } }, 0, 32, 0, 32 },
	{ "past the ring's end",
	  { { 64, SX_REC_PRINT } },
	  RING_SIZE - 32,
	  64,
	  0,
	  64 },
	{ "good, then bad",
	  { { 32, SX_REC_PRINT }, { 1, SX_REC_PRINT } },
	  0,
	  96,
	  1,
	  64 },
	{ "unknown types pass, for the view to judge",
	  { { 32, 77 } },
	  0,
	  32,
	  1,
	  0 },
	{ "head far away",
	  { { 32, SX_REC_PRINT } },
	  0,
	  1ull << 40,
	  0,
	  RING_SIZE },
	{ "head not aligned", { { 32, SX_REC_PRINT } }, 0, 36, 0, RING_SIZE },
};

static void write_raw(struct shared *mem, const struct raw_case *c)
{
	size_t i;

	for (i = 0; i < 4; i++) {
		u64 at = (c->start + 32 * i) % RING_SIZE;

		memcpy(mem->data + at, &c->recs[i].len, 4);
		memcpy(mem->data + at + 4, &c->recs[i].type, 2);
	}
	mem->shm.head = c->start + c->head_off;
}

static void check_raw(const struct raw_case *c)
{
	static struct shared mem;
	struct ring_reader ring;
	u32 good = 0;

	memset(&mem, 0, sizeof(mem));
	write_raw(&mem, c);
	rings_init(&ring, &mem.shm, mem.data, RING_SIZE, 3);
	ring.tail = c->start;
	rings_snapshot(&ring);
	for (; rings_peek(&ring); rings_advance(&ring)) {
		assert_int_equal(rings_peek(&ring)->cpu, 3);
		good++;
	}
	rings_release(&ring);
	if (good != c->good || ring.damaged != c->damaged)
		fail_msg("%s: %u records, %llu bytes damaged", c->name, good,
			 (unsigned long long)ring.damaged);
	assert_int_equal(mem.shm.tail, mem.shm.head & ~7ull);
	assert_int_equal(rings_pending(&ring), 0);
}

static void test_raw(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(raw_cases) / sizeof(raw_cases[0]); i++)
		check_raw(&raw_cases[i]);
}

/* What the writer of the stream tests puts behind the head. */
struct payload {
	struct sx_rec rec;
	u64 seq;
	u8 fill[];
};

static u32 payload_len(u64 seq)
{
	return (u32)(sizeof(struct payload) + 8 + seq * 7 % 40 * 16);
}

static bool write_payload(struct sx_ring *ring, u64 seq)
{
	u32 len = payload_len(seq);
	struct sx_rec *rec = sx_ring_reserve(ring, SX_REC_PRINT, len, seq + 1);
	struct payload *p = (struct payload *)rec;

	if (!rec)
		return false;
	p->seq = seq;
	memset(p->fill, (int)(seq & 0xff), len - sizeof(*p));
	return true;
}

static void check_payload(const struct ring_record *record)
{
	const struct payload *p = (const struct payload *)record->rec;
	u32 i;

	assert_int_equal(record->type, SX_REC_PRINT);
	assert_int_equal(record->time_ns, p->seq + 1);
	assert_int_equal(record->len, payload_len(p->seq));
	for (i = 0; i < record->len - sizeof(*p); i++)
		assert_int_equal(p->fill[i], p->seq & 0xff);
}

/* Every byte position of the end is passed; nothing is lost in step. */
static void test_wrap(void **state)
{
	static struct shared mem;
	struct ring_reader reader;
	struct sx_ring writer = { 0 };
	u64 seq;

	(void)state;
	memset(&mem, 0, sizeof(mem));
	sx_ring_init(&writer, &mem.shm, mem.data, RING_SIZE, 0);
	rings_init(&reader, &mem.shm, mem.data, RING_SIZE, 0);
	for (seq = 0; seq < 5000; seq++) {
		sx_ring_begin(&writer, seq + 1);
		assert_true(write_payload(&writer, seq));
		assert_int_equal(rings_snapshot(&reader), seq + 1);
		assert_null(rings_peek(&reader));
		sx_ring_commit(&writer);
		assert_int_equal(rings_snapshot(&reader), 0);
		assert_non_null(rings_peek(&reader));
		check_payload(rings_peek(&reader));
		rings_advance(&reader);
		rings_release(&reader);
	}
	assert_int_equal(reader.lost, 0);
	assert_int_equal(reader.damaged, 0);
}

/* A reader that never comes: records are counted as lost, none is torn. */
static void test_full(void **state)
{
	static struct shared mem;
	struct ring_reader reader;
	struct sx_ring writer = { 0 };
	u64 written = 0;
	u64 seq;

	(void)state;
	memset(&mem, 0, sizeof(mem));
	sx_ring_init(&writer, &mem.shm, mem.data, RING_SIZE, 0);
	rings_init(&reader, &mem.shm, mem.data, RING_SIZE, 0);
	for (seq = 0; seq < 1000; seq++) {
		sx_ring_begin(&writer, seq + 1);
		written += write_payload(&writer, seq);
		sx_ring_commit(&writer);
	}
	rings_snapshot(&reader);
	assert_int_equal(reader.lost, 1000 - written);
	assert_true(written > 0 && written < 1000);
	for (; rings_peek(&reader); rings_advance(&reader)) {
		check_payload(rings_peek(&reader));
		written--;
	}
	assert_int_equal(written, 0);
	assert_int_equal(reader.damaged, 0);
}

#define THREAD_RECORDS 200000u

struct thread_writer {
	struct shared *mem;
	u64 written;
	bool done;
};

static void *write_stream(void *arg)
{
	struct thread_writer *w = arg;
	struct sx_ring ring = { 0 };
	u64 seq;

	sx_ring_init(&ring, &w->mem->shm, w->mem->data, RING_SIZE, 0);
	for (seq = 0; seq < THREAD_RECORDS; seq++) {
		sx_ring_begin(&ring, seq + 1);
		w->written += write_payload(&ring, seq);
		sx_ring_commit(&ring);
		if (seq % 16 == 0)
			sched_yield();
	}
	__atomic_store_n(&w->done, true, __ATOMIC_RELEASE);
	return NULL;
}

static void test_concurrent(void **state)
{
	static struct shared mem;
	struct thread_writer w = { .mem = &mem };
	struct ring_reader reader;
	pthread_t thread;
	u64 got = 0;
	u64 next = 0;
	bool last = false;

	(void)state;
	memset(&mem, 0, sizeof(mem));
	rings_init(&reader, &mem.shm, mem.data, RING_SIZE, 0);
	assert_int_equal(pthread_create(&thread, NULL, write_stream, &w), 0);
	while (!last) {
		last = __atomic_load_n(&w.done, __ATOMIC_ACQUIRE);
		rings_snapshot(&reader);
		for (; rings_peek(&reader); rings_advance(&reader), got++) {
			check_payload(rings_peek(&reader));
			assert_true(rings_peek(&reader)->time_ns > next);
			next = rings_peek(&reader)->time_ns;
		}
		rings_release(&reader);
	}
	pthread_join(thread, NULL);
	assert_int_equal(got, w.written);
	assert_int_equal(got + reader.lost, THREAD_RECORDS);
	assert_int_equal(reader.damaged, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_raw),
		cmocka_unit_test(test_wrap),
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_concurrent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

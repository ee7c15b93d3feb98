// SPDX-License-Identifier: GPL-2.0
/* The writing side of a ring, read the way the driver reads it. */
#include "ring.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SIZE 4096u

struct fixture {
	struct sx_ring ring;
	struct sx_ring_shm shm;
	_Alignas(16) u8 data[SIZE];
};

static struct fixture f;

static int setup(void **state)
{
	(void)state;
	memset(&f, 0, sizeof(f));
	memset(f.data, 0xee, sizeof(f.data));
	sx_ring_init(&f.ring, &f.shm, f.data, SIZE, 3);
	return 0;
}

static const struct sx_rec *next(void)
{
	const struct sx_rec *rec;

	if (f.shm.tail == f.shm.head)
		return NULL;
	rec = (const void *)(f.data + (f.shm.tail & (SIZE - 1)));
	assert_true(rec->len >= sizeof(*rec) && rec->len % 8 == 0);
	assert_true((f.shm.tail & (SIZE - 1)) + rec->len <= SIZE);
	f.shm.tail += rec->len;
	return rec;
}

static void test_record(void **state)
{
	const struct sx_rec *rec;
	u8 *p;

	(void)state;
	sx_ring_begin(&f.ring, 77);
	assert_int_equal(f.shm.active_ns, 77);
	p = (u8 *)sx_ring_reserve(&f.ring, SX_REC_PRINT, 24, 77);
	assert_non_null(p);
	memset(p + sizeof(*rec), 1, 8);
	assert_int_equal(f.shm.head, 0);
	sx_ring_commit(&f.ring);
	assert_int_equal(f.shm.active_ns, 0);
	rec = next();
	assert_non_null(rec);
	assert_int_equal(rec->type, SX_REC_PRINT);
	assert_int_equal(rec->cpu, 3);
	assert_int_equal(rec->time_ns, 77);
	/* Rounded up, and no old byte behind the contents. */
	assert_int_equal(rec->len, 32);
	for (u32 i = 24; i < rec->len; i++)
		assert_int_equal(p[i], 0);
	assert_null(next());
}

/* Any sequence of sizes: what was written is read, in order, in one piece. */
static void test_wrap(void **state)
{
	u32 seed = 1, written = 0, seen = 0, len;
	const struct sx_rec *rec;

	(void)state;
	for (u32 i = 0; i < 20000; i++) {
		struct sx_rec *to;

		seed = seed * 1103515245 + 12345;
		len = 24 + (seed >> 16) % 50 * 8;
		to = sx_ring_reserve(&f.ring, SX_REC_PRINT, len, 1);
		if (to) {
			memset(to + 1, 0, len - sizeof(*to));
			memcpy(to + 1, &written, sizeof(written));
			written++;
			sx_ring_commit(&f.ring);
			continue;
		}
		while ((rec = next())) {
			if (rec->type == SX_REC_PAD)
				continue;
			assert_memory_equal(rec + 1, &seen, sizeof(seen));
			seen++;
		}
	}
	assert_true(written > 10000);
	assert_int_equal(f.shm.lost, 20000 - written);
}

static void test_full(void **state)
{
	u32 n = 0;

	(void)state;
	assert_null(sx_ring_reserve(&f.ring, SX_REC_PRINT, SIZE + 16, 1));
	while (sx_ring_reserve(&f.ring, SX_REC_PRINT, 64, 1))
		n++;
	assert_int_equal(n, SIZE / 64);
	assert_int_equal(f.shm.lost, 2);
	sx_ring_commit(&f.ring);
	assert_int_equal(f.shm.head, SIZE);
	while (next())
		n--;
	assert_int_equal(n, 0);
	assert_non_null(sx_ring_reserve(&f.ring, SX_REC_PRINT, SIZE, 1));
}

/* Nothing that a reader writes makes the kernel write outside. */
static void test_hostile_reader(void **state)
{
	static const u64 tails[] = { 1, 7, SIZE, SIZE + 1, ~0ull, 1ull << 63 };

	(void)state;
	for (size_t i = 0; i < sizeof(tails) / sizeof(*tails); i++) {
		f.shm.tail = tails[i];
		f.shm.head = ~tails[i];
		f.shm.lost = 99;
		sx_ring_reserve(&f.ring, SX_REC_PRINT, 64, 1);
		sx_ring_commit(&f.ring);
		assert_true(f.ring.next <= (i + 1) * 64);
		assert_true(f.shm.head == f.ring.next);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_record, setup),
		cmocka_unit_test_setup(test_wrap, setup),
		cmocka_unit_test_setup(test_full, setup),
		cmocka_unit_test_setup(test_hostile_reader, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

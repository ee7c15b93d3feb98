// SPDX-License-Identifier: GPL-2.0
/* Several rings: the order of time, CPU, place; and how far is safe. */
#include "session/merge.h"

#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ring.h"

#define RING_SIZE 4096u
#define CPUS	  3
#define MS	  1000000ull

struct cpu {
	struct sx_ring_shm shm;
	u8 data[RING_SIZE] __attribute__((aligned(64)));
	struct sx_ring ring;
};

struct letter {
	struct sx_rec rec;
	u64 what;
	u64 pad; /* records are multiples of 16 bytes */
};

/* Records as "a5 b7": the letter and its time in ms. */
struct order_case {
	const char *name;
	const char *cpu[CPUS];
	u64 active_ms[CPUS];
	u64 now_ms; /* 0: MERGE_ALL */
	const char *expect;
	const char *rest; /* what a later run with MERGE_ALL brings */
};

static const struct order_case order_cases[] = {
	{ "nothing", { "", "", "" }, { 0 }, 100, "", "" },
	{ "one CPU", { "", "a1 b2 c3", "" }, { 0 }, 100, "abc", "" },
	{ "by time", { "a1 b4", "c2 d5", "e3" }, { 0 }, 100, "acebd", "" },
	{ "a tie goes to the lower CPU",
	  { "a5", "b5", "c4 d5" },
	  { 0 },
	  100,
	  "cabd",
	  "" },
	{ "a hit stays together",
	  { "a5 b5 c5", "d5 e5", "f5" },
	  { 0 },
	  100,
	  "abcdef",
	  "" },
	{ "a long run of one CPU",
	  { "a1 b2 c3 d4 e9", "f5", "" },
	  { 0 },
	  100,
	  "abcdfe",
	  "" },
	{ "younger than now stays", { "a1 b9", "c5", "" }, { 0 }, 6, "ac", "b" },
	{ "as young as now stays", { "a6", "", "" }, { 0 }, 6, "", "a" },
	{ "a running hit holds back",
	  { "a1 b4", "c2 d3", "" },
	  { 0, 0, 3 },
	  100,
	  "ac",
	  "db" },
	{ "the oldest running hit decides",
	  { "a1", "c2", "d3" },
	  { 5, 2, 0 },
	  100,
	  "a",
	  "cd" },
	{ "all, whatever runs", { "a1", "b9", "" }, { 1 }, 0, "ab", "" },
	{ "a clock that steps back keeps the ring's order",
	  { "a5 b3 c4", "d4", "" },
	  { 0 },
	  100,
	  "dabc",
	  "" },
};

static struct cpu cpus[CPUS];
static struct ring_reader readers[CPUS];

static void write_letters(struct sx_ring *ring, const char *text)
{
	char what;
	unsigned int ms;
	int used;

	while (sscanf(text, " %c%u%n", &what, &ms, &used) == 2) {
		struct sx_rec *rec;

		sx_ring_begin(ring, ms * MS);
		rec = sx_ring_reserve(ring, SX_REC_PRINT, sizeof(struct letter),
				      ms * MS);
		assert_non_null(rec);
		((struct letter *)rec)->what = (u64)what;
		sx_ring_commit(ring);
		text += used;
	}
}

static void init_cpus(struct merge *merge)
{
	u32 i;

	memset(cpus, 0, sizeof(cpus));
	for (i = 0; i < CPUS; i++) {
		sx_ring_init(&cpus[i].ring, &cpus[i].shm, cpus[i].data,
			     RING_SIZE, i);
		rings_init(&readers[i], &cpus[i].shm, cpus[i].data, RING_SIZE,
			   i);
	}
	merge_init(merge, readers, CPUS);
}

static int emit_letter(const struct ring_record *record, void *arg)
{
	char *out = arg;
	size_t len = strlen(out);

	out[len] = (char)((const struct letter *)record->rec)->what;
	out[len + 1] = '\0';
	return 0;
}

static void check_order(const struct order_case *c)
{
	struct merge merge;
	char got[64] = "";
	char rest[64] = "";
	u32 i;

	init_cpus(&merge);
	for (i = 0; i < CPUS; i++) {
		write_letters(&cpus[i].ring, c->cpu[i]);
		cpus[i].shm.active_ns = c->active_ms[i] * MS;
	}
	merge_run(&merge, c->now_ms ? c->now_ms * MS : MERGE_ALL, emit_letter,
		  got);
	merge_run(&merge, MERGE_ALL, emit_letter, rest);
	if (strcmp(got, c->expect) || strcmp(rest, c->rest))
		fail_msg("%s: got \"%s\", then \"%s\"", c->name, got, rest);
	assert_int_equal(merge.emitted, strlen(got) + strlen(rest));
	for (i = 0; i < CPUS; i++)
		assert_int_equal(cpus[i].shm.tail, cpus[i].shm.head);
}

static void test_order(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(order_cases) / sizeof(order_cases[0]); i++)
		check_order(&order_cases[i]);
}

static int emit_two(const struct ring_record *record, void *arg)
{
	emit_letter(record, arg);
	return strlen(arg) == 2 ? -5 : 0;
}

/* An emitter's error ends the run; what it has taken is not repeated. */
static void test_emit_error(void **state)
{
	struct merge merge;
	char got[64] = "";

	(void)state;
	init_cpus(&merge);
	write_letters(&cpus[0].ring, "a1 b3");
	write_letters(&cpus[1].ring, "c2");
	assert_int_equal(merge_run(&merge, MERGE_ALL, emit_two, got), -5);
	assert_string_equal(got, "ac");
	assert_int_equal(merge_run(&merge, MERGE_ALL, emit_letter, got), 0);
	assert_string_equal(got, "acb");
}

static void test_counters(void **state)
{
	struct merge merge;
	char got[64] = "";

	(void)state;
	init_cpus(&merge);
	cpus[0].shm.lost = 3;
	cpus[2].shm.lost = 4;
	cpus[1].shm.head = 24; /* zeroes: no record */
	write_letters(&cpus[0].ring, "a1 b2");
	merge_run(&merge, MERGE_ALL, emit_letter, got);
	assert_int_equal(merge_lost(&merge), 7);
	assert_int_equal(merge_damaged(&merge), 24);
	assert_int_equal(merge.fill_max, 2 * sizeof(struct letter));
}

/*
 * Writers on all CPUs, with a clock that counts hits: the mark in active_ns
 * is set before the time is taken, so the order must be exact.
 */
#define THREAD_HITS 20000u
#define HIT_RECORDS 3u

static u64 hit_clock = MS;
static u32 writers_left;

static void write_hit(struct sx_ring *ring)
{
	u64 time_ns;
	u64 i;

	sx_ring_begin(ring, 1);
	time_ns = __atomic_add_fetch(&hit_clock, MS, __ATOMIC_SEQ_CST);
	sx_ring_begin(ring, time_ns);
	for (i = 0; i < HIT_RECORDS; i++) {
		struct sx_rec *rec = sx_ring_reserve(
			ring, SX_REC_PRINT, sizeof(struct letter), time_ns);

		if (rec)
			((struct letter *)rec)->what = i;
	}
	sx_ring_commit(ring);
}

static void *write_hits(void *arg)
{
	struct sx_ring *ring = arg;
	u32 i;

	for (i = 0; i < THREAD_HITS; i++) {
		write_hit(ring);
		if (i % 8 == 0)
			sched_yield();
	}
	__atomic_sub_fetch(&writers_left, 1, __ATOMIC_RELEASE);
	return NULL;
}

struct order_check {
	u64 time_ns;
	u64 what;
	u16 cpu;
	u64 disorder;
};

static int check_next(const struct ring_record *record, void *arg)
{
	struct order_check *c = arg;
	u64 what = ((const struct letter *)record->rec)->what;

	if (record->time_ns < c->time_ns)
		c->disorder++;
	if (record->time_ns == c->time_ns &&
	    (record->cpu != c->cpu || what <= c->what))
		c->disorder++;
	c->time_ns = record->time_ns;
	c->cpu = record->cpu;
	c->what = what;
	return 0;
}

static void test_concurrent(void **state)
{
	struct order_check check = { 0 };
	struct merge merge;
	pthread_t threads[CPUS];
	u32 i;

	(void)state;
	init_cpus(&merge);
	writers_left = CPUS;
	for (i = 0; i < CPUS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, write_hits,
						&cpus[i].ring),
				 0);
	while (__atomic_load_n(&writers_left, __ATOMIC_ACQUIRE)) {
		u64 now = __atomic_load_n(&hit_clock, __ATOMIC_SEQ_CST);

		merge_run(&merge, now, check_next, &check);
	}
	for (i = 0; i < CPUS; i++)
		pthread_join(threads[i], NULL);
	merge_run(&merge, MERGE_ALL, check_next, &check);
	assert_int_equal(check.disorder, 0);
	assert_int_equal(merge.emitted + merge_lost(&merge),
			 CPUS * THREAD_HITS * HIT_RECORDS);
	assert_int_equal(merge_damaged(&merge), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_emit_error),
		cmocka_unit_test(test_counters),
		cmocka_unit_test(test_concurrent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

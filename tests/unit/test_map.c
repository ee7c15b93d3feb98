// SPDX-License-Identifier: GPL-2.0
/* Maps and their locks, also from several CPUs at once. */
#include "globals.h"
#include "hist.h"
#include "lock.h"
#include "machine.h"
#include "map.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <pthread.h>
#include <sched.h>

#include <cmocka.h>

#define CPUS	 4
#define ENTRIES	 1000
#define STRINGS	 500
#define STAT_MAP 0
#define INT_MAP	 1
#define STR_MAP	 2
#define SUM	 3

static const struct sx_settings settings = { .maxstringlen = 16,
					     .nr_cpus = CPUS };

static const struct sx_global rows[] = {
	[STAT_MAP] = { .kind = SX_G_MAP_STAT,
		       .nkeys = 1,
		       .key = { SX_T_INT },
		       .max_entries = ENTRIES,
		       .hist = SX_HIST_LOG },
	[INT_MAP] = { .kind = SX_G_MAP_INT,
		      .nkeys = 1,
		      .key = { SX_T_INT },
		      .max_entries = ENTRIES },
	[STR_MAP] = { .kind = SX_G_MAP_INT,
		      .nkeys = 2,
		      .key = { SX_T_STR, SX_T_INT },
		      .max_entries = STRINGS },
	[SUM] = { .kind = SX_G_INT },
};

static struct sx_program prog = { .globals = rows,
				  .globals_nr = sizeof(rows) / sizeof(*rows) };
static struct sx_globals *globals;

static int setup(void **state)
{
	size_t len = sx_globals_size(&prog, &settings);
	void *mem = aligned_alloc(64, len);

	(void)state;
	assert_non_null(mem);
	memset(mem, 0, len);
	globals = sx_globals_init(mem, &prog, &settings);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	free(globals);
	return 0;
}

static u32 seed = 1;

static u32 random_number(u32 below)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % below;
}

/* Random insertions and deletions beside a plain array. */
static void test_model(void **state)
{
	static s64 model[2 * ENTRIES];
	struct sx_object *o = &globals->objects[INT_MAP];
	u32 used = 0, n;

	(void)state;
	for (u32 i = 0; i < 200000; i++) {
		union sx_reg key = { .i = random_number(2 * ENTRIES) };

		n = sx_map_find(o, &key, NULL);
		assert_int_equal(n != 0, model[key.i] != 0);
		if (n)
			assert_int_equal(*(s64 *)sx_map_value(o, n),
					 model[key.i]);
		if (n && random_number(2)) {
			sx_map_delete(o, n);
			model[key.i] = 0;
			used--;
		} else if (!n) {
			n = sx_map_insert(o, &key, NULL);
			assert_int_equal(n != 0, used < ENTRIES);
			if (!n)
				continue;
			assert_int_equal(*(s64 *)sx_map_value(o, n), 0);
			*(s64 *)sx_map_value(o, n) = model[key.i] = i + 1;
			used++;
		}
		assert_int_equal(o->used, used);
	}
	sx_map_clear(o);
	for (u32 i = 0; i < 2 * ENTRIES; i++) {
		union sx_reg key = { .i = i };

		assert_int_equal(sx_map_find(o, &key, NULL), 0);
	}
}

static void make_key(char *slot, union sx_reg *str, u32 i)
{
	struct sx_str *s = (struct sx_str *)slot;
	u32 len = i % 14;

	s->len = len;
	memset(s->data, 'a' + (int)(i % 3), len);
	str->s = s;
}

static void test_string_keys(void **state)
{
	struct sx_object *o = &globals->objects[STR_MAP];
	_Alignas(8) char slot[32];
	union sx_reg str, num;

	(void)state;
	for (u32 pass = 0; pass < 2; pass++) {
		for (u32 i = 0; i < STRINGS; i++) {
			u32 n;

			make_key(slot, &str, i);
			num.i = i / 7;
			n = sx_map_find(o, &num, &str);
			if (!n)
				n = sx_map_insert(o, &num, &str);
			assert_true(n);
			if (!pass)
				*(s64 *)sx_map_value(o, n) += 1;
			else
				assert_true(*(s64 *)sx_map_value(o, n) >= 1);
		}
	}
}

/* All CPUs add to the same new entries; nothing may be lost. */
#define KEYS   200
#define ROUNDS 200

static void *update(void *arg)
{
	struct sx_object *o = &globals->objects[STAT_MAP];
	u32 cpu = (u32)(uintptr_t)arg, n;
	u32 *mark = &sx_object_part(o, cpu)->mark;

	for (u32 i = 0; i < KEYS * ROUNDS; i++) {
		union sx_reg key = { .i = i % KEYS };

		while (sx_lock_update(&o->lock, mark))
			sched_yield();
		n = sx_map_find(o, &key, NULL);
		if (!n)
			n = sx_map_insert(o, &key, NULL);
		sx_stat_add(o, n, cpu, key.i);
		sx_unlock_update(mark);
	}
	return NULL;
}

/* Meanwhile a reader sees each entry whole: sum = count * key. */
static void read_once(struct sx_object *o)
{
	struct sx_stat_total merged;
	u32 n;

	if (sx_lock_all(&o->lock, o->parts, o->part_len, o->nr_cpus))
		return;
	for (n = o->oldest; n; n = sx_map_entry(o, n)->newer) {
		s64 key = *(const s64 *)sx_map_key(o, n, 0);

		sx_stat_merge(o, n, &merged);
		assert_int_equal(merged.sum, merged.count * key);
	}
	sx_unlock_write(&o->lock);
}

static void test_concurrent_updates(void **state)
{
	struct sx_object *o = &globals->objects[STAT_MAP];
	static u64 buckets[SX_HIST_LOG_BUCKETS];
	pthread_t threads[CPUS];
	struct sx_stat_total merged;
	u32 n;

	(void)state;
	for (uintptr_t i = 0; i < CPUS; i++)
		assert_int_equal(
			pthread_create(&threads[i], NULL, update, (void *)i),
			0);
	for (u32 i = 0; i < 200; i++)
		read_once(o);
	for (u32 i = 0; i < CPUS; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(o->used, KEYS);
	for (s64 k = 0; k < KEYS; k++) {
		union sx_reg key = { .i = k };

		n = sx_map_find(o, &key, NULL);
		assert_true(n);
		sx_stat_merge(o, n, &merged);
		assert_int_equal(merged.count, CPUS * ROUNDS);
		assert_int_equal(merged.min, k);
		sx_stat_merge_hist(o, n, buckets);
		assert_int_equal(buckets[sx_hist_bucket(o->row, k)],
				 CPUS * ROUNDS);
	}
}

/* The plain lock: the value and its copy never differ for a reader. */
static s64 copy;
static u32 torn;

static void *write_or_read(void *arg)
{
	struct sx_object *o = &globals->objects[SUM];

	for (u32 i = 0; i < 20000; i++) {
		if (arg) {
			while (sx_lock_write(&o->lock))
				sched_yield();
			o->value++;
			copy++;
			sx_unlock_write(&o->lock);
		} else {
			while (sx_lock_read(&o->lock))
				sched_yield();
			if (o->value != copy)
				__atomic_fetch_add(&torn, 1, __ATOMIC_RELAXED);
			sx_unlock_read(&o->lock);
		}
	}
	return NULL;
}

static void test_read_write_lock(void **state)
{
	pthread_t threads[CPUS];

	(void)state;
	for (uintptr_t i = 0; i < CPUS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL,
						write_or_read, (void *)(i & 1)),
				 0);
	for (u32 i = 0; i < CPUS; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(torn, 0);
	assert_int_equal(globals->objects[SUM].value, 2 * 20000);
	assert_int_equal(globals->objects[SUM].lock, 0);
}

/* A lock that stays taken is given up, and nothing stays behind. */
static void test_bounded_wait(void **state)
{
	struct sx_object *o = &globals->objects[STAT_MAP];
	u32 *mark = &sx_object_part(o, 2)->mark;
	u32 word = SX_LOCK_WRITER;

	(void)state;
	assert_int_equal(sx_lock_write(&word), -1);
	assert_int_equal(sx_lock_read(&word), -1);
	assert_int_equal(word, SX_LOCK_WRITER);
	assert_int_equal(sx_lock_update(&word, mark), -1);
	assert_int_equal(*mark, 0);
	*mark = 1;
	assert_int_equal(
		sx_lock_all(&o->lock, o->parts, o->part_len, o->nr_cpus), -1);
	assert_int_equal(o->lock, 0);
	*mark = 0;
	assert_int_equal(
		sx_lock_all(&o->lock, o->parts, o->part_len, o->nr_cpus), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_model, setup, teardown),
		cmocka_unit_test_setup_teardown(test_string_keys, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_concurrent_updates, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_read_write_lock, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_bounded_wait, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

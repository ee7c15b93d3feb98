// SPDX-License-Identifier: GPL-2.0
/* Statistics of several CPUs: the variance, and where buckets are kept. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "asm.h"
#include "hist.h"
#include "hist_pool.h"
#include "machine.h"
#include "map.h"

#define CPUS 4

enum { G_PLAIN, G_SHIFT, G_MAP, G_NR };

static const struct sx_global rows[G_NR] = {
	[G_PLAIN] = { .kind = SX_G_STAT, .stat_ops = SX_STAT_VARIANCE },
	[G_SHIFT] = { .kind = SX_G_STAT,
		      .stat_ops = SX_STAT_VARIANCE,
		      .bit_shift = 10 },
	[G_MAP] = { .kind = SX_G_MAP_STAT,
		    .hist = SX_HIST_LOG,
		    .nkeys = 1,
		    .key = { SX_T_INT },
		    .max_entries = 8 },
};

struct fixture {
	struct asm_prog p;
	struct machine m;
};

static int setup(void **state)
{
	struct sx_settings set = machine_defaults;
	struct fixture *f = calloc(1, sizeof(*f));
	unsigned char *image;
	u32 len;

	asm_init(&f->p);
	for (size_t i = 0; i < G_NR; i++)
		asm_global(&f->p, &rows[i]);
	image = asm_image(&f->p, &len);
	set.nr_cpus = CPUS;
	assert_int_equal(machine_init(&f->m, image, len, &set, NULL), 0);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	machine_deinit(&f->m);
	asm_deinit(&f->p);
	free(f);
	return 0;
}

static s64 variance_of(const struct sx_object *o)
{
	struct sx_stat_total total;
	s64 value;

	sx_stat_merge(o, 0, &total);
	sx_stat_aggregate(&total, SX_AGG_VARIANCE, &value);
	return value;
}

/* The figures of stap(1): integers lose much unless they are shifted. */
static void test_documented(void **state)
{
	struct fixture *f = *state;
	struct sx_object *o = &f->m.globals->objects[G_PLAIN];

	for (s64 v = 1; v <= 5; v++) {
		sx_stat_add(o, 0, 0, v);
		if (v == 1)
			assert_int_equal(variance_of(o), -1);
	}
	assert_int_equal(variance_of(o), 12);
}

/* Against the sum of squares in floating point; shifted by 10 bits. */
static void test_cpus(void **state)
{
	struct fixture *f = *state;
	struct sx_object *o = &f->m.globals->objects[G_SHIFT];
	double sum = 0, squares = 0, want;
	u32 seed = 1, nr = 5000;

	for (u32 i = 0; i < nr; i++) {
		s64 v;

		seed = seed * 1664525 + 1013904223;
		v = (s64)(seed >> 16) % 1000 - 300;
		sx_stat_add(o, 0, i % CPUS, v + (i % CPUS) * 50);
		sum += (double)v + (i % CPUS) * 50;
		squares += ((double)v + (i % CPUS) * 50) *
			   ((double)v + (i % CPUS) * 50);
	}
	want = (squares - sum * sum / nr) / (nr - 1);
	assert_true(variance_of(o) > want * 0.99);
	assert_true(variance_of(o) < want * 1.01);
	sx_stat_clear(o, 0);
	assert_int_equal(variance_of(o), 0);
}

/* Wraps, as it is documented, and does nothing undefined. */
static void test_extremes(void **state)
{
	static const s64 values[] = { INT64_MAX, INT64_MIN, 0, -1, INT64_MAX };
	struct fixture *f = *state;

	for (size_t i = 0; i < 40; i++) {
		s64 v = values[i % ASM_NR(values)];

		sx_stat_add(&f->m.globals->objects[G_PLAIN], 0, i % CPUS, v);
		sx_stat_add(&f->m.globals->objects[G_SHIFT], 0, i % CPUS, v);
		variance_of(&f->m.globals->objects[G_PLAIN]);
		variance_of(&f->m.globals->objects[G_SHIFT]);
	}
}

static u32 entry_of(struct sx_object *o, s64 k)
{
	union sx_reg key = { .i = k };
	u32 n = sx_map_find(o, &key, NULL);

	return n ? n : sx_map_insert(o, &key, NULL);
}

static void fill_map(struct sx_object *o, u32 rounds)
{
	for (u32 i = 0; i < rounds; i++)
		for (s64 k = 0; k < 8; k++)
			for (u32 cpu = 0; cpu < CPUS; cpu++)
				sx_stat_add(o, entry_of(o, k), cpu, k + 1);
}

static void check_map(const struct sx_object *o, u32 rounds)
{
	for (s64 k = 0; k < 8; k++) {
		union sx_reg key = { .i = k };
		u32 n = sx_map_find(o, &key, NULL);
		u32 bucket = sx_hist_bucket(o->row, k + 1);

		assert_int_equal(sx_stat_merge_bucket(o, n, bucket),
				 rounds * CPUS);
		assert_int_equal(sx_stat_merge_bucket(o, n, bucket + 1), 0);
	}
}

/* Fewer blocks than entries x CPUs: no sample is lost, and all come back. */
static void test_pool(void **state)
{
	struct fixture *f = *state;
	struct sx_object *o = &f->m.globals->objects[G_MAP];

	assert_int_equal(o->pool_nr, 8 / 2 + CPUS);
	for (u32 i = 0; i < 3; i++) {
		fill_map(o, 5);
		check_map(o, 5);
		assert_true(o->pool_fresh >= o->pool_nr);
		assert_int_equal(o->pool_free, 0);
		sx_map_clear(o);
		assert_int_not_equal(o->pool_free, 0);
	}
}

/* A block that another entry had is empty. */
static void test_reuse(void **state)
{
	struct fixture *f = *state;
	struct sx_object *o = &f->m.globals->objects[G_MAP];

	for (s64 k = 0; k < 100; k++) {
		u32 n = entry_of(o, k);

		sx_stat_add(o, n, 1, 1ll << (k % 8));
		for (u32 b = 0; b < o->hist_nr; b++)
			assert_int_equal(
				sx_stat_merge_bucket(o, n, b),
				b == sx_hist_bucket(o->row, 1ll << (k % 8)));
		sx_map_delete(o, n);
	}
	assert_int_equal(o->pool_fresh, 1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_documented, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_cpus, setup, teardown),
		cmocka_unit_test_setup_teardown(test_extremes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_pool, setup, teardown),
		cmocka_unit_test_setup_teardown(test_reuse, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

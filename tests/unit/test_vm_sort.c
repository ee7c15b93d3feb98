// SPDX-License-Identifier: GPL-2.0
/* foreach: each order on many entries, and what it costs of the budget. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asm.h"
#include "machine.h"
#include "map.h"

#define ENTRIES 600

enum { G_INTS, G_STRS, G_STATS, G_NR };

static const struct sx_global rows[G_NR] = {
	[G_INTS] = { .kind = SX_G_MAP_INT,
		     .nkeys = 2,
		     .key = { SX_T_INT, SX_T_STR },
		     .max_entries = ENTRIES },
	[G_STRS] = { .kind = SX_G_MAP_STR,
		     .nkeys = 2,
		     .key = { SX_T_INT, SX_T_STR },
		     .max_entries = ENTRIES },
	[G_STATS] = { .kind = SX_G_MAP_STAT,
		      .stat_ops = SX_STAT_VARIANCE,
		      .nkeys = 2,
		      .key = { SX_T_INT, SX_T_STR },
		      .max_entries = ENTRIES },
};

/* for ([r1, s] in map; limit r0) printf("%d %s\n") */
static const struct sx_insn loop[] = {
	I(LI, 0, 0, 0, -1), I(FEACH, 0, 0, 0, 0),  I(FNEXT, 1, 3, 2, 0),
	I(JZ, 2, 0, 0, 2),  I(PRINTF, 1, 3, 0, 0), I(JMP, 0, 0, 0, -4),
	I(RET, 0, 0, 0, 0),
};

struct fixture {
	struct asm_prog p;
	struct machine m;
	struct sx_object *o;
};

static void setup(struct fixture *f, u16 global, u8 sort_by, s8 dir, s32 limit,
		  u32 maxaction)
{
	const struct sx_lock_use lock = { global, SX_LOCK_WRITE, 0 };
	struct sx_insn code[ASM_NR(loop)];
	const struct asm_func handler = { .code = code,
					  .code_nr = ASM_NR(code),
					  .locks = &lock,
					  .locks_nr = 1,
					  .nints = 3,
					  .nstrs = 1 };
	struct sx_settings set = machine_defaults;
	unsigned char *image;
	u32 len;

	memcpy(code, loop, sizeof(code));
	code[0].imm = limit;
	set.maxaction = maxaction;
	asm_init(&f->p);
	asm_func(&f->p, &handler);
	for (size_t i = 0; i < G_NR; i++)
		asm_global(&f->p, &rows[i]);
	asm_format(&f->p, "%d %s\n", "is");
	asm_iter(&f->p, global, sort_by, dir);
	asm_probe(&f->p, 0, SX_PROBE_PROCESS);
	image = asm_image(&f->p, &len);
	assert_int_equal(machine_init(&f->m, image, len, &set, NULL), 0);
	f->o = &f->m.globals->objects[global];
}

static void teardown(struct fixture *f)
{
	machine_deinit(&f->m);
	asm_deinit(&f->p);
}

struct text {
	u32 len;
	char data[28];
};

/* Keys (i, its digits turned around); values are random, with equals. */
static void fill(struct sx_object *o)
{
	static u32 seed = 1;

	for (u32 i = 0; i < ENTRIES; i++) {
		union sx_reg key = { .i = (s64)((i * 7919) % ENTRIES) - 300 };
		struct text t;
		union sx_reg str = { .s = (const struct sx_str *)&t };
		u32 n, v;

		t.len = (u32)snprintf(t.data, sizeof(t.data), "%u",
				      (i * 104729) % 1000);
		n = sx_map_insert(o, &key, &str);
		assert_int_not_equal(n, 0);
		seed = seed * 1664525 + 1013904223;
		v = seed >> 16 & 63;
		if (o->kind == SX_G_MAP_INT)
			*(s64 *)sx_map_value(o, n) = (s64)v - 30;
		else if (o->kind == SX_G_MAP_STR)
			sx_str_store(sx_map_value(o, n), str.s,
				     o->maxstringlen);
		for (u32 k = 0; k <= v % 5 && o->kind == SX_G_MAP_STAT; k++)
			sx_stat_add(o, n, 0, (s64)v * (s64)k - 20);
	}
}

/* Of the entry whose keys a line tells: what it was sorted by. */
static int compare_lines(const struct sx_object *o, u8 sort_by, const s64 *a,
			 const s64 *b, const char *sa, const char *sb)
{
	struct sx_stat_total total;
	s64 v[2];
	u32 i = 0;

	if (sort_by == 1)
		return (*a > *b) - (*a < *b);
	if (sort_by == 2 || o->kind == SX_G_MAP_STR)
		return strcmp(sa, sb);
	for (const s64 *key = a; i < 2; key = b, i++) {
		const char *text = i ? sb : sa;
		struct text t = { .len = (u32)strlen(text) };
		union sx_reg ints = { .i = *key };
		union sx_reg strs = { .s = (const struct sx_str *)&t };
		u32 n;

		memcpy(t.data, text, t.len);
		n = sx_map_find(o, &ints, &strs);
		assert_int_not_equal(n, 0);
		if (o->kind == SX_G_MAP_INT) {
			v[i] = *(s64 *)sx_map_value(o, n);
			continue;
		}
		sx_stat_merge(o, n, &total);
		sx_stat_aggregate(&total,
				  sort_by == SX_SORT_VALUE
					  ? SX_AGG_COUNT
					  : sort_by - SX_SORT_AGG,
				  &v[i]);
	}
	return (v[0] > v[1]) - (v[0] < v[1]);
}

static void check_order(struct fixture *f, u8 sort_by, s8 dir, u32 want_nr)
{
	char *line = (char *)machine_output(&f->m);
	char before[32] = "", text[32];
	s64 last = 0, key;
	u32 nr = 0;
	int len;

	while (*line) {
		assert_int_equal(sscanf(line, "%ld %31s\n%n", &key, text, &len),
				 2);
		line += len;
		if (nr++ && dir * compare_lines(f->o, sort_by, &last, &key,
						before, text) >
				    0)
			fail_msg("sorted by %u, %d: %ld %s before %ld %s",
				 sort_by, dir, (long)last, before, (long)key,
				 text);
		last = key;
		memcpy(before, text, sizeof(before));
	}
	assert_int_equal(nr, want_nr);
}

static void test_orders(void **state)
{
	static const struct {
		u16 global;
		u8 sort_by;
	} orders[] = {
		{ G_INTS, 1 },
		{ G_INTS, 2 },
		{ G_INTS, SX_SORT_VALUE },
		{ G_STRS, 2 },
		{ G_STRS, SX_SORT_VALUE },
		{ G_STATS, 1 },
		{ G_STATS, SX_SORT_VALUE },
		{ G_STATS, SX_SORT_AGG + SX_AGG_COUNT },
		{ G_STATS, SX_SORT_AGG + SX_AGG_SUM },
		{ G_STATS, SX_SORT_AGG + SX_AGG_MIN },
		{ G_STATS, SX_SORT_AGG + SX_AGG_MAX },
		{ G_STATS, SX_SORT_AGG + SX_AGG_AVG },
		{ G_STATS, SX_SORT_AGG + SX_AGG_VARIANCE },
	};

	(void)state;
	for (size_t i = 0; i < ASM_NR(orders); i++) {
		for (s32 limit = -1; limit <= 37; limit += 38) {
			for (s8 dir = -1; dir <= 1; dir = (s8)(dir + 2)) {
				struct fixture f;

				setup(&f, orders[i].global, orders[i].sort_by,
				      dir, limit, 100000);
				fill(f.o);
				sx_vm_run(f.m.vm[0], 0);
				check_order(&f, orders[i].sort_by, dir,
					    limit < 0 ? ENTRIES : (u32)limit);
				teardown(&f);
			}
		}
	}
}

/* Smallest budget that a loop over nothing or one entry needs. */
static u32 cost(u8 sort_by, s32 limit)
{
	u32 low = 1, high = 100000;

	while (low < high) {
		u32 mid = low + (high - low) / 2;
		struct fixture f;

		setup(&f, G_INTS, sort_by, sort_by ? 1 : 0, limit, mid);
		fill(f.o);
		if (sx_vm_run(f.m.vm[0], 0) == SX_RUN_OK)
			high = mid;
		else
			low = mid + 1;
		if (low < high)
			assert_true(f.m.vm[0]->error == SX_ERR_NONE ||
				    f.m.vm[0]->error == SX_ERR_MAXACTION);
		teardown(&f);
	}
	return low;
}

static void test_cost(void **state)
{
	u32 unsorted, first, all;

	(void)state;
	unsorted = cost(SX_SORT_NONE, 0);
	first = cost(1, 10);
	all = cost(1, -1);
	/* 600 entries looked at, one for each 256. */
	assert_int_equal(unsorted, ENTRIES / 256);
	/* A heap and ten rows: less than two comparisons an entry, and more. */
	assert_in_range(first, 10 + 2 * ENTRIES / 256, 10 + 4 * ENTRIES / 256);
	/* Each row is one, and about log2(600) * 2 comparisons. */
	assert_in_range(all, ENTRIES + ENTRIES * 8 / 256,
			ENTRIES + ENTRIES * 24 / 256);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_orders),
		cmocka_unit_test(test_cost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0
/*
 * How keys spread over the buckets of a map: keys that somebody chose without
 * knowing the secret do not meet in few chains, whatever they differ in.
 */
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

#define ENTRIES 2048
#define LONGEST 24 /* of a chain; about 7 with random numbers */

enum { G_INT, G_STR, G_NINE, G_NR };

static const struct sx_global rows[G_NR] = {
	[G_INT] = { .kind = SX_G_MAP_INT,
		    .nkeys = 1,
		    .key = { SX_T_INT },
		    .max_entries = ENTRIES },
	[G_STR] = { .kind = SX_G_MAP_INT,
		    .nkeys = 2,
		    .key = { SX_T_STR, SX_T_INT },
		    .max_entries = ENTRIES },
	[G_NINE] = { .kind = SX_G_MAP_INT,
		     .nkeys = 9,
		     .key = { SX_T_STR, SX_T_INT, SX_T_INT, SX_T_STR, SX_T_STR,
			      SX_T_INT, SX_T_STR, SX_T_INT, SX_T_STR },
		     .max_entries = ENTRIES },
};

struct fixture {
	struct asm_prog p;
	struct machine m;
};

static void setup(struct fixture *f, u64 hash_key)
{
	struct sx_settings set = machine_defaults;
	unsigned char *image;
	u32 len;

	asm_init(&f->p);
	for (size_t i = 0; i < G_NR; i++)
		asm_global(&f->p, &rows[i]);
	image = asm_image(&f->p, &len);
	set.maxstringlen = 32;
	set.hash_key = hash_key;
	assert_int_equal(machine_init(&f->m, image, len, &set, NULL), 0);
}

static void teardown(struct fixture *f)
{
	machine_deinit(&f->m);
	asm_deinit(&f->p);
}

static u32 longest_chain(const struct sx_object *o)
{
	u32 longest = 0;

	for (u32 b = 0; b <= o->bucket_mask; b++) {
		u32 len = 0;

		for (u32 n = o->buckets[b]; n; n = sx_map_entry(o, n)->next)
			len++;
		if (len > longest)
			longest = len;
	}
	return longest;
}

static const u64 secrets[] = { 0, 1, 0x1234567, 0x8000000000000001,
			       0xdeadbeefcafebabe };

/* Multiples of each power of two, and of odd numbers. */
static void test_ints(void **state)
{
	static const u64 factors[] = { 1, 3, 4096, 4097, 0x9e3779b97f4a7c15 };

	(void)state;
	for (size_t s = 0; s < ASM_NR(secrets); s++) {
		for (u32 shift = 0; shift <= 53; shift++) {
			for (size_t k = 0; k < ASM_NR(factors); k++) {
				struct fixture f;
				struct sx_object *o;
				u32 longest;

				setup(&f, secrets[s]);
				o = &f.m.globals->objects[G_INT];
				for (u64 i = 0; i < ENTRIES; i++) {
					union sx_reg key = {
						.i = (s64)(i * factors[k]
							   << shift)
					};

					sx_map_insert(o, &key, NULL);
				}
				longest = longest_chain(o);
				if (longest > LONGEST)
					fail_msg(
						"secret %zu, factor %zu, shift %u: %u",
						s, k, shift, longest);
				teardown(&f);
			}
		}
	}
}

struct text {
	u32 len;
	char data[28];
};

static void set_text(struct text *t, const char *fmt, u64 i)
{
	t->len = (u32)snprintf(t->data, sizeof(t->data), fmt,
			       (unsigned long long)i);
}

static void test_strings(void **state)
{
	(void)state;
	for (size_t s = 0; s < ASM_NR(secrets); s++) {
		struct fixture f;
		struct sx_object *o;

		setup(&f, secrets[s]);
		o = &f.m.globals->objects[G_STR];
		for (u64 i = 0; i < ENTRIES; i++) {
			struct text t;
			union sx_reg str = { .s = (const struct sx_str *)&t };
			union sx_reg key = { .i = (s64)i % 2 };

			set_text(&t, "/usr/lib/%llu.so", i / 2);
			assert_int_not_equal(sx_map_insert(o, &key, &str), 0);
		}
		assert_true(longest_chain(o) <= LONGEST);
		teardown(&f);
	}
}

/* Entries with nine keys that differ in one of them only. */
static void test_nine_keys(void **state)
{
	struct text texts[5];
	union sx_reg ints[4], strs[5];
	struct fixture f;
	struct sx_object *o;
	u32 nr = 0;

	(void)state;
	setup(&f, 77);
	o = &f.m.globals->objects[G_NINE];
	for (u32 k = 0; k < 9; k++) {
		for (u64 i = 1; i < 100; i++) {
			for (u32 n = 0; n < 5; n++) {
				set_text(&texts[n], "%llu", k == n ? i : 0);
				strs[n].s = (const struct sx_str *)&texts[n];
			}
			for (u32 n = 0; n < 4; n++)
				ints[n].i = k == n + 5 ? (s64)i : 0;
			assert_int_equal(sx_map_find(o, ints, strs), 0);
			assert_int_equal(sx_map_insert(o, ints, strs), ++nr);
			assert_int_equal(sx_map_find(o, ints, strs), nr);
		}
	}
	assert_int_equal(*(const s64 *)sx_map_key(o, nr, 7), 99);
	assert_true(longest_chain(o) <= LONGEST);
	teardown(&f);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ints),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_nine_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0
/* Interned strings and the map of constants: each thing once. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>

#include "base/intern.h"
#include "codegen/constmap.h"

static void test_intern(void **state)
{
	struct arena *arena = arena_create();
	struct intern *in = intern_create(arena);
	const char *first[2000];
	char text[32];

	(void)state;
	for (int i = 0; i < 2000; i++) {
		snprintf(text, sizeof(text), "name%d", i);
		first[i] = intern_str(in, text);
		assert_string_equal(first[i], text);
	}
	for (int i = 0; i < 2000; i++) {
		snprintf(text, sizeof(text), "name%d", i);
		assert_ptr_equal(intern_str(in, text), first[i]);
	}
	assert_ptr_equal(intern_bytes(in, "name1234", 6),
			 intern_str(in, "name12"));
	assert_ptr_not_equal(intern_str(in, ""), intern_str(in, "name"));
	assert_ptr_equal(intern_bytes(in, "x", 0), intern_str(in, ""));
	arena_destroy(arena);
}

static void test_constmap(void **state)
{
	struct arena *arena = arena_create();
	struct constmap map;
	bool found;

	(void)state;
	constmap_init(&map, arena);
	for (u64 i = 0; i < 5000; i++) {
		*constmap_get(&map, i << 40 | (i & 3), &found) = (u32)i;
		assert_false(found);
	}
	for (u64 i = 0; i < 5000; i++) {
		assert_int_equal(*constmap_get(&map, i << 40 | (i & 3), &found),
				 i);
		assert_true(found);
	}
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_intern),
		cmocka_unit_test(test_constmap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

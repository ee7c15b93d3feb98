// SPDX-License-Identifier: GPL-2.0
/* Numbers for keys. */
#include "base/keymap.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void test_numbers(void **state)
{
	struct arena *arena = arena_create();
	struct keymap *map = keymap_create(arena);
	char key[16];
	u32 number;

	(void)state;
	for (u32 pass = 0; pass < 2; pass++) {
		for (u32 i = 0; i < 1000; i++) {
			int len = snprintf(key, sizeof(key), "key %u", i);

			assert_int_equal(
				keymap_find(map, key, (size_t)len, &number),
				pass);
			assert_int_equal(number, i);
		}
	}
	assert_int_equal(keymap_nr(map), 1000);
	arena_destroy(arena);
}

/* Keys are bytes: lengths count, NULs do not end them, none is a key, too. */
static void test_keys(void **state)
{
	static const struct {
		const char *key;
		size_t len;
		u32 number;
	} rows[] = { { "", 0, 0 },     { "\0", 1, 1 },	     { "\0\0", 2, 2 },
		     { "a\0b", 3, 3 }, { "a\0c", 3, 4 },     { "a", 1, 5 },
		     { "", 0, 0 },     { "12345678", 8, 6 }, { "a\0c", 3, 4 } };
	struct arena *arena = arena_create();
	struct keymap *map = keymap_create(arena);
	const char *key;
	u32 number;
	size_t len;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		keymap_find(map, rows[i].key, rows[i].len, &number);
		assert_int_equal(number, rows[i].number);
		key = keymap_key(map, number, &len);
		assert_int_equal(len, rows[i].len);
		assert_memory_equal(key, rows[i].key, len);
	}
	assert_int_equal(keymap_nr(map), 7);
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

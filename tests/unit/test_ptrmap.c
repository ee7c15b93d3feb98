// SPDX-License-Identifier: GPL-2.0
/* The map by address: what was put last is found, and nothing else. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/ptrmap.h"

#define KEYS 10000

static void test_map(void **state)
{
	static char keys[KEYS];
	static int values[2];
	struct arena *arena = arena_create();
	struct ptrmap map;

	(void)state;
	ptrmap_init(&map, arena);
	assert_null(ptrmap_get(&map, &keys[0]));
	for (int i = 0; i < KEYS; i += 2)
		ptrmap_put(&map, &keys[i], &values[0]);
	for (int i = 0; i < KEYS; i += 4)
		ptrmap_put(&map, &keys[i], &values[1]);
	for (int i = 0; i < KEYS; i++)
		assert_ptr_equal(ptrmap_get(&map, &keys[i]),
				 i % 2	 ? NULL
				 : i % 4 ? &values[0]
					 : &values[1]);
	assert_int_equal(map.nr, KEYS / 2);
	ptrmap_put(&map, &keys[0], NULL);
	assert_null(ptrmap_get(&map, &keys[0]));
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_map),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0
/* Arenas, and the vectors and texts that live in them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdalign.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/strbuf.h"
#include "base/vec.h"

static int setup(void **state)
{
	*state = arena_create();
	return *state ? 0 : -1;
}

static int teardown(void **state)
{
	arena_destroy(*state);
	return 0;
}

static void test_alloc(void **state)
{
	struct arena *arena = *state;

	for (size_t size = 0; size < 200; size++) {
		unsigned char *mem = arena_alloc(arena, size);

		assert_int_equal((uintptr_t)mem % alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(mem[i], 0);
		memset(mem, 0xff, size);
	}
	assert_true(arena_used(arena) >= 199 * 200 / 2);
}

static void test_strings(void **state)
{
	char *copy = arena_strndup(*state, "hello world", 5);
	char *text = arena_printf(*state, "%s-%d", copy, 42);

	assert_string_equal(copy, "hello");
	assert_string_equal(text, "hello-42");
	assert_string_equal(arena_printf(*state, "%s", ""), "");
}

static void test_vec(void **state)
{
	struct vec vec;

	vec_init(&vec, *state, sizeof(u32));
	for (u32 i = 0; i < 1000; i++) {
		u32 *new = vec_push(&vec);

		assert_int_equal(*new, 0);
		*new = i *i;
	}
	assert_int_equal(vec.nr, 1000);
	for (u32 i = 0; i < 1000; i++)
		assert_int_equal(*(u32 *)vec_at(&vec, i), i * i);
}

static void test_vec_ptr(void **state)
{
	int things[20];
	struct vec vec;

	vec_init(&vec, *state, sizeof(void *));
	for (int i = 0; i < 20; i++)
		vec_push_ptr(&vec, &things[i]);
	for (u32 i = 0; i < 20; i++)
		assert_ptr_equal(vec_ptr(&vec, i), &things[i]);
}

static void test_strbuf(void **state)
{
	struct strbuf sb;
	char *before;

	strbuf_init(&sb, *state);
	assert_string_equal(sb.text, "");
	for (int i = 0; i < 100; i++)
		strbuf_printf(&sb, "%d,", i);
	strbuf_put(&sb, '!');
	strbuf_add(&sb, "abcdef", 3);
	strbuf_puts(&sb, "");
	assert_int_equal(sb.len, strlen(sb.text));
	assert_string_equal(sb.text + sb.len - 7, "99,!abc");
	before = sb.text;
	strbuf_reset(&sb);
	strbuf_puts(&sb, "new");
	assert_string_equal(sb.text, "new");
	assert_memory_equal(before, "0,1,2,", 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alloc),  cmocka_unit_test(test_strings),
		cmocka_unit_test(test_vec),    cmocka_unit_test(test_vec_ptr),
		cmocka_unit_test(test_strbuf),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}

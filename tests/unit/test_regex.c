// SPDX-License-Identifier: GPL-2.0
/* Regular expressions: what matches where, and what is refused. */
#include "regex/compile.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "regex_fixture.h"

#define NR(array) (sizeof(array) / sizeof((array)[0]))

static const struct {
	const char *pattern;
	const char *subject;
	const char *groups; /* NULL: no match */
} cases[] = {
#define CASE(pattern, subject, groups) { pattern, subject, groups },
#include "regex_cases.def"
#undef CASE
};

static void test_cases(void **state)
{
	struct arena *arena = arena_create();
	struct regex_error err;
	struct sx_match m;
	char buf[512];

	(void)state;
	assert_true(NR(cases) >= 300);
	for (size_t i = 0; i < NR(cases); i++) {
		const char *s = cases[i].subject;
		const char *want = cases[i].groups ? cases[i].groups : "NULL";
		const char *got;
		const u8 *data = fixture_compile(arena, cases[i].pattern,
						 SX_REGEX_CAPTURES, &err);
		int matched;

		if (!data)
			fail_msg("'%s': %s", cases[i].pattern, err.text);
		matched = sx_regex_match(data, s, (u32)strlen(s), &m);
		got = fixture_groups(&m, matched, buf, sizeof(buf));
		if (strcmp(got, want) != 0)
			fail_msg("'%s' on '%s': %s instead of %s",
				 cases[i].pattern, s, got, want);
		data = fixture_compile(arena, cases[i].pattern, 0, &err);
		if (!data)
			fail_msg("'%s': %s", cases[i].pattern, err.text);
		if (sx_regex_match(data, s, (u32)strlen(s), &m) != matched)
			fail_msg("'%s' on '%s': %s without captures",
				 cases[i].pattern, s,
				 matched ? "no match" : "a match");
		assert_int_equal(m.groups_nr, 0);
	}
	arena_destroy(arena);
}

static const struct {
	const char *pattern;
	u32 at;
	const char *text;
} errors[] = {
	{ "*a", 0,
	  "there is nothing to repeat in front of '*'; write [*] for the "
	  "character" },
	{ "a|+b", 2,
	  "there is nothing to repeat in front of '+'; write [+] for the "
	  "character" },
	{ "(?a)", 0, "of the groups that begin with '(?' only '(?:' is known" },
	{ "a({1})", 2,
	  "there is nothing to repeat in front of '{'; write [{] for the "
	  "character" },
	{ "^*a", 1, "an anchor cannot be repeated" },
	{ "ab$+", 3, "an anchor cannot be repeated" },
	{ "(a", 0, "this '(' has no ')'" },
	{ "a(b(c)", 1, "this '(' has no ')'" },
	{ "ab)c", 2, "this ')' has no '('; write [)] for the character" },
	{ "a\\", 1, "a backslash needs a character behind it" },
	{ "a{", 2,
	  "a number is expected here: {n}, {n,} or {n,m}; write [{] for the "
	  "character" },
	{ "a{,3}", 2,
	  "a number is expected here: {n}, {n,} or {n,m}; write [{] for the "
	  "character" },
	{ "a{2", 3, "a '}' is expected here: {n}, {n,} or {n,m}" },
	{ "a{2,3,4}", 5, "a '}' is expected here: {n}, {n,} or {n,m}" },
	{ "a{2,x}", 4,
	  "a number is expected here: {n}, {n,} or {n,m}; write [{] for the "
	  "character" },
	{ "a{3,2}", 1, "the second count is smaller than the first" },
	{ "a{1001}", 2, "a repetition is counted up to 1000" },
	{ "a{99999999999999999999}", 2, "a repetition is counted up to 1000" },
	{ "x[", 1, "this bracket expression has no ']' at its end" },
	{ "[]", 0, "this bracket expression has no ']' at its end" },
	{ "[^]", 0, "this bracket expression has no ']' at its end" },
	{ "[a-", 0, "this bracket expression has no ']' at its end" },
	{ "[a\\", 0, "this bracket expression has no ']' at its end" },
	{ "a[z-b]", 2, "this range is empty: its end comes before its start" },
	{ "[a-[:digit:]]", 3, "a range cannot end with a character class" },
	{ "[[:alpha]", 1, "this '[:' has no ':]' at its end" },
	{ "[[.a]", 1, "this '[.' has no '.]' at its end" },
	{ "[[=a]", 1, "this '[=' has no '=]' at its end" },
	{ "[[:digt:]]", 1,
	  "there is no character class 'digt'; did you mean `digit' or `xdigit'?" },
	{ "[[:word:]]", 1, "there is no character class 'word'" },
	{ "[[.hyphen.]]", 1,
	  "collating elements are single bytes: 'hyphen' is none" },
	{ "[[==]]", 1, "collating elements are single bytes: '' is none" },
	{ "(a{1000}){1000}", 9,
	  "the expression is too complex: with its repetitions written out it "
	  "has more than 1000 characters" },
	{ "x((((()){1000}){1000}){1000})", 22,
	  "the expression is too complex: its parts can follow each other in "
	  "too many ways" },
	{ "(()()()()()()()()()()()()()()()()()()()()()()()()()()()()()()()())",
	  0,
	  "the expression has 33 groups, limit 31; (?:...) is a group that is "
	  "not counted" },
};

static void test_errors(void **state)
{
	struct arena *arena = arena_create();
	struct regex_error err;

	(void)state;
	for (size_t i = 0; i < NR(errors); i++) {
		if (fixture_compile(arena, errors[i].pattern, SX_REGEX_CAPTURES,
				    &err))
			fail_msg("'%s' is accepted", errors[i].pattern);
		if (err.at != errors[i].at ||
		    strcmp(err.text, errors[i].text) != 0)
			fail_msg("'%s': %u: %s\ninstead of %u: %s",
				 errors[i].pattern, err.at, err.text,
				 errors[i].at, errors[i].text);
	}
	arena_destroy(arena);
}

/* Bytes are bytes: NUL, newline and the upper half are like any other. */
static void test_bytes(void **state)
{
	struct arena *arena = arena_create();
	struct regex_error err;
	struct sx_match m;
	u32 start, len;
	const u8 *data =
		fixture_compile(arena, "a.b[^x]\xff$", SX_REGEX_CAPTURES, &err);

	(void)state;
	assert_non_null(data);
	assert_int_equal(sx_regex_match(data, "\0a\nb\0\xff", 6, &m), 1);
	assert_int_equal(sx_regex_group(&m, 0, &start, &len), 0);
	assert_int_equal(start, 1);
	assert_int_equal(len, 5);
	assert_int_equal(sx_regex_group(&m, 1, &start, &len), -1);
	assert_int_equal(sx_regex_match(data, "a\nb\0\xff\xff", 6, &m), 0);
	arena_destroy(arena);
}

static void test_group(void **state)
{
	struct arena *arena = arena_create();
	struct regex_error err;
	struct sx_match m;
	u32 start, len;
	const u8 *data =
		fixture_compile(arena, "x(a)|x(b)", SX_REGEX_CAPTURES, &err);

	(void)state;
	assert_non_null(data);
	assert_int_equal(sx_regex_match(data, "-xb", 3, &m), 1);
	assert_int_equal(m.groups_nr, 3);
	assert_int_equal(sx_regex_group(&m, 2, &start, &len), 0);
	assert_int_equal(start, 2);
	assert_int_equal(len, 1);
	assert_int_equal(sx_regex_group(&m, 1, &start, &len), 0);
	assert_int_equal(start, 0);
	assert_int_equal(len, 0);
	assert_int_equal(sx_regex_group(&m, 3, &start, &len), -1);
	assert_int_equal(sx_regex_group(&m, ~0ull, &start, &len), -1);
	assert_int_equal(sx_regex_match(data, "-xc", 3, &m), 0);
	assert_int_equal(sx_regex_group(&m, 0, &start, &len), -1);
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_group),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0
/* The declarations that are found in a library file. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script/library_scan.h"

static void note(void *arg, enum library_kind kind, const char *name,
		 size_t len)
{
	static const char letters[] = "fgam";
	char *out = arg;

	sprintf(out + strlen(out), "%s%c:%.*s", *out ? " " : "", letters[kind],
		(int)len, name);
}

static const struct {
	const char *text;
	const char *found;
} cases[] = {
	{ "", "" },
	{ "function f(a) { return a } function g:string() {}", "f:f f:g" },
	{ "private function f() {} function g() {}", "f:g" },
	{ "global a, b[10], c%[3], d = -5, e = \"x, y\"\nfunction f() {}",
	  "g:a g:b g:c g:d g:e f:f" },
	{ "private global a, b global c", "g:c" },
	{ "probe a.b = begin { function = 1 }", "a:a.b" },
	{ "probe a.b += c.d(\"x\").e ? , f { }", "a:a.b" },
	{ "probe a = b.c = begin { }", "a:a a:b.c" },
	{ "probe begin { global x }", "" },
	{ "@define m(a, b) %( @a %( 1 %? ) %) probe x = y { } %) "
	  "@define n %( 1 %)",
	  "m:m m:n" },
	{ "# function a() {}\n// function b() {}\n/* function c() {} */ "
	  "function d() {}",
	  "f:d" },
	{ "%{ function a() { %} function b() %{ } %} function c() {}",
	  "f:b f:c" },
	{ "function a() { println(\"}\\\"}\") } function b() {}", "f:a f:b" },
	{ "%( kernel_v > \"3\" %? function a() {} %: function b() {} %)",
	  "f:a f:b" },
	{ "function a() { # }\n } function b() {}", "f:a f:b" },
	{ "function", "" },
	{ "function f", "f:f" },
	{ "global", "" },
	{ "global a,", "g:a" },
	{ "probe", "" },
	{ "probe a =", "a:a" },
	{ "@define", "" },
	{ "/*", "" },
	{ "\"", "" },
	{ "{ ( [", "" },
};

/* In memory of exactly its size: a sanitizer sees a read beyond the end. */
static void scan_text(const char *text, size_t len, char *found)
{
	char *copy = malloc(len ? len : 1);

	memcpy(copy, text, len);
	*found = '\0';
	library_scan(copy, len, note, found);
	free(copy);
}

static void test_declarations(void **state)
{
	char found[1000];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		scan_text(cases[i].text, strlen(cases[i].text), found);
		assert_string_equal(found, cases[i].found);
	}
}

static void test_cut_anywhere(void **state)
{
	char whole[1000], found[1000];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t len = strlen(cases[i].text);

		scan_text(cases[i].text, len, whole);
		while (len--) {
			scan_text(cases[i].text, len, found);
			assert_true(strlen(found) <= strlen(whole) + 4);
		}
	}
}

static void test_bytes_without_meaning(void **state)
{
	static const char text[] =
		"\0function f() { \0 }\0 function g() {}\xff";
	char found[100];

	(void)state;
	scan_text(text, sizeof(text), found);
	assert_string_equal(found, "f:f f:g");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_declarations),
		cmocka_unit_test(test_cut_anywhere),
		cmocka_unit_test(test_bytes_without_meaning),
	};

	return cmocka_run_group_tests_name("library_scan", tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0
#include "base/suggest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct {
	const char *a;
	const char *b;
	unsigned int limit;
	unsigned int want;
} distances[] = {
	{ "", "", 3, 0 },
	{ "printf", "printf", 0, 0 },
	{ "printf", "Printf", 0, 0 },
	{ "printf", "prinf", 3, 1 },
	{ "prinf", "printf", 3, 1 },
	{ "printf", "prontf", 3, 1 },
	{ "printf", "pritnf", 3, 1 },
	{ "ca", "abc", 3, 3 },
	{ "ab", "ba", 1, 1 },
	{ "", "abc", 3, 3 },
	{ "", "abcd", 3, 4 },
	{ "kitten", "sitting", 5, 3 },
	{ "kitten", "sitting", 2, 3 },
	{ "abcdef", "uvwxyz", 2, 3 },
};

static void test_distance(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(distances) / sizeof(distances[0]); i++) {
		unsigned int d = suggest_distance(
			distances[i].a, distances[i].b, distances[i].limit);

		if (d != distances[i].want)
			fail_msg("%s, %s: %u, not %u", distances[i].a,
				 distances[i].b, d, distances[i].want);
	}
}

static void test_distance_of_long_names(void **state)
{
	char name[SUGGEST_NAME_LEN + 2];

	(void)state;
	memset(name, 'x', sizeof(name));
	name[SUGGEST_NAME_LEN] = '\0';
	assert_int_equal(suggest_distance(name, name, 0), 0);
	name[SUGGEST_NAME_LEN] = 'x';
	name[SUGGEST_NAME_LEN + 1] = '\0';
	assert_int_equal(suggest_distance(name, name, 4), 5);
}

static const char *const known[] = {
	"ngx_http_process_request",
	"ngx_http_process_requests",
	"ngx_http_log_request",
	"ngx_http_process_request_line",
	"ngx_http_process_request",
	"printf",
	"print",
	"println",
	"sprintf",
	"",
};

static const struct {
	const char *want;
	const char *text;
} suggestions[] = {
	{ "ngx_http_proces_request",
	  "`ngx_http_process_request', `ngx_http_process_requests' or "
	  "`ngx_http_log_request'" },
	{ "log_request", "`ngx_http_log_request'" },
	{ "prnit", "`print' or `printf'" },
	{ "printl", "`printf', `print' or `println'" },
	{ "zzz", "" },
	{ "", "" },
};

static void test_suggestions(void **state)
{
	char text[SUGGEST_TEXT_LEN];

	(void)state;
	for (size_t i = 0; i < sizeof(suggestions) / sizeof(suggestions[0]);
	     i++) {
		struct suggest s;
		unsigned int nr;

		suggest_init(&s, suggestions[i].want);
		for (size_t k = 0; k < sizeof(known) / sizeof(known[0]); k++)
			suggest_add(&s, known[k]);
		nr = suggest_text(&s, text, sizeof(text));
		assert_string_equal(text, suggestions[i].text);
		assert_int_equal(nr == 0, text[0] == '\0');
	}
}

static void test_short_buffer(void **state)
{
	struct suggest s;
	char text[8];

	(void)state;
	suggest_init(&s, "printf");
	suggest_add(&s, "printf");
	suggest_add(&s, "sprintf");
	assert_int_equal(suggest_text(&s, text, sizeof(text)), 2);
	assert_string_equal(text, "`printf");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_distance),
		cmocka_unit_test(test_distance_of_long_names),
		cmocka_unit_test(test_suggestions),
		cmocka_unit_test(test_short_buffer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

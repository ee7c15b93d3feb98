// SPDX-License-Identifier: GPL-2.0
/* Messages: places, rendering of strange lines, limits. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script/diag.h"

static struct diag *make(const char *text, size_t len, u32 *src)
{
	struct diag *diag = diag_create();

	assert_non_null(diag);
	*src = diag_add_source(diag, "f", text, len);
	return diag;
}

static char *render(const struct diag *diag, int flags)
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	diag_render(diag, out, flags);
	fclose(out);
	return text;
}

static const struct {
	const char *text;
	u32 off, len;
	const char *rendered;
} places[] = {
	{ "abc", 1, 1, "f:1:2: error[E_CHAR]: x\n     1 | abc\n       |  ^\n" },
	{ "a\nbcd\ne", 2, 3,
	  "f:2:1: error[E_CHAR]: x\n     2 | bcd\n       | ^~~\n" },
	{ "a\nb\n", 4, 0, "f:3:1: error[E_CHAR]: x\n     3 | \n       | ^\n" },
	{ "", 0, 0, "f:1:1: error[E_CHAR]: x\n     1 | \n       | ^\n" },
	{ "ab\ncd", 1, 4,
	  "f:1:2: error[E_CHAR]: x\n     1 | ab\n       |  ^\n" },
	{ "\t\tx = 1", 4, 1,
	  "f:1:5: error[E_CHAR]: x\n     1 | \t\tx = 1\n       | \t\t  ^\n" },
	{ "\"\xc3\xa4\xe2\x82\xac\" y", 8, 1,
	  "f:1:9: error[E_CHAR]: x\n     1 | \"\xc3\xa4\xe2\x82\xac\" y\n"
	  "       |      ^\n" },
	{ "\x01\xff\x7f\xc3 y", 5, 1,
	  "f:1:6: error[E_CHAR]: x\n     1 | ???? y\n       |      ^\n" },
};

static void test_places(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct span span = { 0, places[i].off, places[i].len };
		struct diag *diag =
			make(places[i].text, strlen(places[i].text), &span.src);
		char *text;

		assert_int_equal(diag_error(diag, E_CHAR, span, "%s", "x"),
				 -22);
		text = render(diag, 0);
		assert_string_equal(text, places[i].rendered);
		free(text);
		diag_destroy(diag);
	}
}

/* Of a long line, a window around the place. */
static void test_long_line(void **state)
{
	char line[5000];
	struct span span = { 0, 4000, 3 };
	struct diag *diag;
	char *text;

	(void)state;
	memset(line, 'a', sizeof(line));
	memcpy(line + 4000, "BAD", 3);
	diag = make(line, sizeof(line), &span.src);
	diag_error(diag, E_CHAR, span, "x");
	text = render(diag, 0);
	assert_true(strlen(text) < 400);
	assert_non_null(strstr(text, "aBADa"));
	assert_non_null(strstr(text, " ^~~\n"));
	free(text);
	diag_destroy(diag);
}

static void test_notes(void **state)
{
	struct span span = { 0, 0, 1 };
	struct span other = { 0, 2, 1 };
	struct diag *diag = make("a b", 3, &span.src);
	char *text;

	(void)state;
	diag_error(diag, E_TYPE, span, "first");
	diag_note_at(diag, other, "place");
	diag_note(diag, "advice %d", 1);
	diag_warning(diag, W_UNUSED, other, "second");
	diag_note(diag, "advice 2");
	/* Known already: neither it nor its note is recorded. */
	diag_error(diag, E_TYPE, span, "again");
	diag_note(diag, "muted");
	text = render(diag, 0);
	assert_string_equal(text, "f:1:1: error[E_TYPE]: first\n"
				  "     1 | a b\n       | ^\n"
				  "f:1:3: note: place\n"
				  "     1 | a b\n       |   ^\n"
				  "note: advice 1\n"
				  "f:1:3: warning[W_UNUSED]: second\n"
				  "     1 | a b\n       |   ^\n"
				  "note: advice 2\n");
	free(text);
	text = render(diag, DIAG_NO_WARNINGS);
	assert_null(strstr(text, "second"));
	assert_null(strstr(text, "advice 2"));
	free(text);
	text = render(diag, DIAG_COLOUR);
	assert_non_null(strstr(text, "\033[1;31merror[E_TYPE]:\033[0m first"));
	free(text);
	assert_int_equal(diag_errors(diag), 1);
	assert_int_equal(diag_warnings(diag), 1);
	diag_destroy(diag);
}

static void test_full(void **state)
{
	char line[200];
	struct span span = { 0, 0, 1 };
	struct diag *diag;
	char *text;

	(void)state;
	memset(line, 'a', sizeof(line));
	diag = make(line, sizeof(line), &span.src);
	for (span.off = 0; span.off < 200; span.off++)
		diag_error(diag, E_CHAR, span, "x");
	assert_true(diag_full(diag));
	assert_true(diag_errors(diag) < 200);
	text = render(diag, 0);
	assert_non_null(strstr(text, "too many errors"));
	free(text);
	diag_destroy(diag);
}

/* Every code has a name and a text that say something. */
static void test_codes(void **state)
{
	(void)state;
	for (int code = 0; code < DIAG_CODE_NR; code++) {
		assert_int_equal(diag_code_name((enum diag_code)code)[1], '_');
		assert_true(strlen(diag_code_text((enum diag_code)code)) > 10);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places), cmocka_unit_test(test_long_line),
		cmocka_unit_test(test_notes),  cmocka_unit_test(test_full),
		cmocka_unit_test(test_codes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0
/* Text as columns: pieces, widths, clipping; in UTF-8 and in the C locale. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "top/grid.h"
#include "top/text.h"

#define E_ACUTE	 "e\314\201"
#define KANJI	 "\346\274\242"
#define PENGUIN	 "\360\237\220\247"
#define ELLIPSIS "\342\200\246"

/* A cell of `width` columns in a row of 12, between two bars. */
static const struct clip_case {
	const char *locale;
	int width;
	bool right;
	const char *text;
	const char *want;
} cases[] = {
	{ "C.UTF-8", 6, false, "", "|      |" },
	{ "C.UTF-8", 6, false, "abc", "|abc   |" },
	{ "C.UTF-8", 6, true, "abc", "|   abc|" },
	{ "C.UTF-8", 6, false, "abcdef", "|abcdef|" },
	{ "C.UTF-8", 6, false, "abcdefg", "|abcde" ELLIPSIS "|" },
	{ "C.UTF-8", 6, true, "abcdefg", "|abcde" ELLIPSIS "|" },
	{ "C.UTF-8", 1, false, "ab", "|" ELLIPSIS "|" },
	{ "C.UTF-8", 6, false, KANJI KANJI KANJI, "|" KANJI KANJI KANJI "|" },
	{ "C.UTF-8", 5, false, KANJI KANJI KANJI,
	  "|" KANJI KANJI ELLIPSIS "|" },
	{ "C.UTF-8", 4, false, KANJI KANJI KANJI, "|" KANJI ELLIPSIS " |" },
	{ "C.UTF-8", 1, false, KANJI, "|" ELLIPSIS "|" },
	{ "C.UTF-8", 5, true, KANJI, "|   " KANJI "|" },
	{ "C.UTF-8", 3, false, PENGUIN "!", "|" PENGUIN "!|" },
	{ "C.UTF-8", 3, false, E_ACUTE E_ACUTE E_ACUTE,
	  "|" E_ACUTE E_ACUTE E_ACUTE "|" },
	{ "C.UTF-8", 2, false, E_ACUTE E_ACUTE E_ACUTE,
	  "|" E_ACUTE ELLIPSIS "|" },
	{ "C.UTF-8", 2, false, "\314\201x", "| \314\201x|" },
	{ "C.UTF-8", 3, false, "e\314\201\314\202\314\203z",
	  "|e\314\201\314\202z |" },
	{ "C.UTF-8", 6, false, "\033[0m", "|\\x1b[" ELLIPSIS "|" },
	{ "C.UTF-8", 5, false, "a\nb\tc", "|a\\nb" ELLIPSIS "|" },
	{ "C.UTF-8", 3, false, "a\nb", "|a" ELLIPSIS " |" },
	{ "C.UTF-8", 8, false, "\302\205", "|\\u{85}  |" },
	{ "C.UTF-8", 8, false, "\342\200\213", "|\\u{200b}|" },
	{ "C.UTF-8", 8, false, "\346\274", "|\\xe6\\xbc|" },
	{ "C.UTF-8", 8, false, "\370\210\200\200", "|\\xf8" ELLIPSIS "   |" },
	{ "C.UTF-8", 8, false, "\364\220\200\200", "|\\xf4" ELLIPSIS "   |" },
	{ "C", 6, false, "abcdefg", "|abcde~|" },
	{ "C", 8, false, KANJI, "|\\u{6f22}|" },
};

static void clips(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct clip_case *c = &cases[i];
		int (*put)(struct top_grid *, int, int, int, const char *,
			   size_t, enum top_attr) =
			c->right ? top_grid_put_right : top_grid_put;
		struct top_grid grid;
		char *text;
		size_t len;
		FILE *out;

		assert_non_null(setlocale(LC_CTYPE, c->locale));
		assert_int_equal(top_grid_init(&grid, 1, 12), 0);
		top_grid_put(&grid, 0, 0, 1, "|", 1, TOP_ATTR_NORMAL);
		top_grid_put(&grid, 0, c->width + 1, 1, "|", 1,
			     TOP_ATTR_NORMAL);
		put(&grid, 0, 1, c->width, c->text, strlen(c->text),
		    TOP_ATTR_NORMAL);
		out = open_memstream(&text, &len);
		top_grid_print_row(&grid, 0, out);
		fclose(out);
		text[len - 1] = '\0';
		assert_string_equal(text, c->want);
		free(text);
		top_grid_deinit(&grid);
	}
}

/* Drawing that misses the grid, wholly or in part, changes nothing else. */
static void stays_inside(void **state)
{
	static const int places[][3] = {
		{ -1, 0, 5 }, { 2, 0, 5 },  { 0, -1, 5 }, { 0, 4, 5 },
		{ 0, 0, 0 },  { 0, 0, -3 }, { 1, 3, 99 },
	};
	struct top_grid grid;
	size_t i;

	(void)state;
	assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
	assert_int_equal(top_grid_init(&grid, 2, 4), 0);
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		const int *p = places[i];

		top_grid_put(&grid, p[0], p[1], p[2], KANJI KANJI, 6,
			     TOP_ATTR_DIM);
		top_grid_put_right(&grid, p[0], p[1], p[2], "xyz", 3,
				   TOP_ATTR_DIM);
		top_grid_paint(&grid, p[0], p[1], p[2], TOP_ATTR_HEAD);
	}
	for (i = 0; i < 7; i++)
		assert_int_equal(grid.cells[i].attr, TOP_ATTR_NORMAL);
	assert_int_equal(grid.cells[7].attr, TOP_ATTR_HEAD);
	top_grid_deinit(&grid);
}

/* Any bytes: each piece takes some, and is as wide as it says. */
static void takes_any_bytes(void **state)
{
	unsigned int seed = 1;
	int round;

	(void)state;
	assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
	for (round = 0; round < 20000; round++) {
		char *text = malloc(8);
		size_t at = 0;
		size_t i;

		for (i = 0; i < 8; i++) {
			seed = seed * 1103515245 + 12345;
			text[i] = (char)(seed >> 16);
		}
		while (at < 8) {
			struct top_piece piece;
			size_t took = top_text_next(text + at, 8 - at, &piece);

			assert_in_range(took, 1, 8 - at);
			assert_in_range(piece.nr, 1, TOP_TEXT_CHARS);
			assert_in_range(piece.width, 1, TOP_TEXT_CHARS);
			at += took;
		}
		assert_true(top_text_width(text, 8, 100) <= 32);
		assert_int_equal(top_text_width(text, 8, 0), 1);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clips),
		cmocka_unit_test(stays_inside),
		cmocka_unit_test(takes_any_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0
/*
 * The whole screen as a grid against tests/golden/top/NAME.txt: the rows, and
 * a letter for the attribute of each cell. STAPX_GOLDEN=write makes the files
 * anew; look at the difference before keeping them.
 */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "top/frame.h"
#include "top/keycode.h"
#include "top/keys.h"
#include "top_fake.h"

#define GOLDEN_DIR  "tests/golden/top"
#define GOLDEN_MOST (1 << 20)

#define LEFT  TOP_KEY_LEFT
#define RIGHT TOP_KEY_RIGHT
#define DOWN  TOP_KEY_DOWN
#define PGUP  TOP_KEY_PAGE_UP
#define PGDN  TOP_KEY_PAGE_DOWN
#define HOME  TOP_KEY_HOME
#define END   TOP_KEY_END
#define BTAB  TOP_KEY_BACKTAB

static const struct fake_global functions[] = {
	{ "hits",
	  "si:i",
	  { "ngx_http_handler\t4711\t1000\nngx_recv\t4711\t50\n",
	    "ngx_http_handler\t4711\t1500\nngx_recv\t4711\t1234567\n"
	    "ngx_log\t4712\t7\nngx_send\t4712\t-3\n" } },
	{ "total", ":i", { "1050", "1236071" } },
	{ "who", ":s", { "nginx", "nginx: worker" } },
	{ "__private", "i:i", { "1\t1\n" } },
	{ NULL, NULL, { NULL } },
};

static const struct fake_global statistics[] = {
	{ "lat",
	  "s:t",
	  { "/index.html\t10\t1000\t50\t300\t100\n",
	    "/index.html\t110\t9000000\t50\t30000\t81818\n"
	    "/api\t3\t30\t9\t11\t10\n/new\t0\t0\t0\t0\t0\n" } },
	{ "all",
	  ":t",
	  { "10\t1000\t50\t300\t100", "113\t9000030\t9\t30000\t79646" } },
	{ NULL, NULL, { NULL } },
};

static const struct fake_global several[] = {
	{ "by_pid", "i:i", { "7\t70\n12\t30\n" } },
	{ "name", "i:s", { "7\tseven\n12\ttwelve\n" } },
	{ "lat", "s:t", { "x\t1\t2\t2\t2\t2\n" } },
	{ NULL, NULL, { NULL } },
};

static const struct fake_global ties[] = {
	{ "t", "ii:i", { "3\t1\t5\n1\t2\t5\n2\t9\t5\n1\t1\t5\n9\t9\t6\n" } },
	{ NULL, NULL, { NULL } },
};

static const struct fake_global strange[] = {
	{ "s",
	  "s:i",
	  { "plain\t1\n"
	    "\346\274\242\345\255\227\344\273\256\345\220\215\t2\n" /* CJK */
	    "esc \033[31mred\t3\n"
	    "cr \r bell \a del \177\t4\n"
	    "bad \377 utf \303\t5\n"
	    "e\314\201 combining\t6\n" /* e + acute */
	    "\342\200\256rtl override\t7\n"
	    "c1 \302\233m\t8\n"
	    "\t9\n" /* the empty string */
	    "\360\237\220\247 penguin\t10\n"
	    "surrogate \355\240\200\t11\n"
	    "overlong \300\257\t12\n" } },
	{ NULL, NULL, { NULL } },
};

static const struct fake_global long_texts[] = {
	{ "url",
	  "ss:i",
	  { "/a/very/long/path/that/does/not/fit/into/the/column.html\t"
	    "Mozilla/5.0 (X11; Linux x86_64) and so on and on\t123456\n"
	    "/short\tcurl\t1\n"
	    "/\346\274\242\345\255\227\346\274\242\345\255\227\346\274\242"
	    "\345\255\227\346\274\242\345\255\227\346\274\242\tx\t2\n" } },
	{ NULL, NULL, { NULL } },
};

static const struct fake_global many[] = {
	{ "n",
	  "i:i",
	  { "1\t1\n2\t2\n3\t3\n4\t4\n5\t5\n6\t6\n7\t7\n8\t8\n9\t9\n10\t10\n"
	    "11\t11\n12\t12\n13\t13\n14\t14\n15\t15\n16\t16\n17\t17\n"
	    "18\t18\n19\t19\n20\t20\n" } },
	{ NULL, NULL, { NULL } },
};

static const struct fake_global extremes[] = {
	{ "x",
	  "i:i",
	  { "-9223372036854775808\t9223372036854775807\n"
	    "9223372036854775807\t-9223372036854775808\n"
	    "0\t-999\n1\t-1000\n2\t999\n3\t1000\n",
	    "-9223372036854775808\t-9223372036854775808\n"
	    "9223372036854775807\t9223372036854775807\n"
	    "0\t0\n1\t0\n2\t0\n3\t0\n" } },
	{ NULL, NULL, { NULL } },
};

static const struct fake_global locked[] = {
	{ "a", "i:i", { "1\t10\n", FAKE_LOCKED, "1\t30\n" } },
	{ "b", ":i", { "5", FAKE_LOCKED, "6" } },
	{ NULL, NULL, { NULL } },
};

static const struct fake_global nothing[] = {
	{ NULL, NULL, { NULL } },
};

static const struct fake_global empty[] = {
	{ "hits", "sss:i", { "" } },
	{ "gone", ":i", { "" } },
	{ NULL, NULL, { NULL } },
};

static const struct fake_global reset[] = {
	{ "st", "i:t", { "1\t100\t0\t0\t0\t0\n", "1\t4\t0\t0\t0\t0\n" } },
	{ NULL, NULL, { NULL } },
};

static const struct golden_case {
	const char *name;
	int rows;
	int cols;
	const struct fake_global *script;
	int frames;
	int keys[8];
	const char *output;
} cases[] = {
	{ "int-first", 10, 60, functions, 1, { 0 }, NULL },
	{ "int-rate", 10, 60, functions, 2, { 0 }, NULL },
	{ "int-by-value", 10, 60, functions, 2, { '<' }, NULL },
	{ "int-by-name", 10, 60, functions, 2, { LEFT, LEFT, LEFT }, NULL },
	{ "int-left-end",
	  10,
	  60,
	  functions,
	  2,
	  { LEFT, LEFT, LEFT, LEFT, LEFT, 'r' },
	  NULL },
	{ "int-right-end", 10, 60, functions, 2, { '>', RIGHT, 'I' }, NULL },
	{ "stat", 10, 80, statistics, 2, { 0 }, NULL },
	{ "stat-narrow", 10, 40, statistics, 2, { 0 }, NULL },
	{ "stat-narrow-left",
	  10,
	  40,
	  statistics,
	  2,
	  { LEFT, LEFT, LEFT, LEFT, LEFT, LEFT },
	  NULL },
	{ "stat-reset", 8, 60, reset, 2, { 0 }, NULL },
	{ "arrays-first", 10, 60, several, 1, { 0 }, NULL },
	{ "arrays-tab", 10, 60, several, 1, { '\t' }, NULL },
	{ "arrays-number", 10, 60, several, 1, { '3', '9' }, NULL },
	{ "arrays-back", 10, 60, several, 1, { BTAB, BTAB }, NULL },
	{ "ties", 10, 40, ties, 1, { LEFT }, NULL },
	{ "strange", 18, 50, strange, 1, { LEFT, 'r' }, NULL },
	{ "long", 8, 60, long_texts, 1, { 0 }, NULL },
	{ "long-narrow", 8, 30, long_texts, 1, { 0 }, NULL },
	{ "scroll-page", 12, 40, many, 1, { PGDN }, NULL },
	{ "scroll-end", 12, 40, many, 1, { END, DOWN, PGDN }, NULL },
	{ "scroll-back", 12, 40, many, 1, { END, PGUP, 'k' }, NULL },
	{ "scroll-home", 12, 40, many, 1, { END, HOME }, NULL },
	{ "extremes", 12, 76, extremes, 1, { LEFT }, NULL },
	{ "extremes-rate", 12, 76, extremes, 2, { 0 }, NULL },
	{ "locked", 8, 50, locked, 2, { 0 }, NULL },
	{ "locked-later", 8, 50, locked, 3, { 0 }, NULL },
	{ "nothing", 8, 60, nothing, 1, { '\t', 'r', '<', DOWN }, NULL },
	{ "empty", 8, 60, empty, 1, { 0 }, NULL },
	{ "paused", 8, 60, several, 1, { 'p', '+', '+' }, NULL },
	{ "faster", 8, 60, several, 1, { '-', '-', '-', '-', '-' }, NULL },
	{ "help", 32, 60, functions, 2, { 'h' }, NULL },
	{ "help-small", 8, 60, functions, 2, { '?', END }, NULL },
	{ "help-back", 8, 60, functions, 2, { '?', 'q' }, NULL },
	{ "output",
	  16,
	  50,
	  functions,
	  2,
	  { 0 },
	  "one\ntwo\nthree\nfour\nfive\ttabbed\nsix, unfinished" },
	{ "output-view",
	  7,
	  50,
	  functions,
	  2,
	  { 'o' },
	  "one\ntwo\nthree\nfour\nfive\ttabbed\nsix, unfinished" },
	{ "output-top",
	  7,
	  50,
	  functions,
	  2,
	  { 'o', HOME },
	  "one\ntwo\nthree\nfour\nfive\ttabbed\nsix, unfinished" },
	{ "output-none", 7, 50, functions, 2, { 'o' }, NULL },
	{ "tiny", 1, 1, functions, 2, { 0 }, "x\n" },
	{ "two-rows", 2, 20, functions, 2, { 0 }, "x\n" },
	{ "four-rows", 4, 20, functions, 2, { 0 }, "x\n" },
	{ "six-by-ten", 6, 10, functions, 2, { PGDN }, NULL },
};

static void press(struct top_model *model, int key)
{
	unsigned int flags = top_keys_handle(model, key);

	if (flags & TOP_RESORT)
		top_array_sort(top_model_array(model));
}

static void draw_case(const struct golden_case *c, struct top_grid *grid)
{
	struct top_model model;
	struct fake fake;
	size_t i;
	int frame;

	fake_init(&fake, c->script);
	assert_int_equal(top_model_init(&model, &fake.source, "ngx.stp", 4711),
			 0);
	assert_int_equal(top_grid_init(grid, c->rows, c->cols), 0);
	for (frame = 0; frame < c->frames; frame++)
		assert_int_equal(top_model_update(&model), 0);
	if (c->output)
		top_output_add(&model.output, c->output, strlen(c->output));
	top_frame_draw(&model, grid);
	/* Drawn after each key: scrolling depends on what was seen. */
	for (i = 0; i < 8 && c->keys[i]; i++) {
		press(&model, c->keys[i]);
		top_frame_draw(&model, grid);
	}
	top_model_deinit(&model);
}

static void print_attrs(const struct top_grid *grid, int row, FILE *out)
{
	static const char letters[TOP_ATTR_NR] = {
		[TOP_ATTR_NORMAL] = '.', [TOP_ATTR_TITLE] = 'T',
		[TOP_ATTR_HEAD] = 'H',	 [TOP_ATTR_SORT] = 'S',
		[TOP_ATTR_TAB] = 'A',	 [TOP_ATTR_DIM] = 'd',
		[TOP_ATTR_ALERT] = '!',
	};
	int col;

	for (col = 0; col < grid->cols; col++)
		putc(letters[top_grid_cell(grid, row, col)->attr], out);
	putc('\n', out);
}

static char *grid_text(const struct top_grid *grid, size_t *ret_len)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, ret_len);
	int row;

	for (row = 0; row < grid->rows; row++)
		top_grid_print_row(grid, row, out);
	fprintf(out, "----\n");
	for (row = 0; row < grid->rows; row++)
		print_attrs(grid, row, out);
	fclose(out);
	return text;
}

static void check_golden(void **state)
{
	const struct golden_case *c = *state;
	const char *mode = getenv("STAPX_GOLDEN");
	char path[256];
	struct top_grid grid;
	size_t len;
	char *text;
	char *want = NULL;

	draw_case(c, &grid);
	text = grid_text(&grid, &len);
	snprintf(path, sizeof(path), GOLDEN_DIR "/%s.txt", c->name);
	if (mode && !strcmp(mode, "write"))
		assert_int_equal(file_write_all(path, text, len), 0);
	assert_int_equal(file_read_all(path, GOLDEN_MOST, &want, NULL), 0);
	assert_string_equal(text, want);
	free(want);
	free(text);
	top_grid_deinit(&grid);
}

int main(void)
{
	enum { CASES_NR = sizeof(cases) / sizeof(cases[0]) };
	struct CMUnitTest tests[CASES_NR];
	size_t i;

	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		return 1;
	for (i = 0; i < CASES_NR; i++)
		tests[i] = (struct CMUnitTest){
			.name = cases[i].name,
			.test_func = check_golden,
			.initial_state = (void *)&cases[i],
		};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

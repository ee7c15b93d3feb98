// SPDX-License-Identifier: GPL-2.0
/*
 * The model without drawing: order of the rows, rates, what keys return, and
 * what stays when a global cannot be read. (What it looks like: test_top_view.)
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "top/keycode.h"
#include "top/keys.h"
#include "top/model.h"
#include "top/view.h"
#include "top_fake.h"

#define UPDATES 3

/* The keys of the rows in order, "a b c", after some frames. */
static const struct order_case {
	const char *type;
	const char *frames[UPDATES];
	int sort; /* column */
	bool down;
	const char *want;
} orders[] = {
	{ "s:i", { "b\t2\na\t1\nc\t3\n" }, 0, false, "a b c" },
	{ "s:i", { "b\t2\na\t1\nc\t3\n" }, 0, true, "c b a" },
	{ "s:i", { "b\t2\na\t1\nc\t3\n" }, 1, false, "a b c" },
	{ "s:i", { "b\t2\na\t1\nc\t3\n" }, 1, true, "c b a" },
	/* Numbers, not digits. */
	{ "s:i", { "a\t9\nb\t10\nc\t-1\n" }, 1, true, "b a c" },
	/* Bytes of strings; a prefix first; the empty one first of all. */
	{ "s:i", { "ab\t0\na\t0\n\t0\nB\t0\n" }, 0, false, " B a ab" },
	/* Equal values keep the order of their keys, both ways. */
	{ "s:i", { "c\t1\na\t1\nb\t1\n" }, 1, false, "a b c" },
	{ "s:i", { "c\t1\na\t1\nb\t1\n" }, 1, true, "a b c" },
	/* Without a rate, the value decides. */
	{ "s:i", { "a\t1\nb\t3\nc\t2\n" }, 2, true, "b c a" },
	/* Rates 1, 8, 0: c is new, a grew, b did not. */
	{ "s:i", { "a\t1\nb\t3\n", "a\t2\nb\t3\nc\t8\n" }, 2, true, "c a b" },
	{ "s:i", { "a\t1\nb\t3\n", "a\t2\nb\t3\nc\t8\n" }, 2, false, "b a c" },
	/* A key that went and came counts from 0 again. */
	{ "s:i", { "a\t5\nb\t1\n", "b\t1\n", "a\t5\nb\t3\n" }, 2, true, "a b" },
	{ "s:s", { "a\tx\nb\tz\nc\ty\n" }, 1, true, "b c a" },
	{ "s:t",
	  { "a\t1\t9\t1\t1\t5\nb\t2\t8\t2\t3\t6\nc\t3\t7\t0\t2\t7\n" },
	  3,
	  true,
	  "a b c" }, /* sum */
	{ "s:t",
	  { "a\t1\t9\t1\t1\t5\nb\t2\t8\t2\t3\t6\nc\t3\t7\t0\t2\t7\n" },
	  4,
	  true,
	  "b a c" }, /* min */
	{ "s:t",
	  { "a\t1\t9\t1\t1\t5\nb\t2\t8\t2\t3\t6\nc\t3\t7\t0\t2\t7\n" },
	  5,
	  true,
	  "c b a" }, /* avg */
	{ "s:t",
	  { "a\t1\t9\t1\t1\t5\nb\t2\t8\t2\t3\t6\nc\t3\t7\t0\t2\t7\n" },
	  6,
	  true,
	  "b c a" }, /* max */
};

static void join_keys(const struct top_array *array, char *buf, size_t size)
{
	size_t len = 0;
	size_t i;

	buf[0] = '\0';
	for (i = 0; i < array->rows_nr; i++) {
		const struct dump_str *key = &array->rows[i].entry->key[0].str;

		len += (size_t)snprintf(buf + len, size - len, "%s%.*s",
					i ? " " : "", (int)key->len, key->data);
	}
}

static void check_order(const struct order_case *c)
{
	struct fake_global script[2] = { { "g", c->type, { NULL } } };
	struct top_model model;
	struct fake fake;
	char text[256];
	size_t i;

	memcpy(script[0].frames, c->frames, sizeof(c->frames));
	fake_init(&fake, script);
	assert_int_equal(top_model_init(&model, &fake.source, "t", 0), 0);
	model.arrays[0].sort = c->sort;
	model.arrays[0].down = c->down;
	for (i = 0; i < UPDATES && c->frames[i]; i++)
		assert_int_equal(top_model_update(&model), 0);
	join_keys(&model.arrays[0], text, sizeof(text));
	assert_string_equal(text, c->want);
	top_model_deinit(&model);
}

static void orders_rows(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(orders) / sizeof(orders[0]); i++)
		check_order(&orders[i]);
}

static const struct fake_global two_arrays[] = {
	{ "a", "s:i", { "x\t1\n", "x\t5\n", "x\t2\n", FAKE_LOCKED, "x\t2\n" } },
	{ "b",
	  "s:t",
	  { "x\t4\t1\t1\t1\t1\n", "x\t6\t1\t1\t1\t1\n",
	    "x\t1\t1\t1\t1\t1\n" } },
	{ "s", "s:s", { "x\ttext\n" } },
	{ "__hidden", "s:i", { FAKE_BROKEN } },
	{ NULL, NULL, { NULL } },
};

static void knows_rates(void **state)
{
	static const struct {
		bool int_known;
		int int_rate;
		bool stat_known;
		int stat_rate;
	} want[] = {
		{ false, 0, false, 0 }, /* the first frame */
		{ true, 4, true, 2 },
		{ true, -3, false, 0 }, /* a smaller count: it began anew */
		{ true, -3, true, 0 }, /* locked: as it was */
		{ true, 0, true, 0 },
	};
	struct top_model model;
	struct fake fake;
	size_t i;

	(void)state;
	fake_init(&fake, two_arrays);
	assert_int_equal(top_model_init(&model, &fake.source, "t", 0), 0);
	assert_int_equal(model.arrays_nr, 3);
	for (i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		const struct top_row *a;
		const struct top_row *b;

		assert_int_equal(top_model_update(&model), 0);
		a = &model.arrays[0].rows[0];
		b = &model.arrays[1].rows[0];
		assert_int_equal(a->rate_known, want[i].int_known);
		assert_int_equal((int)a->rate, want[i].int_rate);
		assert_int_equal(b->rate_known, want[i].stat_known);
		assert_int_equal((int)b->rate, want[i].stat_rate);
		assert_false(model.arrays[2].rows[0].rate_known);
	}
	top_model_deinit(&model);
}

static void reports_broken_source(void **state)
{
	static const struct fake_global script[] = {
		{ "a", "s:i", { "x\t1\n", FAKE_BROKEN, "x\t3\n" } },
		{ NULL, NULL, { NULL } },
	};
	struct top_model model;
	struct fake fake;

	(void)state;
	fake_init(&fake, script);
	assert_int_equal(top_model_init(&model, &fake.source, "t", 0), 0);
	assert_int_equal(top_model_update(&model), 0);
	assert_int_equal(top_model_update(&model), -EIO);
	assert_int_equal(model.arrays[0].rows_nr, 1);
	assert_int_equal(model.arrays[0].rows[0].entry->num, 1);
	top_model_deinit(&model);
}

static const struct key_case {
	int key;
	unsigned int flags;
} key_cases[] = {
	{ 'q', TOP_QUIT },
	{ 'Q', TOP_QUIT },
	{ 'p', TOP_REDRAW },
	{ '\n', 0 }, /* paused by the line above */
	{ 'p', TOP_REDRAW },
	{ '\n', TOP_REFRESH },
	{ '+', TOP_REDRAW },
	{ '-', TOP_REDRAW },
	{ TOP_KEY_LEFT, TOP_RESORT | TOP_REDRAW },
	{ '<', TOP_RESORT | TOP_REDRAW },
	{ '<', 0 }, /* the first column */
	{ '>', TOP_RESORT | TOP_REDRAW },
	{ TOP_KEY_RIGHT, TOP_RESORT | TOP_REDRAW },
	{ '>', 0 },
	{ 'r', TOP_RESORT | TOP_REDRAW },
	{ 'I', TOP_RESORT | TOP_REDRAW },
	{ '\t', TOP_REDRAW },
	{ '2', 0 }, /* there already */
	{ '1', TOP_REDRAW },
	{ '9', 0 },
	{ 'L' - '@', TOP_REDRAW | TOP_REPAINT },
	{ 'h', TOP_REDRAW },
	{ 'r', 0 }, /* of the arrays only */
	{ 'q', TOP_REDRAW }, /* out of the help */
	{ 'o', TOP_REDRAW },
	{ '?', TOP_REDRAW },
	{ '?', TOP_REDRAW },
	{ TOP_KEY_UP, TOP_REDRAW },
	{ TOP_KEY_PAGE_DOWN, TOP_REDRAW },
	{ 'x', 0 },
	{ 0x1f427, 0 },
	{ 'q', TOP_QUIT },
};

static void keys_return_flags(void **state)
{
	struct top_model model;
	struct fake fake;
	size_t i;

	(void)state;
	fake_init(&fake, two_arrays);
	assert_int_equal(top_model_init(&model, &fake.source, "t", 0), 0);
	assert_int_equal(top_model_update(&model), 0);
	for (i = 0; i < sizeof(key_cases) / sizeof(key_cases[0]); i++) {
		unsigned int flags = top_keys_handle(&model, key_cases[i].key);

		if (flags != key_cases[i].flags)
			fail_msg("key %zu: flags %u, want %u", i, flags,
				 key_cases[i].flags);
	}
	top_model_deinit(&model);
}

static void delay_has_ends(void **state)
{
	struct top_model model;
	struct fake fake;

	(void)state;
	fake_init(&fake, two_arrays);
	assert_int_equal(top_model_init(&model, &fake.source, "t", 0), 0);
	model.delay_ms = 700; /* -d 0.7: not one of the steps */
	assert_int_not_equal(top_keys_handle(&model, '+'), 0);
	assert_int_equal(model.delay_ms, 1000);
	while (top_keys_handle(&model, '+'))
		;
	assert_int_equal(model.delay_ms, TOP_DELAY_MAX_MS);
	while (top_keys_handle(&model, '-'))
		;
	assert_int_equal(model.delay_ms, TOP_DELAY_MIN_MS);
	top_model_deinit(&model);
}

/* More lines than are kept, in pieces; the oldest are forgotten. */
static void keeps_last_lines(void **state)
{
	struct top_output output;
	char text[32];
	int i;

	(void)state;
	top_output_init(&output);
	for (i = 0; i < TOP_OUTPUT_LINES + 5; i++) {
		int len = snprintf(text, sizeof(text), "line %d\n", i);

		top_output_add(&output, text, 3);
		top_output_add(&output, text + 3, (size_t)len - 3);
	}
	assert_int_equal(output.nr, TOP_OUTPUT_LINES);
	assert_string_equal(top_output_line(&output, 0)->text, "line 5");
	top_output_add(&output, "\nopen", 5);
	assert_string_equal(
		top_output_line(&output, TOP_OUTPUT_LINES - 1)->text, "open");
	top_output_message(&output, "message");
	assert_true(top_output_line(&output, TOP_OUTPUT_LINES - 1)->message);
	for (i = 0; i < 3; i++) {
		static const char block[TOP_OUTPUT_COLUMNS] = { 'x' };

		top_output_add(&output, block, sizeof(block));
	}
	assert_int_equal(top_output_line(&output, TOP_OUTPUT_LINES - 1)->len,
			 TOP_OUTPUT_COLUMNS);
	top_output_deinit(&output);
}

/* A key's label is words; "-" stands as "\\-" in the page. */
static void find_words(const char *page, const char *label)
{
	char words[64];
	char *word;
	char *rest = words;

	snprintf(words, sizeof(words), "%s", label);
	while ((word = strsep(&rest, " ")) != NULL) {
		if (!strcmp(word, ".."))
			continue;
		if (!strstr(page, strcmp(word, "-") ? word : "\\-"))
			fail_msg("stapx-top.1 does not tell of key %s", word);
	}
}

static void manual_tells_every_key(void **state)
{
	static const struct top_key *const tables[] = { top_keys_table,
							top_keys_common };
	const struct top_key *key;
	const char *keys;
	char *page;
	size_t i;

	(void)state;
	assert_int_equal(
		file_read_all("docs/man/stapx-top.1", 1 << 20, &page, NULL), 0);
	keys = strstr(page, "\n.SH KEYS\n");
	assert_non_null(keys);
	for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		for (key = tables[i]; key->handle; key++)
			if (key->label)
				find_words(keys, key->label);
	free(page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(orders_rows),
		cmocka_unit_test(knows_rates),
		cmocka_unit_test(reports_broken_source),
		cmocka_unit_test(keys_return_flags),
		cmocka_unit_test(delay_has_ends),
		cmocka_unit_test(keeps_last_lines),
		cmocka_unit_test(manual_tells_every_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

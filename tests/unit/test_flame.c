// SPDX-License-Identifier: GPL-2.0
/* Flame graphs: wrong and hostile input, and forms that others read. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "flame/color.h"
#include "flame/folded.h"
#include "flame/layout.h"
#include "flame/write.h"
#include "json_flat.h"
#include "pprof_read.h"

struct flame {
	struct arena *arena;
	struct flame_tree tree;
	struct folded in;
	struct flame_options opt;
	char *text; /* what was written last */
	size_t len;
};

static void flame_init(struct flame *f, bool ordered)
{
	memset(f, 0, sizeof(*f));
	f->arena = arena_create();
	tree_init(&f->tree, f->arena, ordered);
	folded_init(&f->in, &f->tree);
	f->opt = (struct flame_options){ .unit = "samples", .width = 1200 };
}

static void flame_deinit(struct flame *f)
{
	free(f->text);
	arena_destroy(f->arena);
}

static int flame_read(struct flame *f, const char *text, size_t len)
{
	return folded_text(&f->in, TREE_SHOWN, "in", text, len);
}

static int flame_write(struct flame *f, const char *format)
{
	FILE *out;
	int err;

	free(f->text);
	out = open_memstream(&f->text, &f->len);
	f->opt.writer = writer_find(format);
	err = f->opt.writer->write(&f->tree, &f->opt, out);
	fclose(out);
	return err;
}

/* What the reader says; "" is nothing. The last byte of a text is no part. */
static const struct wrong_row {
	const char *text;
	size_t len;
	int err;
	const char *said;
} wrong_rows[] = {
#define ROW(text, err, said)                      \
	{                                         \
		text, sizeof(text) - 1, err, said \
	}
#define BAD(nr, why) \
	"in:" nr ": not a folded stack (frame;frame;... count): " why "\n"
	ROW("", 0, ""),
	ROW("\n\r\n  \n", 0, ""),
	ROW("a 1", 0, ""),
	ROW("a;b\t1\r\n", 0, ""),
	ROW("a 18446744073709551615\n", 0, ""),
	ROW("a 18446744073709551616\n", -EINVAL,
	    BAD("1", "its count is larger than 2^64 - 1")),
	ROW("a 99999999999999999999999999\n", -EINVAL,
	    BAD("1", "its count is larger than 2^64 - 1")),
	ROW("a 18446744073709551615\nb 1\n", -EOVERFLOW,
	    "in:2: the sum of all counts is larger than 2^64 - 1\n"),
	ROW("a 1\n\na\n", -EINVAL,
	    BAD("3", "its last word is no count: a whole number is expected")),
	ROW("a -1\n", -EINVAL,
	    BAD("1", "its last word is no count: a whole number is expected")),
	ROW("a 0x10\n", -EINVAL,
	    BAD("1", "its last word is no count: a whole number is expected")),
	ROW("7\n", -EINVAL,
	    BAD("1", "there is no stack in front of its count")),
	ROW(" 7\n", -EINVAL,
	    BAD("1", "there is no stack in front of its count")),
	ROW("; 7\n", -EINVAL, BAD("1", "a frame of its stack is empty")),
	ROW("a; 7\n", -EINVAL, BAD("1", "a frame of its stack is empty")),
	ROW(";a 7\n", -EINVAL, BAD("1", "a frame of its stack is empty")),
	ROW("a; ;b 7\n", -EINVAL, BAD("1", "a frame of its stack is empty")),
	ROW("a\0b 7\n", -EINVAL, BAD("1", "it has a NUL byte")),
	ROW("a 7\0\n", -EINVAL, BAD("1", "it has a NUL byte")),
	ROW("\0", -EINVAL, BAD("1", "it has a NUL byte")),
};

static void test_wrong(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(wrong_rows) / sizeof(wrong_rows[0]);
	     i++) {
		const struct wrong_row *row = &wrong_rows[i];
		struct flame f;
		int err;

		flame_init(&f, false);
		fixture_log_start();
		err = flame_read(&f, row->text, row->len);
		fixture_log_stop();
		if (err != row->err || !strstr(fixture_log(), row->said) ||
		    !*fixture_log() != !*row->said)
			fail_msg("row %zu: %d, %s", i, err, fixture_log());
		flame_deinit(&f);
	}
}

static void test_skipped(void **state)
{
	static const char text[] = "a 1\nb\nc; 2\n\na\0 3\na 4\n";
	struct flame f;

	(void)state;
	flame_init(&f, false);
	f.in.skip_bad = true;
	assert_int_equal(flame_read(&f, text, sizeof(text) - 1), 0);
	assert_int_equal(f.in.bad_nr, 3);
	assert_int_equal(f.tree.sum[TREE_SHOWN], 5);
	flame_deinit(&f);
}

/* So many frames, of which every name is another one. */
static char *deep_line(u32 depth, size_t *ret_len)
{
	char *text;
	FILE *out = open_memstream(&text, ret_len);

	for (u32 i = 0; i < depth; i++)
		fprintf(out, i ? ";f%u" : "f%u", i);
	fputs(" 3\n", out);
	fclose(out);
	return text;
}

static void test_deep(void **state)
{
	static const char *const formats[] = { "svg", "speedscope", "pprof",
					       "folded" };
	size_t len;
	char *line = deep_line(10000, &len);
	struct layout layout;
	struct flame f;

	(void)state;
	flame_init(&f, false);
	assert_int_equal(flame_read(&f, line, len), 0);
	tree_finish(&f.tree);
	assert_int_equal(f.tree.nodes.nr, 10001);
	layout_make(&layout, &f.tree, 1000 * LAYOUT_PIXEL, LAYOUT_MIN_AUTO);
	assert_int_equal(layout.rows_nr, 10001);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(flame_write(&f, formats[i]), 0);
	assert_int_equal(f.len, len);
	assert_memory_equal(f.text, line, len);
	free(line);
	flame_deinit(&f);
}

static void test_too_deep(void **state)
{
	size_t len;
	char *line = deep_line(TREE_DEPTH_MAX, &len);
	struct flame f;

	(void)state;
	flame_init(&f, false);
	assert_int_equal(flame_read(&f, line, len), 0);
	free(line);
	line = deep_line(TREE_DEPTH_MAX + 1, &len);
	fixture_log_start();
	assert_int_equal(flame_read(&f, line, len), -EINVAL);
	fixture_log_stop();
	assert_non_null(
		strstr(fixture_log(), "its stack has more than 65536 frames"));
	free(line);
	flame_deinit(&f);
}

/* Names of a count of 0 take no room, and neither do frames. */
static void test_nothing_counted(void **state)
{
	static const char text[] = "a;b 0\nc 0\n";
	struct flame f;

	(void)state;
	flame_init(&f, false);
	assert_int_equal(flame_read(&f, text, sizeof(text) - 1), 0);
	assert_int_equal(f.tree.nodes.nr, 1);
	assert_int_equal(keymap_nr(f.tree.names), 0);
	flame_deinit(&f);
}

/* Where counts are as large as they get, positions are still right. */
static void test_large_counts(void **state)
{
	static const char text[] = "a 9223372036854775807\n"
				   "b;c 9223372036854775808\n";
	const struct layout_box *box;
	struct layout layout;
	struct flame f;

	(void)state;
	flame_init(&f, false);
	assert_int_equal(flame_read(&f, text, sizeof(text) - 1), 0);
	tree_finish(&f.tree);
	layout_make(&layout, &f.tree, 1000 * LAYOUT_PIXEL, 0);
	assert_int_equal(layout.boxes.nr, 4);
	box = vec_at(&layout.boxes, 3);
	assert_int_equal(box->x, 500 * LAYOUT_PIXEL);
	assert_int_equal(box->width, 500 * LAYOUT_PIXEL);
	assert_int_equal(flame_write(&f, "svg"), 0);
	assert_non_null(strstr(f.text, "9223372036854775808 samples, 50.00 %"));
	assert_int_equal(flame_write(&f, "folded"), 0);
	assert_string_equal(f.text, text);
	fixture_log_start();
	assert_int_equal(flame_write(&f, "pprof"), -EOVERFLOW);
	fixture_log_stop();
	assert_non_null(strstr(fixture_log(), "larger than 2^63 - 1"));
	flame_deinit(&f);
}

static const char sample[] = "main;read_[k];copy_[i] 5\n"
			     "main;read_[k] 7\n"
			     "main;\"quoted\\\xff\";jit code_[j] 9\n";

static void has_line(const char *flat, const char *line)
{
	if (!strstr(flat, line))
		fail_msg("no %sin\n%s", line, flat);
}

/* What speedscope's schema calls required, and what the samples say. */
static void test_speedscope(void **state)
{
	static const char *const lines[] = {
		"/$schema = \"https://www.speedscope.app/file-format-schema.json\"\n",
		"/activeProfileIndex = 0\n",
		"/shared/frames/0/name = \"main\"\n",
		"/shared/frames/1/name = \"read\"\n",
		"/shared/frames/1/file = \"[kernel]\"\n",
		"/shared/frames/2/name = \"copy\"\n",
		"/shared/frames/2/file = \"[inlined]\"\n",
		"/shared/frames/3/name = \"\\\"quoted\\\\\xef\xbf\xbd\\\"\"\n",
		"/shared/frames/4/name = \"jit code\"\n",
		"/profiles/0/type = \"sampled\"\n",
		"/profiles/0/name = \"a\\u0007b\"\n",
		"/profiles/0/unit = \"none\"\n",
		"/profiles/0/startValue = 0\n",
		"/profiles/0/endValue = 21\n",
		"/profiles/0/samples/0/0 = 0\n/profiles/0/samples/0/1 = 3\n"
		"/profiles/0/samples/0/2 = 4\n"
		"/profiles/0/samples/1/0 = 0\n/profiles/0/samples/1/1 = 1\n"
		"/profiles/0/samples/2/0 = 0\n/profiles/0/samples/2/1 = 1\n"
		"/profiles/0/samples/2/2 = 2\n"
		"/profiles/0/weights/0 = 9\n/profiles/0/weights/1 = 7\n"
		"/profiles/0/weights/2 = 5\n",
	};
	struct flame f;
	char *flat;

	(void)state;
	flame_init(&f, false);
	f.opt.title = "a\ab";
	assert_int_equal(flame_read(&f, sample, sizeof(sample) - 1), 0);
	tree_finish(&f.tree);
	assert_int_equal(flame_write(&f, "speedscope"), 0);
	flat = json_flat(f.text, f.len);
	assert_non_null(flat);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		has_line(flat, lines[i]);
	assert_null(strstr(flat, "/frames/5"));
	assert_null(strstr(flat, "/samples/3"));
	free(flat);
	flame_deinit(&f);
}

static void test_pprof(void **state)
{
	static const struct {
		const char *unit;
		bool ordered;
		const char *want;
	} rows[] = {
		{ "samples", false,
		  "samples count\n"
		  "[user]main;[user]\"quoted\\\xef\xbf\xbd\";[JIT]jit code 9\n"
		  "[user]main;[kernel]read 7\n"
		  "[user]main;[kernel]read;[inlined]copy 5\n" },
		{ "microseconds", true,
		  "time microseconds\n"
		  "[user]main;[kernel]read;[inlined]copy 5\n"
		  "[user]main;[kernel]read 7\n"
		  "[user]main;[user]\"quoted\\\xef\xbf\xbd\";[JIT]jit code 9\n" },
		{ "bytes", false,
		  "space bytes\n"
		  "[user]main;[user]\"quoted\\\xef\xbf\xbd\";[JIT]jit code 9\n"
		  "[user]main;[kernel]read 7\n"
		  "[user]main;[kernel]read;[inlined]copy 5\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct flame f;
		char *text;

		flame_init(&f, rows[i].ordered);
		f.opt.unit = rows[i].unit;
		assert_int_equal(flame_read(&f, sample, sizeof(sample) - 1), 0);
		tree_finish(&f.tree);
		assert_int_equal(flame_write(&f, "pprof"), 0);
		text = pprof_read(f.text, f.len);
		assert_string_equal(text, rows[i].want);
		free(text);
		flame_deinit(&f);
	}
}

/* Colours of changes, and that those of names do not depend on anything. */
static void test_colors(void **state)
{
	static const struct {
		u64 count;
		u64 before;
		const char *want;
	} rows[] = {
		{ 0, 0, "less0" },
		{ 10, 10, "less0" },
		{ 10, 0, "more8" },
		{ 0, 10, "less8" },
		{ 20, 10, "more4" },
		{ 10, 20, "less4" },
		{ 1000, 999, "more0" },
		{ UINT64_MAX, UINT64_MAX / 2, "more4" },
		{ 0, UINT64_MAX, "less8" },
	};
	char class[COLOR_CLASS_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		color_of_change(class, rows[i].count, rows[i].before);
		assert_string_equal(class, rows[i].want);
	}
	color_of_name(class, "main", 4, FRAME_USER);
	assert_string_equal(class, "u1");
	color_of_name(class, "main", 4, FRAME_KERNEL);
	assert_string_equal(class, "k1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_skipped),
		cmocka_unit_test(test_deep),
		cmocka_unit_test(test_too_deep),
		cmocka_unit_test(test_nothing_counted),
		cmocka_unit_test(test_large_counts),
		cmocka_unit_test(test_speedscope),
		cmocka_unit_test(test_pprof),
		cmocka_unit_test(test_colors),
	};

	return cmocka_run_group_tests(tests, NULL, fixture_teardown);
}

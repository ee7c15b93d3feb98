// SPDX-License-Identifier: GPL-2.0
/* The stap++ macros: modules, bounds, and the way back to the file's lines. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/file.h"
#include "fixture.h"
#include "sxx_expand.h"

static const char *dirs[2];

static void write_module(const char *name, const char *text)
{
	assert_int_equal(file_write_all(fixture_path(name), text, strlen(text)),
			 0);
}

static struct sxx_request request(const char *text)
{
	return (struct sxx_request){
		.name = "t.sxx",
		.text = text,
		.len = strlen(text),
		.dirs = dirs,
		.dirs_nr = 2,
		.target = { .exec_path = "/bin/x" },
	};
}

/* DIR stands for the scratch directory. */
static void check(const char *in, int want_err, const char *want)
{
	struct sxx_request req = request(in);
	char *expect = NULL;
	size_t len;
	FILE *out = open_memstream(&expect, &len);
	const char *dir;
	char *got;
	int err;

	for (; (dir = strstr(want, "DIR")) != NULL; want = dir + 3)
		fprintf(out, "%.*s%s", (int)(dir - want), want, fixture_dir());
	fputs(want, out);
	fclose(out);
	got = sxx_expand_text(&req, &err);
	if (err != want_err || strcmp(got, expect))
		fail_msg("%s\n-> %d, wanted %d\n%s\n-- wanted:\n%s", in, err,
			 want_err, got, expect);
	free(got);
	free(expect);
}

static int make_modules(void **state)
{
	static char first[512];
	static char second[512];

	(void)state;
	fixture_run("mkdir -p one/net/http two/net bad/net/dir.sxx");
	snprintf(first, sizeof(first), "%s", fixture_path("one"));
	snprintf(second, sizeof(second), "%s", fixture_path("two"));
	dirs[0] = first;
	dirs[1] = second;
	write_module("one/base.sxx", "function base() { return 1 }\n");
	write_module("two/base.sxx", "never looked at");
	write_module("two/net/tcp.sxx",
		     "@use base\n$*s := @cast(s, \"sock\")\n$*s->x");
	write_module("one/net/http/v1.sxx", "@use net.http.v1, base, loop.a\n");
	fixture_run("mkdir -p one/loop");
	write_module("one/loop/a.sxx", "a @use loop.b\n");
	write_module("one/loop/b.sxx", "@use loop.a\nb");
	write_module("one/limit.sxx", "limit $^arg_limit :default(7)\n");
	write_module("one/wrong.sxx", "\n\n  $*none\n");
	write_module("one/path.sxx", "\"$^exec_path\"");
	fixture_run("mkdir -p one/net/dir.sxx one/deep");
	return 0;
}

/* Each is loaded once, in the order of need, whoever asks for it. */
static void test_modules(void **state)
{
	(void)state;
	check("@use base\nx", 0,
	      "\nx-- DIR/one/base.sxx --\nfunction base() { return 1 }\n");
	check("// @use net.tcp, path ;x\n@use base", 0,
	      "//  ;x\n-- DIR/two/net/tcp.sxx --\n\n\n@cast(s, \"sock\")->x"
	      "-- DIR/one/base.sxx --\nfunction base() { return 1 }\n"
	      "-- DIR/one/path.sxx --\n\"/bin/x\"");
	check("@use net.http.v1 @use base\n", 0,
	      " \n-- DIR/one/net/http/v1.sxx --\n\n"
	      "-- DIR/one/base.sxx --\nfunction base() { return 1 }\n"
	      "-- DIR/one/loop/a.sxx --\na \n-- DIR/one/loop/b.sxx --\n\nb");
	/* A default of a module holds behind the line that uses it. */
	check("@use limit\n$^arg_limit", 0,
	      "\n7-- DIR/one/limit.sxx --\nlimit 7\n");
	check("@use base,\nx", 0,
	      ",\nx-- DIR/one/base.sxx --\nfunction base() { return 1 }\n");
}

static void test_module_errors(void **state)
{
	(void)state;
	check("\n@use base, net.tpc", -EINVAL,
	      "t.sxx:2:12: error[E_SXX_MODULE]: no module is called `net.tpc'\n"
	      "     2 | @use base, net.tpc\n"
	      "       |            ^~~~~~~\n"
	      "note: did you mean `net.tcp'?\n"
	      "note: looked for DIR/one/net/tpc.sxx\n"
	      "note: looked for DIR/two/net/tpc.sxx\n"
	      "note: name the directory of modules with -I\n");
	check("@use net.dir", -EINVAL,
	      "t.sxx:1:6: error[E_SXX_MODULE]: cannot read DIR/one/net/dir.sxx: Is a directory\n"
	      "     1 | @use net.dir\n"
	      "       |      ^~~~~~~\n");
	check("@use wrong", -EINVAL,
	      "DIR/one/wrong.sxx:3:3: error[E_SXX_RECORD]: nothing was recorded as `$*none' in this file\n"
	      "     3 |   $*none\n"
	      "       |   ^~~~~~\n"
	      "note: record it above: $*NAME := @cast(...), or @var(...)\n");
	/* A record is its file's. */
	check("@use net.tcp\n$*s", -EINVAL,
	      "t.sxx:2:1: error[E_SXX_RECORD]: nothing was recorded as `$*s' in this file\n"
	      "     2 | $*s\n"
	      "       | ^~~\n"
	      "note: record it above: $*NAME := @cast(...), or @var(...)\n");
}

static void test_depth(void **state)
{
	char name[64], text[64];

	(void)state;
	for (int i = 0; i < 40; i++) {
		snprintf(name, sizeof(name), "one/deep/m%d.sxx", i);
		snprintf(text, sizeof(text), "@use deep.m%d\n", i + 1);
		write_module(name, text);
	}
	check("@use deep.m0", -EINVAL,
	      "DIR/one/deep/m31.sxx:1:6: error[E_TOO_LARGE]: modules use modules more than 32 deep\n"
	      "     1 | @use deep.m32\n"
	      "       |      ^~~~~~~~\n");
	fixture_run("rm -r one/deep && mkdir one/deep");
}

static double now_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* What one of these makes of 1 MB must take no time. */
struct bomb {
	const char *head; /* once */
	const char *unit; /* then this again and again, up to len bytes */
	size_t len;
	const char *message; /* a part of it; NULL: it is fine */
	const char *arg;
};

#define ALL_OF_IT (SXX_MAX_TEXT - 64)

static const struct bomb bombs[] = {
	{ "", "a", ALL_OF_IT, NULL, NULL },
	{ "", "\n", ALL_OF_IT, NULL, NULL },
	{ "", "$", ALL_OF_IT, NULL, NULL },
	{ "", "@use ", ALL_OF_IT, NULL, NULL },
	{ "", "@pfunc(", ALL_OF_IT, NULL, NULL },
	{ "", "@pfunc ", ALL_OF_IT, NULL, NULL },
	{ "", "$^arg_a :default(1) ", ALL_OF_IT, NULL, NULL },
	{ "", "$^arg_a :default(", ALL_OF_IT, "has no end", NULL },
	{ "", "$^arg_b", ALL_OF_IT, "has no value", NULL },
	{ "", "$^arg_b\n", ALL_OF_IT, "has no value", NULL },
	{ "$^arg_b", ".b", ALL_OF_IT, "more than 128", NULL },
	{ "$^arg_b", "-b", ALL_OF_IT, "more than 128", NULL },
	{ "$^lib", "a", ALL_OF_IT, "there is no", NULL },
	{ "", "$^lib.", ALL_OF_IT, "there is no", NULL },
	{ "$*a := @cast", "(", ALL_OF_IT, "expected a whole", NULL },
	{ "", "$*a := @cast(", ALL_OF_IT, "expected a whole", NULL },
	{ "", "$*a := @cast(\n", ALL_OF_IT, "expected a whole", NULL },
	{ "", "$*a := @cast() ", ALL_OF_IT, NULL, NULL },
	{ "", "$*a", ALL_OF_IT, "nothing was recorded", NULL },
	{ "$*a := @cast()\n", "$*a\n", ALL_OF_IT, "the macros", NULL },
	{ "$*a := @cast()\n", "$*a", ALL_OF_IT, "the macros of this line",
	  NULL },
	{ "$*a := @cast()\n", "$*a := @cast($*a$*a)\n", ALL_OF_IT,
	  "the records of this file have more", NULL },
	{ "", "@pfunc(a)", ALL_OF_IT, "the macros of this line", NULL },
	{ "", "$^arg_a ", 60000, "the macros of this line",
	  "a=$^arg_a $^arg_a $^arg_a $^arg_a $^arg_a $^arg_a $^arg_a $^arg_a" },
	{ "", "a", SXX_MAX_TEXT + 1, "the file has 1048577 bytes", NULL },
	{ "", "@use a,", ALL_OF_IT, "no module is called", NULL },
};

static char *make_bomb(const struct bomb *bomb)
{
	char *text = malloc(bomb->len + 64);
	size_t unit = strlen(bomb->unit);
	size_t len = strlen(bomb->head);

	assert_non_null(text);
	memcpy(text, bomb->head, len);
	for (; len < bomb->len; len += unit)
		memcpy(text + len, bomb->unit, unit);
	text[len] = '\0';
	return text;
}

static void check_bomb(const struct bomb *bomb)
{
	char *text = make_bomb(bomb);
	struct sxx_request req = request(text);
	double start = now_s();
	char *got;
	int err;

	req.args = &bomb->arg;
	req.args_nr = bomb->arg != NULL;
	got = sxx_expand_text(&req, &err);
	if (now_s() - start > 2)
		fail_msg("%s%s...: %.1f s", bomb->head, bomb->unit,
			 now_s() - start);
	if (err != (bomb->message ? -EINVAL : 0) ||
	    (bomb->message && !strstr(got, bomb->message)))
		fail_msg("%s%s...: %d\n%.400s", bomb->head, bomb->unit, err,
			 got);
	free(got);
	free(text);
}

static void test_bombs(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bombs) / sizeof(bombs[0]); i++)
		check_bomb(&bombs[i]);
}

/* 20,000 names of each kind. */
static void test_many_names(void **state)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	struct sxx_request req;
	double start = now_s();
	char *got;
	int err;

	(void)state;
	for (int i = 0; i < 20000; i++)
		fprintf(out, "$^arg_a%d:default()$*r%d:=@var(\"\")$*r%d\n", i,
			i, i);
	fclose(out);
	req = request(text);
	got = sxx_expand_text(&req, &err);
	assert_int_equal(err, 0);
	assert_true(now_s() - start < 2);
	free(got);
	free(text);
}

/* A span of the expanded text is shown where it comes from. */
static void test_origin(void **state)
{
	static const struct {
		const char *at; /* in the expanded text */
		const char *want;
	} cases[] = {
		{ "alpha", "t.sxx:1:1: error[E_NAME]: x\n"
			   "     1 | alpha $^arg_n :default(10) beta\n"
			   "       | ^~~~~\n" },
		{ "10 beta", "t.sxx:1:7: error[E_NAME]: x\n"
			     "     1 | alpha $^arg_n :default(10) beta\n"
			     "       |       ^~~~~~~~~~~~~~~~~~~~~~~~~\n" },
		{ "0", "t.sxx:1:7: error[E_NAME]: x\n"
		       "     1 | alpha $^arg_n :default(10) beta\n"
		       "       |       ^~~~~~~~~~~~~~~~~~~~\n" },
		{ "beta", "t.sxx:1:28: error[E_NAME]: x\n"
			  "     1 | alpha $^arg_n :default(10) beta\n"
			  "       |                            ^~~~\n" },
		{ "@cast(a)->q", "t.sxx:4:3: error[E_NAME]: x\n"
				 "     4 |   $*r->q\n"
				 "       |   ^~~~~~\n" },
		{ "end", "t.sxx:5:1: error[E_NAME]: x\n"
			 "     5 | end\n"
			 "       | ^~~\n" },
	};
	struct sxx_request req = request("alpha $^arg_n :default(10) beta\n\n"
					 "$*r := @cast(a)\n  $*r->q\nend");
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct diag *diag = diag_create();
		struct sxx_result result;
		struct span span;
		char *got = NULL;
		size_t len;
		FILE *out = open_memstream(&got, &len);

		assert_int_equal(sxx_expand(&req, arena, diag, &result), 0);
		span.src = diag_add_source(diag, "t.sxx", result.files[0].text,
					   result.files[0].len);
		diag_set_origin(diag, span.src, &result.files[0].origin);
		span.off = (u32)(strstr(result.files[0].text, cases[i].at) -
				 result.files[0].text);
		span.len = (u32)strlen(cases[i].at);
		diag_error(diag, E_NAME, span, "x");
		diag_render(diag, out, 0);
		fclose(out);
		assert_string_equal(got, cases[i].want);
		free(got);
		diag_destroy(diag);
	}
	arena_destroy(arena);
}

/* --args: nothing needs to be known. */
static void test_list(void **state)
{
	struct sxx_request req =
		request("$^arg_b $^arg_c :default(x y) @pfunc(f) $^libx_path\n"
			"$^arg_a-1 $^pid_ok $^arg_c :default(2)\n@use limit\n"
			"$^arg_b :default(3)");
	static const struct sxx_arg want[] = {
		{ "a", NULL },
		{ "b", "3" },
		{ "c", "x y" },
		{ "limit", "7" },
	};
	struct arena *arena = arena_create();
	struct diag *diag = diag_create();
	struct sxx_result result;

	(void)state;
	memset(&req.target, 0, sizeof(req.target));
	req.list = true;
	assert_int_equal(sxx_expand(&req, arena, diag, &result), 0);
	assert_int_equal(result.args_nr, 4);
	for (u32 i = 0; i < 4; i++) {
		assert_string_equal(result.args[i].name, want[i].name);
		assert_int_equal(!result.args[i].fallback, !want[i].fallback);
		if (want[i].fallback)
			assert_string_equal(result.args[i].fallback,
					    want[i].fallback);
	}
	diag_destroy(diag);
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_modules),
		cmocka_unit_test(test_module_errors),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_bombs),
		cmocka_unit_test(test_many_names),
		cmocka_unit_test(test_origin),
		cmocka_unit_test(test_list),
	};

	return cmocka_run_group_tests(tests, make_modules, fixture_teardown);
}

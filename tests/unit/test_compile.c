// SPDX-License-Identifier: GPL-2.0
/*
 * Whatever the input is, the answer is a verified program or an error with a
 * place: scripts cut at every byte, with bytes changed, and extreme ones.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "codegen/compile.h"
#include "verify.h"

static struct sx_verify_scratch scratch;

/* 1: a program, 0: errors. */
static int try_compile(const char *text, size_t len)
{
	struct compile_source src = { "t", text, len };
	struct compile_opts opts = { 0 };
	struct compile_result result = { 0 };
	struct diag *diag = diag_create();
	struct sx_verdict verdict;
	struct sx_program p;
	FILE *out = fopen("/dev/null", "w");
	int err = compile_script(&src, &opts, diag, &result);

	diag_render(diag, out, 0);
	fclose(out);
	if (!err && sx_verify(result.image, (u32)result.image_len, &scratch, &p,
			      &verdict))
		fail_msg("%.*s: %s (%u)", len < 500 ? (int)len : 500, text,
			 sx_verify_text(verdict.code), verdict.index);
	assert_int_equal(err != 0, diag_errors(diag) != 0);
	diag_destroy(diag);
	free(result.image);
	return !err;
}

/* Exactly sized, so that a sanitizer sees a read beyond the end. */
static int try_bytes(const char *text, size_t len)
{
	char *copy = malloc(len ? len : 1);
	int ok;

	memcpy(copy, text, len);
	ok = try_compile(copy, len);
	free(copy);
	return ok;
}

static const char sample[] =
	"global m, s[5], g = \"x\" # c\n"
	"function f:string (a, b:long) { if (a == \"\") return b ? \"y\" : g; "
	"return f(\"\", b - 1) . a }\n"
	"probe begin(-1), process(\"a\").function(\"b\")? { /* x */\n"
	"for (i = 0; i < 0x10; i++) { m[i, g] <<< i; s[f(\"a\", i)]++ }\n"
	"foreach (v = [k-] in s limit 3) printf(\"%-5s|%d\\n\", k, v)\n"
	"while (i-- > 0 && !(i in z)) { if (i % 2) continue; z[i] .= \"q\"; "
	"break }\n"
	"print(@hist_linear(m[1, \"x\"], 0, 10, 2)) delete s exit() }\n"
	"global z\n"
	"probe al.x = begin(2)!, end ? { w = 1 } probe al.y += al.x { v = w }\n"
	"probe al.* if (g == \"x\") { try { v = 1 / w } catch (e) { error(e) } }\n"
	"function o(x) { x++; next } private function o(x):2 { return x }\n"
	"probe end, oneshot { foreach ([k, l] in t[1, *]) if ([k, *] in t) delete t[*, l]\n"
	"foreach (b in @hist_log(u)) println(@hist_log(u)[b], o(b), g =~ \"a(b|c)\", matched(1))\n"
	"println(@variance(u, 2)); t[1, 2]++ u <<< 1 }\n"
	"global t, u\n";

static void test_cut(void **state)
{
	size_t len;

	(void)state;
	assert_true(try_bytes(sample, strlen(sample)));
	for (len = 0; len < strlen(sample); len++)
		try_bytes(sample, len);
}

/* Every byte replaced by each of some bytes that mean something. */
static void test_changed(void **state)
{
	static const char bytes[] = "\0\xff\n\"{})[;=+-<%@.*/1a";
	char copy[sizeof(sample)];

	(void)state;
	for (size_t at = 0; at + 1 < sizeof(sample); at++) {
		for (size_t i = 0; i < sizeof(bytes) - 1; i++) {
			memcpy(copy, sample, sizeof(sample));
			copy[at] = bytes[i];
			try_bytes(copy, sizeof(sample) - 1);
		}
	}
}

/* Pseudo-random bytes and tokens, the same in each run. */
static u32 next_random(u32 *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

static void test_random(void **state)
{
	static const char *const words[] = {
		"probe",  "begin",    "{",	"}",	"(",	 ")",
		"[",	  "]",	      "x",	"y",	"m",	 "1",
		"\"s\"",  "=",	      "+",	".",	"<<<",	 "++",
		"in",	  "foreach",  "if",	"else", "while", "println",
		"global", "function", "return", ",",	";",	 "@count",
		"$v",	  "->",	      "?",	":",	"\n",	 "delete",
		"-",
	};
	u32 seed = 1;

	(void)state;
	for (int round = 0; round < 1500; round++) {
		char text[600] = "probe begin {";
		u32 nr = next_random(&seed) % 60;

		while (nr--) {
			strcat(text, words[next_random(&seed) %
					   (sizeof(words) / sizeof(words[0]))]);
			strcat(text, " ");
		}
		try_bytes(text, strlen(text));
		for (size_t i = 0; i < strlen(text); i++)
			text[i] = (char)next_random(&seed);
		try_bytes(text, 100);
	}
}

/* before, then `part` so many times, between, then `close` as many, after */
static const struct {
	const char *before, *part, *between, *close, *after;
	u32 times;
	int ok;
} extremes[] = {
	{ "probe begin { x = ", "(", "1", ")", " }", 900, 1 },
	{ "probe begin { x = ", "(", "1", ")", " }", 10000, 0 },
	{ "probe begin { x = ", "-", "1", "", " }", 100000, 0 },
	{ "probe begin { x = ", "!", "x", "", " }", 900, 1 },
	{ "probe begin { x = ", "x = ", "1", "", " }", 900, 1 },
	{ "probe begin { x = ", "x = ", "1", "", " }", 100000, 0 },
	{ "probe begin { x = ", "x ? 1 : ", "1", "", " }", 900, 1 },
	{ "probe begin { x = ", "x ? 1 : ", "1", "", " }", 50000, 0 },
	{ "probe begin { x = 1", " + x", "", "", " }", 900, 1 },
	{ "probe begin { x = 1", " + x", "", "", " }", 100000, 0 },
	{ "probe begin { ", "if (x) ", "x = 1", "", " }", 900, 1 },
	{ "probe begin { ", "if (x) ", "x = 1", "", " }", 50000, 0 },
	{ "probe begin { ", "if (x) x = 1; else ", "x = 1", "", " }", 900, 1 },
	{ "probe begin { ", "{", "", "}", " }", 900, 1 },
	{ "probe begin { ", "{", "", "}", " }", 50000, 0 },
	{ "probe begin { ", "while (x) ", ";", "", " }", 900, 1 },
	{ "probe begin { ", "x = 1; ", "", "", "}", 100000, 1 },
	{ "probe begin { ", "x1 ", "", "", "}", 100000, 0 },
	{ "probe begin { x = 1; println(1", ", x", "", "", ") }", 10000, 1 },
	{ "function f(n) { return n } probe begin { f(1", ", 1", "", "", ") }",
	  5000, 0 },
	{ "probe begin { x = ", "f(", "1", ")", " } function f(n) { return n }",
	  400, 1 },
	{ "global m probe begin { x = ", "m[", "1", "]", " }", 800, 1 },
	{ "probe begin { println(\"", "a", "", "", "\") }", 60000, 1 },
	{ "probe begin { println(\"", "a", "", "", "\") }", 500000, 0 },
	{ "probe begin { x = ", "9", "", "", " }", 100000, 0 },
	{ "probe begin { } ", "\n", "", "", "", 500000, 1 },
	{ "probe begin { } ", "%(", "", "", "", 100000, 0 },
	{ "probe begin { } ", "%( 1 == 1 %? ", "", "%)", "", 30000, 1 },
	{ "probe begin { } ", "%( 1 == 2 %? x %: ", "", "%)", "", 30000, 1 },
	{ "probe begin { } ", "%( 1 == 1 %? ", "", "", "", 30000, 0 },
	{ "probe begin { } %( 1 == 2 %? ", "%( x ", "", "%)", "%)", 30000, 1 },
	{ "probe begin { } ", "%{\nprobe a\n", "", "", "", 80000, 0 },
	{ "probe begin { } %( 1 == 2 %? ", "%{\nprobe a\n", "", "", "%)", 80000,
	  1 },
	{ "@define f(a) %( @a %) probe begin { x = ", "@f(", "1", ")", " }", 40,
	  1 },
	{ "@define f(a) %( @a %) probe begin { x = ", "@f(", "1", ")", " }",
	  20000, 0 },
	{ "@define f(a) %( @a %) probe begin { x = ", "@f(", "1", "", " }",
	  20000, 0 },
	{ "@define n %( %) probe begin { ", "@n ", "", "", "}", 200000, 1 },
	{ "@define a %( @b @b @b @b @b @b @b @b %) probe begin { ", "@a ", "",
	  "", "}", 100000, 0 },
	{ "probe begin { } ", "@define f %(", "", "", "", 50000, 0 },
	{ "probe begin { x = @count(", "@count(", "", "", "", 30000, 0 },
	{ "probe begin { $a", "->b", "", "", " }", 50000, 0 },
	{ "probe ", "{", "begin", "}", " { }", 900, 1 },
	{ "probe ", "{", "begin", "}", " { }", 50000, 0 },
	{ "probe begin", ".a", "", "", " { }", 50000, 0 },
	{ "probe a", " = a", "", "", " = begin { } probe begin { }", 50000, 1 },
	{ "probe {begin,begin}", ".{a,a}", "", "", " { }", 50000, 0 },
	{ "probe begin { } ", "function f() { } ", "", "", "", 60000, 0 },
	{ "probe begin { } ", "global g ", "", "", "", 100000, 0 },
	{ "probe begin { } ", "probe end { } ", "", "", "", 60000, 0 },
	{ "probe begin { } ", "try { ", "", "", "", 100000, 0 },
	{ "probe begin { } ", "\"", "", "", "", 900000, 0 },
	{ "probe begin { } ", "/*", "", "", "", 500000, 0 },
	{ "probe begin { } ", "\xff", "", "", "", 900000, 0 },
	{ "probe ", "begin, ", "end { x = 1 }", "", "", 4000, 1 },
	{ "probe ", "begin, ", "end { x = 1 }", "", "", 5000, 0 },
	{ "", "probe begin { x = 1 } ", "", "", "", 4000, 1 },
	{ "", "probe begin { x = 1 } ", "", "", "", 5000, 0 },
	{ "", "", "", "", "", 0, 0 },
	{ "", "a", "", "", "", 2000000, 0 },
	{ "", "$", "", "", "", 1000, 0 },
	{ "", "probe begin { foreach (k in m) ; } ",
	  "global m probe begin { "
	  "m[1] = 1 }",
	  "", "", 1000, 1 },
	{ "", "probe begin { foreach (k in m) ; } ",
	  "global m probe begin { "
	  "m[1] = 1 }",
	  "", "", 1100, 0 },
};

static void repeat(FILE *out, const char *part, u32 times)
{
	while (times--)
		fputs(part, out);
}

static void test_extremes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(extremes) / sizeof(extremes[0]); i++) {
		char *text;
		size_t len;
		FILE *out = open_memstream(&text, &len);

		fputs(extremes[i].before, out);
		repeat(out, extremes[i].part, extremes[i].times);
		fputs(extremes[i].between, out);
		repeat(out, extremes[i].close, extremes[i].times);
		fputs(extremes[i].after, out);
		fclose(out);
		if (try_bytes(text, len) != extremes[i].ok)
			fail_msg("row %zu", i);
		free(text);
	}
}

/* There is a language test for every code of an error. */
static void test_all_codes(void **state)
{
	(void)state;
	for (int code = 0; code < DIAG_CODE_NR; code++) {
		const char *name = diag_code_name((enum diag_code)code);
		char pattern[100];
		glob_t files;

		if (name[0] != 'E')
			continue;
		snprintf(pattern, sizeof(pattern),
			 "tests/language/err.%s.*.s[tx][px]", name);
		if (glob(pattern, 0, NULL, &files))
			fail_msg("no %s", pattern);
		globfree(&files);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_changed),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_extremes),
		cmocka_unit_test(test_all_codes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0
/* The stap++ macros: text in, text out. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sxx_expand.h"

static const char *const libs[] = {
	"/opt/lib/libluajit-5.1.so.2.1.0",
	"/usr/lib/libpcre2-8.so.0",
	"/usr/lib/libpcre.so.3",
	"/usr/lib/libssl_engine.so",
	"/usr/lib/mod_sslx.so",
	"/usr/lib/libc-2.31.so",
	"/usr/lib/libcap.so.2",
	"/usr/lib/libodd \"name\".so",
	"/usr/lib/libnothing.sock",
};

#define LIBS_NR (sizeof(libs) / sizeof(libs[0]))

static const struct sxx_target process = {
	.exec_path = "/usr/sbin/nginx",
	.pid_ok = "pid() == target()",
	.target = "4242",
	.libs = libs,
	.libs_nr = LIBS_NR,
};

#define MAX_ARGS 4

struct text_case {
	const char *in;
	const char *out;
	const char *args[MAX_ARGS]; /* of --arg */
};

/* The input, the output, and arguments of --arg. */
#define CASE(text, result, ...)                                        \
	{                                                              \
		.in = (text), .out = (result), .args = { __VA_ARGS__ } \
	}

static const struct text_case texts[] = {
	/* What is no macro stays, byte by byte. */
	CASE("", ""),
	CASE("probe begin { println($1, @1) }\r\n\tx = $y->z\n",
	     "probe begin { println($1, @1) }\r\n\tx = $y->z\n"),
	CASE("no newline at the end", "no newline at the end"),
	CASE("$ @ $^ $* $^- @use @use, @pfunc @pfunc( @pfunc()",
	     "$ @ $^ $* $^- @use @use, @pfunc @pfunc( @pfunc()"),
	CASE("\xff\xfe \x01 $x\n", "\xff\xfe \x01 $x\n"),
	CASE("#!/usr/bin/stap++ $^nothing $*x\n$^arg_a :default(1)\n",
	     "#!/usr/bin/stap++ $^nothing $*x\n1\n"),

	/* Arguments. */
	CASE("timer.s($^arg_time)", "timer.s(5)", "time=5"),
	CASE("timer.s($^arg_time :default(60))", "timer.s(60)"),
	CASE("timer.s($^arg_time :default(60))", "timer.s(5)", "time=5"),
	CASE("timer.s($^arg_time:default(60))", "timer.s(60)"),
	CASE("timer.s($^arg_time \t : default (60))",
	     "timer.s(60 \t : default (60))", "time=60"),
	CASE("timer.s($^arg_time\t:default\t(60))", "timer.s(60)"),
	CASE("\"$^arg_m :default()\" != \"\"", "\"\" != \"\""),
	CASE("$^arg_a :default(f(1) + 2)", "f(1 + 2)"),
	CASE("$^arg_a :default(1) $^arg_a\n$^arg_a :default(2) $^arg_a",
	     "1 1\n1 1"),
	CASE("$^arg_a $^arg_a", "2 2", "a=1", "a=2"),
	CASE("[$^arg_a]", "[]", "a="),
	CASE("[$^arg_a]", "[b=c=d]", "a=b=c=d"),
	CASE("/* $^arg_a */ \"$^arg_a\" // $^arg_a", "/* 1 */ \"1\" // 1",
	     "a=1"),
	CASE("c ? $^arg_a : f(2)", "c ? 1 : f(2)", "a=1"),
	CASE("c ? $^arg_a :f(2)", "c ? 1 :f(2)", "a=1"),
	/* Names with '-' and '.'. */
	CASE("$^arg_max-depth :default(3) $^arg_max-depth", "3 3"),
	CASE("$^arg_a.b-c.d", "1", "a.b-c.d=1"),
	CASE("probe $^arg_func.return", "probe kernel.function(\"f\").return",
	     "func=kernel.function(\"f\")"),
	CASE("$^arg_n-1 $^arg_n->x $^arg_n-- $^arg_n. $^arg_n.",
	     "5-1 5->x 5-- 5. 5.", "n=5"),
	CASE("$^arg_n-1", "7", "n-1=7"),
	CASE("$^arg_n.m-1 $^arg_n.x", "7-1 5.x", "n=5", "n.m=7"),
	/* A value is text: macros behind arguments see it, arguments once. */
	CASE("probe $^arg_p",
	     "probe process(\"/usr/sbin/nginx\").function(\"f\")",
	     "p=@pfunc(f)"),
	CASE("$^arg_a", "$^arg_a", "a=$^arg_a"),
	CASE("$^arg_a", "<1>", "a=<$^arg_b>", "b=1"),

	/* @pfunc. */
	CASE("probe @pfunc(ngx_http_init), @pfunc( f ).return",
	     "probe process(\"/usr/sbin/nginx\").function(\"ngx_http_init\"), "
	     "process(\"/usr/sbin/nginx\").function(\"f\").return"),
	CASE("@pfunc \t(ngx_*@src/*.c:12)",
	     "process(\"/usr/sbin/nginx\").function(\"ngx_*@src/*.c:12\")"),
	CASE("@pfunc(a b) @pfunc(\"a\") @pfuncs(a)",
	     "@pfunc(a b) @pfunc(\"a\") @pfuncs(a)"),

	/* Variables of the target. */
	CASE("process(\"$^exec_path\").mark(\"x\")",
	     "process(\"/usr/sbin/nginx\").mark(\"x\")"),
	CASE("if ($^pid_ok) # $^target", "if (pid() == target()) # 4242"),
	CASE("$^libluajit_path", "/opt/lib/libluajit-5.1.so.2.1.0"),
	CASE("$^libluajit-5.1_path", "/opt/lib/libluajit-5.1.so.2.1.0"),
	CASE("$^libc_path", "/usr/lib/libc-2.31.so"),
	CASE("$^libpcre_path $^libpcre2_path",
	     "/usr/lib/libpcre.so.3 /usr/lib/libpcre2-8.so.0"),
	CASE("$^libssl_path $^libmod_path", "/usr/lib/libssl_engine.so "
					    "/usr/lib/mod_sslx.so"),
	CASE("\"$^libodd_path\"", "\"/usr/lib/libodd \\\"name\\\".so\""),

	/* Records. */
	CASE("  $*r := @cast(r, \"T\", \"/x\")\n$*r->a + &$*r->b[$*r->c]\n",
	     "  \n@cast(r, \"T\", \"/x\")->a + "
	     "&@cast(r, \"T\", \"/x\")->b[@cast(r, \"T\", \"/x\")->c]\n"),
	CASE("$*g := &@cast(0, \"T\")[1]; y = $*g",
	     "; y = &@cast(0, \"T\")[1]"),
	CASE("$*v:=@var(\"v@f.c\")\n$*v", "\n@var(\"v@f.c\")"),
	CASE("$*v := @var (\"v\")[12]x[3]\n$*v", "x[3]\n@var (\"v\")[12]"),
	CASE("$*v := @var(\"v\")[i]\n$*v", "[i]\n@var(\"v\")"),
	CASE("$*a := @cast(f(x, \")\"), \"T\") $*a",
	     " @cast(f(x, \")\"), \"T\")"),
	CASE("$*a := @cast(1, \"A\")\n$*b := @cast($*a->n, \"B\")\n$*b->z",
	     "\n\n@cast(@cast(1, \"A\")->n, \"B\")->z"),
	CASE("$*a := @cast(1, \"A\")\n$*a\n$*a := @cast(2, \"B\")\n$*a",
	     "\n@cast(1, \"A\")\n\n@cast(2, \"B\")"),
	CASE("$*a := @cast(x, \"$^arg_t :default(T)\", \"$^exec_path\")\n$*a->$^arg_t",
	     "\n@cast(x, \"T\", \"/usr/sbin/nginx\")->T"),
	CASE("x = @cast(y, \"T\") $*x := @var(\"a\"), $*y := @var(\"b\")\n$*x$*y",
	     "x = @cast(y, \"T\") , \n@var(\"a\")@var(\"b\")"),
};

static char *expand(const struct text_case *c, const struct sxx_target *target,
		    int *ret_err)
{
	struct sxx_request req = {
		.name = "t.sxx",
		.text = c->in,
		.len = strlen(c->in),
		.args = c->args,
		.target = *target,
	};

	while (req.args_nr < MAX_ARGS && c->args[req.args_nr])
		req.args_nr++;
	return sxx_expand_text(&req, ret_err);
}

static void check(const struct text_case *c, const struct sxx_target *target,
		  int want_err)
{
	int err;
	char *got = expand(c, target, &err);

	if (err != want_err || strcmp(got, c->out))
		fail_msg("%s\n-> %d, wanted %d\n%s\n-- wanted:\n%s", c->in, err,
			 want_err, got, c->out);
	free(got);
}

static void test_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		check(&texts[i], &process, 0);
}

static const struct text_case errors[] = {
	/* Arguments. */
	CASE("probe timer.s($^arg_time) {",
	     "t.sxx:1:15: error[E_SXX_ARGUMENT]: the argument `time' has no value\n"
	     "     1 | probe timer.s($^arg_time) {\n"
	     "       |               ^~~~~~~~~~\n"
	     "note: give it with --arg time=VALUE\n"),
	CASE("\n$^arg_a $^arg_a\n\t$^arg_b\n$^arg_a",
	     "t.sxx:2:1: error[E_SXX_ARGUMENT]: the argument `a' has no value\n"
	     "     2 | $^arg_a $^arg_a\n"
	     "       | ^~~~~~~\n"
	     "note: give it with --arg a=VALUE\n"
	     "t.sxx:3:2: error[E_SXX_ARGUMENT]: the argument `b' has no value\n"
	     "     3 | \t$^arg_b\n"
	     "       | \t^~~~~~~\n"
	     "note: give it with --arg b=VALUE\n"),
	CASE("$^arg_func.return",
	     "t.sxx:1:1: error[E_SXX_ARGUMENT]: the argument `func' has no value\n"
	     "     1 | $^arg_func.return\n"
	     "       | ^~~~~~~~~~\n"
	     "note: give it with --arg func=VALUE\n"
	     "note: or, if all of `func.return' is the name, with --arg func.return=VALUE\n"),
	CASE("$^arg_max-depth",
	     "t.sxx:1:1: error[E_SXX_ARGUMENT]: the argument `max-depth' has no value\n"
	     "     1 | $^arg_max-depth\n"
	     "       | ^~~~~~~~~~~~~~~\n"
	     "note: give it with --arg max-depth=VALUE\n"),
	CASE("$^arg_n :defualt(1)",
	     "t.sxx:1:1: error[E_SXX_ARGUMENT]: the argument `n' has no value\n"
	     "     1 | $^arg_n :defualt(1)\n"
	     "       | ^~~~~~~\n"
	     "note: give it with --arg n=VALUE\n"
	     "note: did you mean `:default'?\n"),
	CASE("$^arg_n :default(1\n)",
	     "t.sxx:1:1: error[E_SXX_ARGUMENT]: the default has no end: expected `)' on this line\n"
	     "     1 | $^arg_n :default(1\n"
	     "       | ^~~~~~~~~~~~~~~~~\n"),
	CASE("$^arg_time :default(1)",
	     "--arg tiem: the script takes no such argument, did you mean `time'?\n",
	     "tiem=5"),
	CASE("$^arg_time :default(1)",
	     "--arg qwertyuiop: the script takes no such argument: --args lists those that it takes\n",
	     "qwertyuiop="),
	CASE("probe begin {}",
	     "--arg a: the script takes no arguments of --arg\n", "a=5"),
	/* Variables. */
	CASE("$^exec_pth",
	     "t.sxx:1:1: error[E_SXX_VARIABLE]: there is no `$^exec_pth'\n"
	     "     1 | $^exec_pth\n"
	     "       | ^~~~~~~~~~\n"
	     "note: did you mean `exec_path'?\n"),
	CASE("a $^arg_ b",
	     "t.sxx:1:3: error[E_SXX_VARIABLE]: there is no `$^arg_'\n"
	     "     1 | a $^arg_ b\n"
	     "       |   ^~~~~~\n"
	     "note: there are $^exec_path, $^libNAME_path, $^pid_ok, $^target and $^arg_NAME\n"),
	CASE("$^exec_path :default(/bin/x)",
	     "t.sxx:1:1: error[E_SXX_VARIABLE]: only $^arg_NAME can have a default\n"
	     "     1 | $^exec_path :default(/bin/x)\n"
	     "       | ^~~~~~~~~~~~~~~~~~~~~\n"),
	CASE("$^libc",
	     "t.sxx:1:1: error[E_SXX_VARIABLE]: there is no `$^libc'\n"
	     "     1 | $^libc\n"
	     "       | ^~~~~~\n"
	     "note: there are $^exec_path, $^libNAME_path, $^pid_ok, $^target and $^arg_NAME\n"),
	/* Records. */
	CASE("$*rq := @cast(r, \"T\")\n  $*rx->a",
	     "t.sxx:2:3: error[E_SXX_RECORD]: nothing was recorded as `$*rx' in this file\n"
	     "     2 |   $*rx->a\n"
	     "       |   ^~~~\n"
	     "note: did you mean `rq'?\n"),
	CASE("$*r->a",
	     "t.sxx:1:1: error[E_SXX_RECORD]: nothing was recorded as `$*r' in this file\n"
	     "     1 | $*r->a\n"
	     "       | ^~~\n"
	     "note: record it above: $*NAME := @cast(...), or @var(...)\n"),
	CASE("$*r := 1\n",
	     "t.sxx:1:1: error[E_SXX_RECORD]: expected a whole @cast(...) or @var(...) behind `:=' on this line\n"
	     "     1 | $*r := 1\n"
	     "       | ^~~\n"),
	CASE("$*r := @cast(r,\n \"T\")",
	     "t.sxx:1:1: error[E_SXX_RECORD]: expected a whole @cast(...) or @var(...) behind `:=' on this line\n"
	     "     1 | $*r := @cast(r,\n"
	     "       | ^~~\n"),
	/* The place of what stands in a macro is the macro's. */
	CASE("x $^arg_a y",
	     "t.sxx:1:3: error[E_SXX_VARIABLE]: there is no `$^zzzzzz'\n"
	     "     1 | x $^arg_a y\n"
	     "       |   ^~~~~~~\n"
	     "note: there are $^exec_path, $^libNAME_path, $^pid_ok, $^target and $^arg_NAME\n",
	     "a=1 + $^zzzzzz"),
	/* Modules. */
	CASE("@use a.b\n",
	     "t.sxx:1:6: error[E_SXX_MODULE]: no module is called `a.b'\n"
	     "     1 | @use a.b\n"
	     "       |      ^~~\n"
	     "note: name the directory of modules with -I\n"),
};

static void test_errors(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		check(&errors[i], &process, -EINVAL);
}

#define NAME_A_TARGET                                               \
	"note: name a process with -x or --master, a program with " \
	"--exec, or a command with -c\n"

static const struct text_case unknown[] = {
	CASE("probe @pfunc(f) {",
	     "t.sxx:1:7: error[E_SXX_VARIABLE]: nothing is known yet that `$^exec_path' could stand for\n"
	     "     1 | probe @pfunc(f) {\n"
	     "       |       ^~~~~~~~~\n" NAME_A_TARGET),
	CASE("($^pid_ok)",
	     "t.sxx:1:2: error[E_SXX_VARIABLE]: nothing is known yet that `$^pid_ok' could stand for\n"
	     "     1 | ($^pid_ok)\n"
	     "       |  ^~~~~~~~\n" NAME_A_TARGET),
	CASE("\"$^libc_path\"",
	     "t.sxx:1:2: error[E_SXX_VARIABLE]: nothing is known yet that `$^libc_path' could stand for\n"
	     "     1 | \"$^libc_path\"\n"
	     "       |  ^~~~~~~~~~~\n" NAME_A_TARGET),
};

static void test_no_target(void **state)
{
	static const struct sxx_target none;

	(void)state;
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
		check(&unknown[i], &none, -EINVAL);
}

/* A library that is not loaded is taken to be part of the program; once. */
static void test_no_library(void **state)
{
	static const struct text_case c = CASE(
		"a\n\"$^libfoo_path\" \"$^libfoo_path\"\n\"$^libfoo_path\"",
		"t.sxx:2:2: warning[W_SXX_LIBRARY]: no libfoo.so is loaded, /usr/sbin/nginx is taken for it\n"
		"     2 | \"$^libfoo_path\" \"$^libfoo_path\"\n"
		"       |  ^~~~~~~~~~~~~\n"
		"a\n\"/usr/sbin/nginx\" \"/usr/sbin/nginx\"\n\"/usr/sbin/nginx\"");

	(void)state;
	check(&c, &process, 0);
}

/* A program's path cannot end a string of the script. */
static void test_quoting(void **state)
{
	static const struct text_case c =
		CASE("process(\"$^exec_path\") # $^target",
		     "process(\"/tmp/a\\\\\\\").begin{}\\n\") # a\\\"b");
	struct sxx_target target = process;

	(void)state;
	target.exec_path = "/tmp/a\\\").begin{}\n";
	target.target = "a\"b";
	check(&c, &target, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_no_target),
		cmocka_unit_test(test_no_library),
		cmocka_unit_test(test_quoting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

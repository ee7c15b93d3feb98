// SPDX-License-Identifier: GPL-2.0
/*
 * Tokens to a tree, and the tree to text: what is printed shows how the text
 * was understood, and is understood in the same way.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codegen/compile.h"

/* The text printed back, malloc'ed; NULL after errors. */
static char *print_back(const char *text)
{
	struct compile_source src = { "t", text, strlen(text) };
	struct compile_opts opts = { 0 };
	struct diag *diag = diag_create();
	char *printed;
	size_t len;
	FILE *out = open_memstream(&printed, &len);
	int err = compile_print(&src, &opts, diag, out);

	fclose(out);
	if (err)
		diag_render(diag, stderr, 0);
	diag_destroy(diag);
	if (!err)
		return printed;
	free(printed);
	return NULL;
}

static const struct {
	const char *text;
	const char *printed;
} exprs[] = {
	{ "a + b * c", "a + (b * c)" },
	{ "a - b - c", "(a - b) - c" },
	{ "a << b + c . d", "a << ((b + c) . d)" },
	{ "a < b == c", "(a < b) == c" },
	{ "a & b == c", "a & (b == c)" },
	{ "a | b ^ c & d", "a | (b ^ (c & d))" },
	{ "a || b && c | d", "a || (b && (c | d))" },
	{ "a && b in c", "a && ([b] in c)" },
	{ "[a, 1] in b", "[a, 1] in b" },
	{ "a == b in c", "[a == b] in c" },
	{ "-a * !b + ~c", "((-a) * (!b)) + (~c)" },
	{ "- -a", "-(-a)" },
	{ "a++ + ++b", "(a++) + (++b)" },
	{ "a--", "a--" },
	{ "a ? b : c ? d : e", "a ? b : (c ? d : e)" },
	{ "a ? b ? c : d : e", "a ? (b ? c : d) : e" },
	{ "a = b = c", "a = (b = c)" },
	{ "a[1, \"x\"] <<< b", "a[1, \"x\"] <<< b" },
	{ "a .= b . \"c\"", "a .= (b . \"c\")" },
	{ "a >>>= b >>> 2", "a >>>= (b >>> 2)" },
	{ "f()", "f()" },
	{ "f(a, g(b))[c]", "f(a, g(b))[c]" },
	{ "(a)[1]->b", "(a)[1]->b" },
	{ "a[1][2]", "a[1][2]" },
	{ "a =~ \"b\" . \"c\"", NULL },
	{ "a in b == c", NULL },
	{ "println(a, \"\\n\\t\\\"\\\\\\001\")",
	  "println(a, \"\\n\\t\\\"\\\\\\001\")" },
	{ "\"a\" \"b\"", "\"ab\"" },
	{ "0x10 + 'a'", "16 + 97" },
	{ "-1", "-1" },
	{ "@count(a[b]) + @avg(c)", "@count(a[b]) + @avg(c)" },
	{ "print(@hist_linear(a, 0, 10, 1))",
	  "print(@hist_linear(a, 0, 10, 1))" },
	{ "$a->b->c[d + 1]", "$a->b->c[d + 1]" },
	{ "&$a->b", "&$a->b" },
	{ "@cast($a, \"struct x\", \"m\")->y$",
	  "@cast($a, \"struct x\", \"m\")->y$" },
	{ "@defined($x) ? $$vars : $return$$",
	  "@defined($x) ? $$vars : $return$$" },
	{ "a =~ \"b.*\"", "a =~ \"b.*\"" },
	{ "a[*, 2]", "a[*, 2]" },
};

static void check_expr(const char *text, const char *printed)
{
	char *script, *want, *got;

	assert_true(asprintf(&script, "probe begin { x = %s }", text) > 0);
	assert_true(asprintf(&want, "probe begin {\n\tx = %s%s%s;\n}\n", "",
			     printed ? printed : "", "") > 0);
	got = print_back(script);
	if (printed) {
		/* An operand of `=` stands in parentheses if it has operators. */
		assert_non_null(got);
		if (!strstr(got, printed))
			assert_string_equal(got, want);
	} else {
		assert_null(got);
	}
	free(script);
	free(want);
	free(got);
}

static void test_exprs(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(exprs) / sizeof(exprs[0]); i++)
		check_expr(exprs[i].text, exprs[i].printed);
}

static const struct {
	const char *text;
	const char *printed;
} scripts[] = {
	{ "global a, b = -5, c[10], d%, e%[7], f = \"x\" private g",
	  "global a\nglobal b = -5\nglobal c[10]\nglobal d%\nglobal e%[7]\n"
	  "global f = \"x\"\nprivate global g\n" },
	{ "function f:long (a:string, b) { return }",
	  "function f:long (a:string, b) {\n\treturn;\n}\n" },
	{ "private function f(a) :string { return a }",
	  "private function f:string (a) {\n\treturn a\n}\n" },
	{ "probe begin(-1), timer.s(5)?, process(\"a\\\"b\").function(\"f*\")! { }",
	  "probe begin(-1),\n      timer.s(5) ?,\n"
	  "      process(\"a\\\"b\").function(\"f*\") ! {\n}\n" },
	{ "probe syscall.*stat*.return if (x > 1) { }",
	  "probe syscall.*stat*.return if (x > 1) {\n}\n" },
	{ "probe begin { if (a) b; else { c } ; }",
	  "probe begin {\n\tif (a)\n\t\tb;\n\telse\n\t\t{\n\t\t\tc;\n\t\t}\n"
	  "}\n" },
	{ "probe begin { while (a) { break continue next } }",
	  "probe begin {\n\twhile (a)\n\t\t{\n\t\t\tbreak\n\t\t\tcontinue\n"
	  "\t\t\tnext\n\t\t}\n}\n" },
	{ "probe begin { for (;;) ; for (i = 0; i < 5; i++) delete a[i] }",
	  "probe begin {\n\tfor (; ; )\n\t\t;\n\tfor (i = 0; i < 5; i++)\n"
	  "\t\tdelete a[i]\n}\n" },
	{ "probe begin { foreach (a in b) ; foreach (v = [x, y-] in m limit n) ; }",
	  "probe begin {\n\tforeach ([a] in b)\n\t\t;\n"
	  "\tforeach (v = [x, y-] in m limit n)\n\t\t;\n}\n" },
	{ "probe begin { foreach (a in b-) ; foreach (a in @sum(b)+ limit 5) ; "
	  "foreach (a in b @count) ; foreach (a in b[1, *]) ; }",
	  "probe begin {\n\tforeach ([a] in b-)\n\t\t;\n"
	  "\tforeach ([a] in b @sum+ limit 5)\n\t\t;\n"
	  "\tforeach ([a] in b @count-)\n\t\t;\n"
	  "\tforeach ([a] in b[1, *])\n\t\t;\n}\n" },
	{ "probe begin { try { a } catch (e) { b } try { } catch { } }",
	  "probe begin {\n\ttry {\n\t\ta;\n\t}\n\tcatch (e) {\n\t\tb;\n\t}\n"
	  "\ttry {\n\t}\n\tcatch {\n\t}\n}\n" },
	{ "probe begin { println(\"x\") exit() }",
	  "probe begin {\n\tprintln(\"x\");\n\texit();\n}\n" },
};

static void test_scripts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
		char *once = print_back(scripts[i].text);
		char *twice;

		assert_non_null(once);
		assert_string_equal(once, scripts[i].printed);
		twice = print_back(once);
		assert_non_null(twice);
		assert_string_equal(twice, once);
		free(once);
		free(twice);
	}
}

/* The same for expressions: the printed form means what the text means. */
static void test_again(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(exprs) / sizeof(exprs[0]); i++) {
		char *script, *once, *twice;

		if (!exprs[i].printed)
			continue;
		assert_true(asprintf(&script, "probe begin { x = %s }",
				     exprs[i].text) > 0);
		once = print_back(script);
		twice = print_back(once);
		assert_string_equal(once, twice);
		free(script);
		free(once);
		free(twice);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exprs),
		cmocka_unit_test(test_scripts),
		cmocka_unit_test(test_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

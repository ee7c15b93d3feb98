// SPDX-License-Identifier: GPL-2.0
/*
 * What conditionals know of the host, and bounds of macros. What they do to
 * scripts is in tests/grammar.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/strbuf.h"
#include "script/preproc.h"

/* The words of the tokens of a text, with blanks between them, malloc'ed. */
static char *expand(const char *text, const struct preproc_env *env,
		    char **ret_messages)
{
	struct arena *arena = arena_create();
	struct diag *diag = diag_create();
	struct preproc *pp = arena_alloc(arena, sizeof(*pp));
	struct preproc_common common;
	struct preproc_text source = {
		.src = diag_add_source(diag, "t", text, strlen(text)),
		.text = text,
		.len = strlen(text),
		.common = &common,
	};
	struct strbuf sb;
	struct token tok;
	size_t len;
	char *words;
	FILE *out = open_memstream(ret_messages, &len);

	preproc_common_init(&common, arena, env, NULL);
	preproc_init(pp, arena, intern_create(arena), diag, &source);
	strbuf_init(&sb, arena);
	for (preproc_next(pp, &tok); tok.kind != TOK_EOF;
	     preproc_next(pp, &tok))
		strbuf_printf(&sb, "%s%s", sb.len ? " " : "", tok.text);
	diag_render(diag, out, 0);
	fclose(out);
	words = strdup(sb.text);
	diag_destroy(diag);
	arena_destroy(arena);
	return words;
}

static void check(const char *text, const struct preproc_env *env,
		  const char *want, const char *message)
{
	char *messages;
	char *words = expand(text, env, &messages);

	assert_string_equal(words, want);
	if (*message)
		assert_non_null(strstr(messages, message));
	else
		assert_string_equal(messages, "");
	free(words);
	free(messages);
}

/* A configuration that is not there is asked for once, and warned of once. */
static void test_no_config(void **state)
{
	struct preproc_env env = { .kernel_vr = "0.0.0-none" };

	(void)state;
	check("%( CONFIG_A == \"y\" %? a %: b %) "
	      "%( CONFIG_B != \"y\" %? c %) %( CONFIG_C < 1 %? d %)",
	      &env, "b c d",
	      "t:1:4: warning[W_CONFIG]: the configuration of kernel "
	      "0.0.0-none was not found: 'CONFIG_A' counts as not set\n"
	      "     1 | %( CONFIG_A == \"y\" %? a %: b %) "
	      "%( CONFIG_B != \"y\" %? c %) %( CONFIG_C < 1 %? d %)\n"
	      "       |    ^~~~~~~~\n");
}

static const struct {
	const char *config;
	const char *value;
} configs[] = {
	{ "CONFIG_X=y\n", "y" },
	{ "CONFIG_X=y", "y" },
	{ "\n\n# CONFIG_X is not set\n", "" },
	{ "CONFIG_XY=n\nCONFIG_X=\nCONFIG_X=m\n", "" },
	{ "CONFIG_XY=n\n#CONFIG_X=y\nCONFIG_X=\"a b\"\nCONFIG_Z=1", "\"a b\"" },
	{ "", "" },
};

static void test_config(void **state)
{
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < sizeof(configs) / sizeof(configs[0]); i++) {
		struct preproc_env env = { .config = configs[i].config };

		assert_string_equal(preproc_env_config(&env, arena, "CONFIG_X"),
				    configs[i].value);
		assert_false(env.no_config);
	}
	arena_destroy(arena);
}

static void test_host(void **state)
{
	struct arena *arena = arena_create();
	struct preproc_env env;
	struct utsname host;

	(void)state;
	assert_int_equal(uname(&host), 0);
	preproc_env_host(&env, arena, NULL);
	assert_string_equal(env.kernel_vr, host.release);
	preproc_env_host(&env, arena, "2.6.32-754.el6.x86_64");
	assert_string_equal(env.kernel_vr, "2.6.32-754.el6.x86_64");
	check("%( kernel_v == \"2.6.32\" %? a %) "
	      "%( kernel_vr == \"*.el6.*\" %? b %)",
	      &env, "a b", "");
	arena_destroy(arena);
}

/* Macros of macros: as deep as the stack of texts, and no deeper. */
static void test_depth(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		int depth = PREPROC_MAX_NESTING - 1 + i;
		char *text;
		size_t len;
		FILE *out = open_memstream(&text, &len);

		fputs("@define m0 %( x %) ", out);
		for (int j = 1; j < depth; j++)
			fprintf(out, "@define m%d %%( @m%d %%) ", j, j - 1);
		fprintf(out, "@m%d", depth - 1);
		fclose(out);
		check(text, NULL, i ? "@m0" : "x",
		      i ? "macros and arguments nested too deeply here" : "");
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_config),
		cmocka_unit_test(test_config),
		cmocka_unit_test(test_host),
		cmocka_unit_test(test_depth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0
/* Text to tokens: kinds, values, places; what is malformed. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "script/preproc.h"

struct lex_case {
	const char *text;
	const char *tokens; /* as show() writes them */
};

/* KIND is the token's text where it has one; numbers and strings: values. */
static void show(struct strbuf *sb, const struct token *tok)
{
	if (sb->len)
		strbuf_put(sb, ' ');
	switch (tok->kind) {
	case TOK_NUM:
		strbuf_printf(sb, "%lld", (long long)tok->num);
		break;
	case TOK_STR:
		strbuf_printf(sb, "\"%s\"", tok->text);
		break;
	default:
		strbuf_puts(sb, tok->text);
		break;
	}
}

static const struct lex_case cases[] = {
	{ "", "" },
	{ " \t\r\n\v\f", "" },
	{ "abc _x1 X", "abc _x1 X" },
	{ "probe probes inn in", "probe probes inn in" },
	{ "0 10 0x1F 017 0xffffffffffffffff", "0 10 31 15 -1" },
	{ "9223372036854775808", "-9223372036854775808" },
	{ "'a' '\\n' '\\'' '\\x41' '\\\\'", "97 10 39 65 92" },
	{ "\"a\\tb\\\"c\\101\\x42\"", "\"a\tb\"cAB\"" },
	{ "\"\" \"x\"", "\"\" \"x\"" },
	{ "# all\n1 // two\n2 /* 3 \n * / 4 */ 5", "1 2 5" },
	{ "1/2/*x*/3", "1 / 2 3" },
	{ "a+++b", "a ++ + b" },
	{ "a<<<b<<c<d<<=e<=f", "a <<< b << c < d <<= e <= f" },
	{ "a>>>b>>c>d>>=e>=f>>>=g", "a >>> b >> c > d >>= e >= f >>>= g" },
	{ "a=~b!~c!=d=e==f", "a =~ b !~ c != d = e == f" },
	{ "a.b.=c->d-e--", "a . b .= c -> d - e --" },
	{ "a%b%=c%(d%)%?%:", "a % b %= c %( d %) %? %:" },
	{ "$x $$vars $1x $# @cast @1a @#", "$x $$vars $1x $# @cast @1 a @#" },
	{ "$x$ $y$$", "$x $ $y $$" },
	{ "%{ int x; %} y", "%{ int x; %} y" },
	{ "syscall.*stat*.return", "syscall . * stat * . return" },
};

static void test_tokens(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct lex_case *c = &cases[i];
		struct arena *arena = arena_create();
		struct diag *diag = diag_create();
		size_t len = strlen(c->text);
		struct token tok;
		struct strbuf sb;
		struct lex lex;

		strbuf_init(&sb, arena);
		lex_init(&lex, arena, intern_create(arena), diag,
			 diag_add_source(diag, "t", c->text, len), c->text,
			 len);
		for (lex_next(&lex, &tok); tok.kind != TOK_EOF;
		     lex_next(&lex, &tok))
			show(&sb, &tok);
		assert_string_equal(sb.text, c->tokens);
		assert_int_equal(diag_errors(diag), 0);
		diag_destroy(diag);
		arena_destroy(arena);
	}
}

static const struct {
	const char *text;
	size_t len; /* 0: strlen */
	const char *error; /* the first line of the messages */
} errors[] = {
	{ "0x", 0,
	  "t:1:1: error[E_NUMBER]: expected hexadecimal digits behind '0x'" },
	{ "\n  18446744073709551616", 0,
	  "t:2:3: error[E_NUMBER]: this number does not fit 64 bits" },
	{ "a \"b\nc\"", 0,
	  "t:1:3: error[E_STRING]: this string is not closed in its line" },
	{ "\"ab\\", 0,
	  "t:1:1: error[E_STRING]: this string is not closed in its line" },
	{ "\"ab", 0,
	  "t:1:1: error[E_STRING]: this string is not closed in its line" },
	{ "\"a\\0\"", 0,
	  "t:1:3: error[E_STRING]: a string cannot hold a NUL byte" },
	{ "\"a\0b\"", 5,
	  "t:1:3: error[E_STRING]: a string cannot hold a NUL byte" },
	{ "''", 0, "t:1:1: error[E_STRING]: an empty character constant" },
	{ "'", 0,
	  "t:1:1: error[E_STRING]: this character constant is not closed in its line" },
	{ "/* /", 0, "t:1:1: error[E_COMMENT]: this comment is never closed" },
	{ "x /*", 0, "t:1:3: error[E_COMMENT]: this comment is never closed" },
	{ "%{ x", 0,
	  "t:1:1: error[E_EMBEDDED_C]: this embedded C is never closed" },
	{ "a \\ b", 0, "t:1:3: error[E_CHAR]: '\\' has no meaning here" },
	{ "@ x", 0, "t:1:1: error[E_CHAR]: '@' has no meaning here" },
	{ "a\0b", 3,
	  "t:1:2: error[E_CHAR]: the byte 0x00 has no meaning in a script" },
	{ "\xff\xfe", 0,
	  "t:1:1: error[E_CHAR]: the byte 0xff has no meaning in a script" },
};

static void test_errors(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		size_t len = errors[i].len ? errors[i].len
					   : strlen(errors[i].text);
		struct arena *arena = arena_create();
		struct diag *diag = diag_create();
		struct token tok = { .kind = TOK_NR };
		char *text;
		size_t text_len;
		FILE *out = open_memstream(&text, &text_len);
		struct lex lex;

		lex_init(&lex, arena, intern_create(arena), diag,
			 diag_add_source(diag, "t", errors[i].text, len),
			 errors[i].text, len);
		while (tok.kind != TOK_EOF)
			lex_next(&lex, &tok);
		diag_render(diag, out, 0);
		fclose(out);
		*strchr(text, '\n') = '\0';
		assert_string_equal(text, errors[i].error);
		free(text);
		diag_destroy(diag);
		arena_destroy(arena);
	}
}

static void test_places(void **state)
{
	static const char text[] = "ab\n  cd ef";
	static const struct {
		u32 off, len;
		bool starts_line;
	} want[] = { { 0, 2, true }, { 5, 2, true }, { 8, 2, false } };
	struct arena *arena = arena_create();
	struct diag *diag = diag_create();
	struct token tok;
	struct lex lex;

	(void)state;
	lex_init(&lex, arena, intern_create(arena), diag,
		 diag_add_source(diag, "t", text, strlen(text)), text,
		 strlen(text));
	for (size_t i = 0; i < 3; i++) {
		lex_next(&lex, &tok);
		assert_int_equal(tok.span.off, want[i].off);
		assert_int_equal(tok.span.len, want[i].len);
		assert_int_equal(tok.starts_line, want[i].starts_line);
	}
	diag_destroy(diag);
	arena_destroy(arena);
}

/* Arguments are texts of their own; one that names itself ends in an error. */
static void test_arguments(void **state)
{
	static const char *const args[] = { "a + \"b\"", "1 $1", "", "7" };
	static const char text[] = "x $1 @1 y $2 $3 $# @# $4 z";
	struct arena *arena = arena_create();
	struct diag *diag = diag_create();
	struct preproc_common common;
	struct preproc pp;
	struct strbuf sb;
	struct token tok;

	(void)state;
	strbuf_init(&sb, arena);
	preproc_common_init(&common, arena, NULL, NULL);
	preproc_init(
		&pp, arena, intern_create(arena), diag,
		&(struct preproc_text){
			.src = diag_add_source(diag, "t", text, strlen(text)),
			.text = text,
			.len = strlen(text),
			.args = args,
			.args_nr = 4,
			.common = &common,
		});
	for (preproc_next(&pp, &tok); tok.kind != TOK_EOF;
	     preproc_next(&pp, &tok))
		show(&sb, &tok);
	assert_string_equal(sb.text, "x a + \"b\" \"a + \"b\"\" y 1 0 "
				     "4 \"4\" 7 z");
	assert_int_equal(diag_errors(diag), 1);
	diag_destroy(diag);
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tokens),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_arguments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

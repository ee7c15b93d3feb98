// SPDX-License-Identifier: GPL-2.0
/*
 * Text to tokens. The lexer knows no grammar and no preprocessor: `$1` and
 * `%(` are tokens that preproc.c replaces.
 */
#include "script/lex.h"

#include <string.h>

#include "script/lex_literal.h"

static const struct {
	const char *text; /* keywords and operators */
	const char *what;
} kinds[] = {
#define TOKEN(name, text)    [TOK_##name] = { "", text },
#define KEYWORD(name, text)  [TOK_##name] = { text, "'" text "'" },
#define OPERATOR(name, text) [TOK_##name] = { text, "'" text "'" },
#include "tokens.def"
#undef TOKEN
#undef KEYWORD
#undef OPERATOR
};

const char *lex_kind_name(enum tok kind)
{
	return kinds[kind].what;
}

const char *lex_kind_text(enum tok kind)
{
	return kinds[kind].text;
}

void lex_init(struct lex *lex, struct arena *arena, struct intern *intern,
	      struct diag *diag, u32 src, const char *text, size_t len)
{
	*lex = (struct lex){
		.diag = diag,
		.intern = intern,
		.arena = arena,
		.text = text,
		.len = len,
		.src = src,
	};
}

static int peek(const struct lex *lex, size_t ahead)
{
	return lex->at + ahead < lex->len
		       ? (unsigned char)lex->text[lex->at + ahead]
		       : -1;
}

static int is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static int is_name_start(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static int is_name(int c)
{
	return is_name_start(c) || is_digit(c);
}

static int is_space(int c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static struct span span_here(const struct lex *lex, size_t len)
{
	return (struct span){ lex->src, (u32)lex->at, (u32)len };
}

static void skip_line(struct lex *lex)
{
	while (lex->at < lex->len && lex->text[lex->at] != '\n')
		lex->at++;
}

static void skip_comment(struct lex *lex)
{
	size_t i;

	for (i = lex->at + 2; i + 1 < lex->len; i++) {
		if (lex->text[i] == '*' && lex->text[i + 1] == '/') {
			lex->at = i + 2;
			return;
		}
	}
	diag_error(lex->diag, E_COMMENT, span_here(lex, 2),
		   "this comment is never closed");
	diag_note(lex->diag, "close it with '*/'");
	lex->at = lex->len;
}

static void skip_blank(struct lex *lex)
{
	for (;;) {
		int c = peek(lex, 0);

		if (is_space(c))
			lex->at++;
		else if (c == '#' || (c == '/' && peek(lex, 1) == '/'))
			skip_line(lex);
		else if (c == '/' && peek(lex, 1) == '*')
			skip_comment(lex);
		else
			return;
	}
}

/*
 * A name holds `$` as well; at its end, one or two ask for a text of a value
 * of the probed program and are a token of their own.
 */
static size_t name_len(const struct lex *lex, size_t from)
{
	size_t len = from;

	while (is_name(peek(lex, len)) || peek(lex, len) == '$')
		len++;
	if (len > from + 1 && peek(lex, len - 1) == '$')
		len -= len > from + 2 && peek(lex, len - 2) == '$' ? 2 : 1;
	return len;
}

static void take(struct lex *lex, struct token *ret, enum tok kind, size_t len)
{
	ret->kind = kind;
	ret->span = span_here(lex, len);
	ret->text = intern_bytes(lex->intern, lex->text + lex->at, len);
	lex->at += len;
}

static void lex_name(struct lex *lex, struct token *ret)
{
	int kind;

	take(lex, ret, TOK_IDENT, name_len(lex, 0));
	for (kind = TOK_PROBE; kind <= TOK_LONG; kind++)
		if (!strcmp(ret->text, kinds[kind].text))
			ret->kind = (enum tok)kind;
}

/*
 * `$name`, `$$name`, `$1`, `$#`, and the bare `$` and `$$` behind a target
 * variable; `@name`, `@1`, `@#`. 0: none of these.
 */
static size_t sigil_len(const struct lex *lex)
{
	int c = peek(lex, 0);
	size_t from = 1;

	if (peek(lex, 1) == '#')
		return 2;
	if (is_digit(peek(lex, 1))) {
		while (c == '@' ? is_digit(peek(lex, from))
				: is_name(peek(lex, from)))
			from++;
		return from;
	}
	while (c == '$' && peek(lex, from) == '$')
		from++;
	if (is_name(peek(lex, from)))
		return name_len(lex, from);
	return c == '$' ? from : 0;
}

/* Where the first line from here on begins that looks like a declaration. */
static size_t find_declaration(const struct lex *lex)
{
	static const char *const words[] = { "probe ", "global ", "function ",
					     "private " };
	const char *end = lex->text + lex->len;
	const char *line = lex->text + lex->at;
	size_t i;

	while ((line = memchr(line, '\n', (size_t)(end - line)))) {
		line++;
		for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			if ((size_t)(end - line) > strlen(words[i]) &&
			    !memcmp(line, words[i], strlen(words[i])))
				return (size_t)(line - lex->text);
	}
	return lex->len;
}

static void lex_embedded(struct lex *lex, struct token *ret)
{
	size_t i;

	for (i = lex->at + 2; !lex->no_embed_end && i + 1 < lex->len; i++) {
		if (lex->text[i] == '%' && lex->text[i + 1] == '}') {
			take(lex, ret, TOK_EMBED, i + 2 - lex->at);
			return;
		}
	}
	lex->no_embed_end = true;
	diag_error(lex->diag, E_EMBEDDED_C, span_here(lex, 2),
		   "this embedded C is never closed");
	diag_note(lex->diag, "close it with '%%}'");
	take(lex, ret, TOK_EMBED, 2);
	lex->at = find_declaration(lex);
}

static int lex_operator(struct lex *lex, struct token *ret)
{
	int kind;

	for (kind = TOK_SHRU_ASSIGN; kind < TOK_NR; kind++) {
		const char *text = kinds[kind].text;
		size_t len = strlen(text);

		if (len <= lex->len - lex->at &&
		    !memcmp(lex->text + lex->at, text, len)) {
			take(lex, ret, (enum tok)kind, len);
			return 1;
		}
	}
	return 0;
}

/* A run of bytes without meaning makes one message. */
static void skip_junk(struct lex *lex)
{
	unsigned char c = (unsigned char)lex->text[lex->at];

	if (c > 0x20 && c < 0x7f)
		diag_error(lex->diag, E_CHAR, span_here(lex, 1),
			   "'%c' has no meaning here", c);
	else
		diag_error(lex->diag, E_CHAR, span_here(lex, 1),
			   "the byte 0x%02x has no meaning in a script", c);
	if (c >= 0x80 || c < 0x20)
		diag_note(lex->diag, "bytes other than ASCII text are allowed "
				     "in strings and comments only");
	do
		lex->at++;
	while (peek(lex, 0) >= 0x7f ||
	       (peek(lex, 0) >= 0 && peek(lex, 0) < 0x20 &&
		!is_space(peek(lex, 0))) ||
	       peek(lex, 0) == c);
}

/* 0: the byte here starts no token. */
static int lex_one(struct lex *lex, struct token *ret)
{
	int c = peek(lex, 0);
	size_t len;

	if (is_name_start(c)) {
		lex_name(lex, ret);
		return 1;
	}
	if (is_digit(c)) {
		lex_number(lex, ret);
		return 1;
	}
	if (c == '"' || c == '\'') {
		if (c == '"')
			lex_string(lex, ret);
		else
			lex_char(lex, ret);
		return 1;
	}
	if (c == '$' || c == '@') {
		len = sigil_len(lex);
		if (len)
			take(lex, ret, c == '$' ? TOK_TARGET : TOK_AT, len);
		return len != 0;
	}
	if (c == '%' && peek(lex, 1) == '{') {
		lex_embedded(lex, ret);
		return 1;
	}
	return lex_operator(lex, ret);
}

static bool holds_newline(const struct lex *lex, size_t from)
{
	return !from || memchr(lex->text + from, '\n', lex->at - from);
}

void lex_next(struct lex *lex, struct token *ret)
{
	size_t before = lex->at;

	*ret = (struct token){ .kind = TOK_EOF, .text = "" };
	for (;;) {
		skip_blank(lex);
		ret->span = span_here(lex, 0);
		ret->starts_line = holds_newline(lex, before);
		if (lex->at >= lex->len || diag_full(lex->diag))
			return;
		if (lex_one(lex, ret))
			return;
		skip_junk(lex);
	}
}

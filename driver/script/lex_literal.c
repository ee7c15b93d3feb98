// SPDX-License-Identifier: GPL-2.0
/* Numbers, strings and character constants. */
#include "script/lex_literal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"

static int is_name(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       (c >= '0' && c <= '9');
}

static struct span span_at(const struct lex *lex, size_t off, size_t len)
{
	return (struct span){ lex->src, (u32)off, (u32)len };
}

/*
 * Decimal, 0x hexadecimal, 0 octal, as in C; up to 2^64-1, which is -1 as
 * the 64-bit integer that scripts have.
 */
void lex_number(struct lex *lex, struct token *ret)
{
	size_t start = lex->at;
	char *end;

	while (lex->at < lex->len && is_name((unsigned char)lex->text[lex->at]))
		lex->at++;
	ret->kind = TOK_NUM;
	ret->span = span_at(lex, start, lex->at - start);
	ret->text =
		intern_bytes(lex->intern, lex->text + start, lex->at - start);
	errno = 0;
	ret->num = (s64)strtoull(ret->text, &end, 0);
	if (errno) {
		diag_error(lex->diag, E_NUMBER, ret->span,
			   "this number does not fit 64 bits");
		diag_note(lex->diag,
			  "the largest one is "
			  "18446744073709551615 (0x%s)",
			  "ffffffffffffffff");
	} else if (end == ret->text + 1 && (*end == 'x' || *end == 'X')) {
		diag_error(lex->diag, E_NUMBER, ret->span,
			   "expected hexadecimal digits behind '0%c'", *end);
	} else if (*end) {
		diag_error(lex->diag, E_NUMBER, ret->span,
			   "'%s' is no number: '%c' is no digit of it",
			   ret->text, *end);
		diag_note(lex->diag, "numbers are decimal (10), hexadecimal "
				     "(0x0a) or octal (012)");
	}
}

static int digit_value(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 99;
}

static int take_digits(struct lex *lex, int base, int max)
{
	int value = 0;

	while (max-- && lex->at < lex->len) {
		int digit = digit_value((unsigned char)lex->text[lex->at]);

		if (digit >= base)
			break;
		value = value * base + digit;
		lex->at++;
	}
	return value & 0xff;
}

/* lex->at is behind the backslash. An unknown escape is the letter itself. */
static int take_escape(struct lex *lex)
{
	static const char from[] = "abtnvfr";
	static const char to[] = "\a\b\t\n\v\f\r";
	int c = (unsigned char)lex->text[lex->at];
	const char *known;

	if (c >= '0' && c <= '7')
		return take_digits(lex, 8, 3);
	lex->at++;
	if (c == 'x' && lex->at < lex->len &&
	    digit_value((unsigned char)lex->text[lex->at]) < 16)
		return take_digits(lex, 16, 2);
	known = c ? strchr(from, c) : NULL;
	return known ? (unsigned char)to[known - from] : c;
}

static void report_nul(struct lex *lex, size_t off)
{
	if (!lex->diag)
		return; /* lex_string_offset(): it was reported before */
	diag_error(lex->diag, E_STRING, span_at(lex, off, lex->at - off),
		   "a string cannot hold a NUL byte");
	diag_note(lex->diag, "strings end at their first NUL: leave it out, "
			     "or print it with printf(\"%%c\", 0)");
}

/* One byte between quotes; -1: the closing quote, or the text ends. */
static int take_char(struct lex *lex, int quote)
{
	size_t start = lex->at;
	int c;

	if (lex->at >= lex->len || lex->text[lex->at] == '\n' ||
	    lex->text[lex->at] == quote)
		return -1;
	c = (unsigned char)lex->text[lex->at++];
	if (c == '\\') {
		if (lex->at >= lex->len)
			return -1;
		c = take_escape(lex);
	}
	if (!c && quote == '"') {
		report_nul(lex, start);
		return '?';
	}
	return c;
}

static int close_quote(struct lex *lex, size_t start, int quote,
		       const char *what)
{
	if (lex->at < lex->len && lex->text[lex->at] == quote) {
		lex->at++;
		return 0;
	}
	diag_error(lex->diag, E_STRING, span_at(lex, start, 1),
		   "this %s is not closed in its line", what);
	diag_note(lex->diag,
		  "close it with %c; a line break inside is "
		  "written \\n",
		  quote);
	return -EINVAL;
}

void lex_string(struct lex *lex, struct token *ret)
{
	size_t start = lex->at++;
	struct strbuf sb;
	int c;

	strbuf_init(&sb, lex->arena);
	for (c = take_char(lex, '"'); c >= 0; c = take_char(lex, '"'))
		strbuf_put(&sb, (char)c);
	close_quote(lex, start, '"', "string");
	ret->kind = TOK_STR;
	ret->span = span_at(lex, start, lex->at - start);
	ret->text = intern_bytes(lex->intern, sb.text, sb.len);
}

bool lex_string_offset(const char *text, size_t len, size_t byte,
		       size_t *ret_off)
{
	struct lex lex = { .text = text, .len = len, .at = 1 };

	if (!len || text[0] != '"')
		return false;
	while (byte-- && take_char(&lex, '"') >= 0)
		;
	*ret_off = lex.at;
	return lex.at < len;
}

void lex_char(struct lex *lex, struct token *ret)
{
	size_t start = lex->at++;
	int c = take_char(lex, '\'');
	int bad = close_quote(lex, start, '\'', "character constant");

	ret->kind = TOK_NUM;
	ret->num = c < 0 ? 0 : c;
	ret->span = span_at(lex, start, lex->at - start);
	ret->text =
		intern_bytes(lex->intern, lex->text + start, lex->at - start);
	if (!bad && c < 0)
		diag_error(lex->diag, E_STRING, ret->span,
			   "an empty character constant");
}

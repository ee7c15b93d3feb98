// SPDX-License-Identifier: GPL-2.0
/* Bracket expressions: [abc], [^a-z], [[:digit:]_], [[.-.]]. */
#include "regex/tree.h"

#include <ctype.h>
#include <string.h>

#include "base/suggest.h"

/* The C locale's; ctype.h of the driver's own locale is the same: bytes. */
static const struct {
	const char *name;
	int (*is)(int c);
} classes[] = {
	{ "alnum", isalnum }, { "alpha", isalpha }, { "blank", isblank },
	{ "cntrl", iscntrl }, { "digit", isdigit }, { "graph", isgraph },
	{ "lower", islower }, { "print", isprint }, { "punct", ispunct },
	{ "space", isspace }, { "upper", isupper }, { "xdigit", isxdigit },
};

#define CLASSES_NR (sizeof(classes) / sizeof(classes[0]))

struct bracket {
	struct regex_ctx *ctx;
	u32 start; /* of the '[' */
	u32 at;
	struct byte_set set;
};

static int fail_open(struct bracket *b)
{
	return regex_fail(b->ctx, b->start,
			  "this bracket expression has no ']' at its end");
}

static bool is_next(const struct bracket *b, u32 ahead, char c)
{
	return b->at + ahead < b->ctx->len &&
	       b->ctx->pattern[b->at + ahead] == c;
}

static int fail_class(struct bracket *b, const char *name, u32 len)
{
	char *want = arena_strndup(b->ctx->arena, name, len);
	char text[SUGGEST_TEXT_LEN];
	struct suggest s;

	suggest_init(&s, want);
	for (size_t i = 0; i < CLASSES_NR; i++)
		suggest_add(&s, classes[i].name);
	if (suggest_text(&s, text, sizeof(text)))
		return regex_fail(b->ctx, b->at,
				  "there is no character class '%s'; did you "
				  "mean %s?",
				  want, text);
	return regex_fail(b->ctx, b->at, "there is no character class '%s'",
			  want);
}

static int add_class(struct bracket *b, const char *name, u32 len)
{
	for (size_t i = 0; i < CLASSES_NR; i++) {
		if (strlen(classes[i].name) != len ||
		    memcmp(classes[i].name, name, len) != 0)
			continue;
		for (int c = 0; c < 128; c++)
			if (classes[i].is(c))
				byte_set_add(&b->set, (u8)c);
		return 0;
	}
	return fail_class(b, name, len);
}

/* What stands between "[:" and ":]"; b->at stays on the '['. */
static int find_special(struct bracket *b, const char **ret, u32 *ret_len)
{
	const char *text = b->ctx->pattern;
	char mark = text[b->at + 1];

	for (u32 i = b->at + 2; i + 1 < b->ctx->len; i++) {
		if (text[i] == mark && text[i + 1] == ']') {
			*ret = text + b->at + 2;
			*ret_len = i - b->at - 2;
			return 0;
		}
	}
	return regex_fail(b->ctx, b->at, "this '[%c' has no '%c]' at its end",
			  mark, mark);
}

static bool is_special(const struct bracket *b, char mark)
{
	return is_next(b, 0, '[') && is_next(b, 1, mark);
}

static int take_class(struct bracket *b)
{
	const char *name;
	u32 len;
	int err = find_special(b, &name, &len);

	if (!err)
		err = add_class(b, name, len);
	if (!err)
		b->at += len + 4;
	return err;
}

/* [.x.] and [=x=]: the collating elements of this locale are the bytes. */
static int take_element(struct bracket *b, u8 *ret)
{
	const char *name;
	u32 len;
	int err = find_special(b, &name, &len);

	if (err)
		return err;
	if (len != 1)
		return regex_fail(b->ctx, b->at,
				  "collating elements are single bytes: "
				  "'%.*s' is none",
				  (int)len, name);
	*ret = (u8)name[0];
	b->at += len + 4;
	return 0;
}

/* One byte: an end of a range, or an element. */
static int take_byte(struct bracket *b, u8 *ret)
{
	if (is_special(b, '.') || is_special(b, '='))
		return take_element(b, ret);
	if (is_next(b, 0, '\\'))
		b->at++;
	if (b->at >= b->ctx->len)
		return fail_open(b);
	*ret = (u8)b->ctx->pattern[b->at++];
	return 0;
}

static int take_range(struct bracket *b, u32 start, u8 low)
{
	u8 high;
	int err;

	b->at++;
	if (is_special(b, ':'))
		return regex_fail(b->ctx, b->at,
				  "a range cannot end with a character class");
	err = take_byte(b, &high);
	if (err)
		return err;
	if (high < low)
		return regex_fail(b->ctx, start,
				  "this range is empty: its end comes before "
				  "its start");
	for (u32 c = low; c <= high; c++)
		byte_set_add(&b->set, (u8)c);
	return 0;
}

static int take_item(struct bracket *b)
{
	u32 start = b->at;
	u8 byte;
	int err;

	if (is_special(b, ':'))
		return take_class(b);
	err = take_byte(b, &byte);
	if (err)
		return err;
	if (is_next(b, 0, '-') && !is_next(b, 1, ']'))
		return take_range(b, start, byte);
	byte_set_add(&b->set, byte);
	return 0;
}

int regex_parse_bracket(struct regex_ctx *ctx, u32 *at, struct byte_set *ret)
{
	struct bracket b = { .ctx = ctx, .start = *at - 1, .at = *at };
	bool negated = is_next(&b, 0, '^');
	int err;

	if (negated)
		b.at++;
	/* A ']' that comes first is an element. */
	do {
		if (b.at >= ctx->len)
			return fail_open(&b);
		err = take_item(&b);
		if (err)
			return err;
	} while (!is_next(&b, 0, ']'));
	for (u32 i = 0; i < 4; i++)
		ret->word[i] = negated ? ~b.set.word[i] : b.set.word[i];
	*at = b.at + 1;
	return 0;
}

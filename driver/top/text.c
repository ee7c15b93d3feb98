// SPDX-License-Identifier: GPL-2.0
/* UTF-8 cut into pieces that a terminal can show. */
#include "top/text.h"

#include <stdio.h>
#include <string.h>

/* Combining characters kept on one base. */
#define COMBINING_MAX 2

/*
 * Characters of no width that change how their neighbours are shown: zero
 * width spaces and joiners, directional marks and overrides, separators.
 */
static const struct {
	wchar_t first;
	wchar_t last;
} invisible[] = {
	{ 0x00ad, 0x00ad }, { 0x061c, 0x061c }, { 0x180e, 0x180e },
	{ 0x200b, 0x200f }, { 0x2028, 0x202e }, { 0x2060, 0x206f },
	{ 0xfeff, 0xfeff }, { 0xfff9, 0xfffb }, { 0xe0000, 0xe007f },
};

static bool is_invisible(wchar_t ch)
{
	size_t i;

	for (i = 0; i < sizeof(invisible) / sizeof(invisible[0]); i++)
		if (ch >= invisible[i].first && ch <= invisible[i].last)
			return true;
	return false;
}

/* Bytes of the sequence that b starts, 0 if it cannot start one. */
static size_t sequence_len(unsigned char b)
{
	if (b < 0x80)
		return 1;
	if (b >= 0xc2 && b <= 0xdf)
		return 2;
	if (b >= 0xe0 && b <= 0xef)
		return 3;
	return b >= 0xf0 && b <= 0xf4 ? 4 : 0;
}

/* Decodes one character; returns its bytes, 0 where the encoding is wrong. */
static size_t decode(const char *s, size_t len, wchar_t *ret)
{
	static const unsigned int least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t want = sequence_len((unsigned char)s[0]);
	unsigned int ch = (unsigned char)s[0];
	size_t i;

	if (!want || want > len)
		return 0;
	if (want > 1)
		ch &= 0x7fu >> want;
	for (i = 1; i < want; i++) {
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return 0;
		ch = ch << 6 | ((unsigned char)s[i] & 0x3f);
	}
	if (ch < least[want] || ch > 0x10ffff || (ch >> 11) == 0x1b)
		return 0;
	*ret = (wchar_t)ch;
	return want;
}

static void set_escape(struct top_piece *ret, const char *text)
{
	int i;

	*ret = (struct top_piece){ .escape = true };
	for (i = 0; text[i] && i < TOP_TEXT_CHARS; i++)
		ret->ch[i] = (unsigned char)text[i];
	ret->nr = i;
	ret->width = i;
}

static void escape_control(struct top_piece *ret, unsigned char b)
{
	static const char letters[] = "abtnvfr"; /* from \a = 7 on */
	char text[TOP_TEXT_CHARS];

	if (b >= '\a' && b <= '\r')
		snprintf(text, sizeof(text), "\\%c", letters[b - '\a']);
	else
		snprintf(text, sizeof(text), "\\x%02x", b);
	set_escape(ret, text);
}

static void escape_char(struct top_piece *ret, wchar_t ch)
{
	char text[TOP_TEXT_CHARS];

	snprintf(text, sizeof(text), "\\u{%x}", (unsigned int)ch & 0x1fffff);
	set_escape(ret, text);
}

/* Appends the combining characters at s; returns the bytes that they took. */
static size_t take_combining(const char *s, size_t len, struct top_piece *ret)
{
	size_t used = 0;
	wchar_t ch;

	while (used < len) {
		size_t got = decode(s + used, len - used, &ch);

		if (!got || ch < 0x80 || wcwidth(ch) != 0 || is_invisible(ch))
			break;
		if (ret->nr <= COMBINING_MAX)
			ret->ch[ret->nr++] = ch;
		used += got;
	}
	return used;
}

size_t top_text_next(const char *s, size_t len, struct top_piece *ret)
{
	wchar_t ch;
	size_t used = decode(s, len, &ch);
	int width;

	if (!used || ch < 0x20 || ch == 0x7f) {
		escape_control(ret, (unsigned char)s[0]);
		return 1;
	}
	width = wcwidth(ch);
	if (width < 0 || is_invisible(ch)) {
		escape_char(ret, ch);
		return used;
	}
	*ret = (struct top_piece){ .width = width, .nr = 1 };
	ret->ch[0] = ch;
	if (width == 0) {
		/* Nothing in front of it to stand on. */
		ret->ch[0] = L' ';
		ret->width = 1;
		used = 0;
	}
	return used + take_combining(s + used, len - used, ret);
}

int top_text_width(const char *s, size_t len, int limit)
{
	struct top_piece piece;
	int width = 0;

	while (len && width <= limit) {
		size_t used = top_text_next(s, len, &piece);

		width += piece.width;
		s += used;
		len -= used;
	}
	return width <= limit ? width : limit + 1;
}

wchar_t top_text_ellipsis(void)
{
	return wcwidth(L'\u2026') == 1 ? L'\u2026' : L'~';
}

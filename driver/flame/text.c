// SPDX-License-Identifier: GPL-2.0
/* Text of any bytes, safe where it goes. */
#include "flame/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* What follows a first byte, and the least character of so many bytes. */
static const u32 least[] = { 0, 0x80, 0x800, 0x10000 };

static int more_bytes(unsigned char first)
{
	if (first < 0x80)
		return 0;
	if (first >= 0xc2 && first < 0xe0)
		return 1;
	if (first >= 0xe0 && first < 0xf0)
		return 2;
	return first >= 0xf0 && first < 0xf5 ? 3 : -1;
}

u32 text_next(const char **text, const char *end)
{
	const unsigned char *p = (const unsigned char *)*text;
	int more = more_bytes(*p);
	u32 c = *p;

	(*text)++;
	if (!more)
		return c;
	if (more < 0 || end - *text < more)
		return TEXT_REPLACEMENT;
	c &= 0x3fu >> more;
	for (int i = 1; i <= more; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return TEXT_REPLACEMENT;
		c = c << 6 | (p[i] & 0x3f);
	}
	if (c < least[more] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return TEXT_REPLACEMENT;
	*text += more;
	return c;
}

size_t text_chars(const char *text, size_t len)
{
	const char *end = text + len;
	size_t nr = 0;

	for (; text < end; nr++)
		text_next(&text, end);
	return nr;
}

/* Returns the number of bytes. */
static size_t encode(char *to, u32 c)
{
	if (c < 0x80) {
		to[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		to[0] = (char)(0xc0 | c >> 6);
		to[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		to[0] = (char)(0xe0 | c >> 12);
		to[1] = (char)(0x80 | (c >> 6 & 0x3f));
		to[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	to[0] = (char)(0xf0 | c >> 18);
	to[1] = (char)(0x80 | (c >> 12 & 0x3f));
	to[2] = (char)(0x80 | (c >> 6 & 0x3f));
	to[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

static void put_char(FILE *out, u32 c)
{
	char bytes[4];

	if (c < 0x80)
		putc_unlocked((int)c, out);
	else
		fwrite_unlocked(bytes, 1, encode(bytes, c), out);
}

/* A line break in a name would be one in the text around it. */
static bool xml_has(u32 c)
{
	return c >= 0x20 && c != 0x7f && !(c >= 0x80 && c < 0xa0) &&
	       c != 0xfffe && c != 0xffff;
}

static void put_xml(FILE *out, u32 c)
{
	switch (c) {
	case '&':
		fputs_unlocked("&amp;", out);
		break;
	case '<':
		fputs_unlocked("&lt;", out);
		break;
	case '>':
		fputs_unlocked("&gt;", out);
		break;
	case '"':
		fputs_unlocked("&quot;", out);
		break;
	case '\'':
		fputs_unlocked("&#39;", out);
		break;
	default:
		put_char(out, xml_has(c) ? c : TEXT_REPLACEMENT);
	}
}

void text_xml_chars(FILE *out, const char *text, size_t len, size_t chars)
{
	const char *end = text + len;

	while (text < end && chars--)
		put_xml(out, text_next(&text, end));
}

void text_xml(FILE *out, const char *text, size_t len)
{
	text_xml_chars(out, text, len, SIZE_MAX);
}

void text_json(FILE *out, const char *text, size_t len)
{
	const char *end = text + len;

	putc_unlocked('"', out);
	while (text < end) {
		u32 c = text_next(&text, end);

		if (c == '"' || c == '\\')
			putc_unlocked('\\', out);
		if (c < 0x20)
			fprintf(out, "\\u%04x", c);
		else
			put_char(out, c);
	}
	putc_unlocked('"', out);
}

size_t text_utf8(char *to, const char *text, size_t len)
{
	const char *end = text + len;
	char *at = to;

	while (text < end)
		at += encode(at, text_next(&text, end));
	return (size_t)(at - to);
}

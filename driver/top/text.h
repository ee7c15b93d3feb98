/* SPDX-License-Identifier: GPL-2.0 */
/*
 * UTF-8 from the script as what a terminal may be given: pieces of known
 * width. Control characters, invalid bytes, characters that the locale cannot
 * show and those that reorder or hide text become visible escapes.
 */
#ifndef STAPX_TOP_TEXT_H
#define STAPX_TOP_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <wchar.h>

#define TOP_TEXT_CHARS 12 /* "\u{10ffff}" and its NUL fit */

/*
 * Either one character of `width` columns with up to two combining ones
 * behind it, or an escape: `nr` characters of one column each.
 */
struct top_piece {
	wchar_t ch[TOP_TEXT_CHARS];
	int nr;
	int width; /* columns, 1.. */
	bool escape;
};

/* The first piece of s[0..len), len > 0; returns the bytes that it took. */
size_t top_text_next(const char *s, size_t len, struct top_piece *ret);

/* Columns of the whole string, but no more than limit + 1 are counted. */
int top_text_width(const char *s, size_t len, int limit);

/* The character that stands for what was cut off, one column wide. */
wchar_t top_text_ellipsis(void);

#endif

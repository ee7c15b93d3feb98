/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Names of functions are any bytes: text of them that is safe where it goes.
 * What is no UTF-8, and what the format has no place for, becomes U+FFFD.
 */
#ifndef STAPX_FLAME_TEXT_H
#define STAPX_FLAME_TEXT_H

#include <stddef.h>
#include <stdio.h>
#include <stapx/types.h>

#define TEXT_REPLACEMENT 0xfffdu

/*
 * The character at *text, which is before end, and *text behind it; bytes that
 * are none (RFC 3629) are U+FFFD each.
 */
u32 text_next(const char **text, const char *end);

/* Characters of UTF-8, counted so. */
size_t text_chars(const char *text, size_t len);

/* For XML 1.0, in elements and in attributes with any quotes. */
void text_xml(FILE *out, const char *text, size_t len);

/* The first characters of it only. */
void text_xml_chars(FILE *out, const char *text, size_t len, size_t chars);

/* For JSON, with its quotes. */
void text_json(FILE *out, const char *text, size_t len);

/* UTF-8 in any case; to must hold 3 * len bytes. Returns their number. */
size_t text_utf8(char *to, const char *text, size_t len);

#endif

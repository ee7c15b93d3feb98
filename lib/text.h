/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A bounded text buffer that counts what it has no room for: the caller
 * learns how much it would have needed, as from snprintf.
 */
#ifndef STAPX_LIB_TEXT_H
#define STAPX_LIB_TEXT_H

#include <stapx/types.h>

#define SX_TEXT_NUMBER 24 /* digits of a 64-bit number in any base from 8 up */

struct sx_text {
	char *buf;
	sx_size size;
	sx_size used; /* may be more than size */
};

void sx_text_init(struct sx_text *t, char *buf, sx_size size);

/* Ends the text with a NUL if size is not 0; returns its full length. */
sx_size sx_text_end(struct sx_text *t);

void sx_text_put(struct sx_text *t, const char *data, sx_size len);
void sx_text_put_string(struct sx_text *t, const char *s);
void sx_text_put_signed(struct sx_text *t, s64 value);
void sx_text_put_unsigned(struct sx_text *t, u64 value);
void sx_text_fill(struct sx_text *t, char c, sx_size nr);

/* Digits without a NUL, returns how many; `upper`: A-F. */
u32 sx_text_digits(char *to, u64 value, u32 base, int upper);
u32 sx_text_signed(char *to, s64 value);

#endif

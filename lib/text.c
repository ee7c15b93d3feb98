// SPDX-License-Identifier: GPL-2.0
/* Bounded text. */
#include "text.h"
#include "mem.h"

void sx_text_init(struct sx_text *t, char *buf, sx_size size)
{
	t->buf = buf;
	t->size = size;
	t->used = 0;
}

sx_size sx_text_end(struct sx_text *t)
{
	if (t->size)
		t->buf[t->used < t->size ? t->used : t->size - 1] = 0;
	return t->used;
}

static sx_size room(const struct sx_text *t)
{
	return t->used < t->size ? t->size - t->used : 0;
}

void sx_text_put(struct sx_text *t, const char *data, sx_size len)
{
	sx_size fits = room(t);

	if (fits)
		sx_memcpy(t->buf + t->used, data, len < fits ? len : fits);
	t->used += len;
}

void sx_text_put_string(struct sx_text *t, const char *s)
{
	sx_text_put(t, s, sx_strlen(s));
}

void sx_text_put_signed(struct sx_text *t, s64 value)
{
	char digits[SX_TEXT_NUMBER];

	sx_text_put(t, digits, sx_text_signed(digits, value));
}

void sx_text_put_unsigned(struct sx_text *t, u64 value)
{
	char digits[SX_TEXT_NUMBER];

	sx_text_put(t, digits, sx_text_digits(digits, value, 10, 0));
}

void sx_text_fill(struct sx_text *t, char c, sx_size nr)
{
	sx_size fits = room(t);

	if (fits)
		sx_memset(t->buf + t->used, c, nr < fits ? nr : fits);
	t->used += nr;
}

u32 sx_text_digits(char *to, u64 value, u32 base, int upper)
{
	const char *digit = upper ? "0123456789ABCDEF" : "0123456789abcdef";
	char tmp[SX_TEXT_NUMBER];
	u32 n = 0, i;

	do {
		tmp[n++] = digit[value % base];
		value /= base;
	} while (value);
	for (i = 0; i < n; i++)
		to[i] = tmp[n - 1 - i];
	return n;
}

u32 sx_text_signed(char *to, s64 value)
{
	if (value >= 0)
		return sx_text_digits(to, (u64)value, 10, 0);
	*to = '-';
	return sx_text_digits(to + 1, -(u64)value, 10, 0) + 1;
}

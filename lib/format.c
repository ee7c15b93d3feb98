// SPDX-License-Identifier: GPL-2.0
/* printf formats: pieces and operand types. */
#include "format.h"
#include "mem.h"

/* What is left of a format while one conversion is read. */
struct reader {
	const char *fmt;
	u32 len;
	u32 pos;
};

static char peek(const struct reader *r)
{
	return r->pos < r->len ? r->fmt[r->pos] : 0;
}

static u8 flag_of(char c)
{
	switch (c) {
	case '-':
		return SX_FORMAT_LEFT;
	case '+':
		return SX_FORMAT_PLUS;
	case ' ':
		return SX_FORMAT_SPACE;
	case '0':
		return SX_FORMAT_ZERO;
	case '#':
		return SX_FORMAT_ALT;
	default:
		return 0;
	}
}

static void read_flags(struct reader *r, struct sx_format_piece *piece)
{
	u8 flag = flag_of(peek(r));

	while (flag) {
		piece->flags |= flag;
		r->pos++;
		flag = flag_of(peek(r));
	}
}

/* A number or `*`; -1: too large. */
static int read_number(struct reader *r, s32 *number, u8 *star)
{
	if (peek(r) == '*') {
		*star = 1;
		r->pos++;
		return 0;
	}
	*number = 0;
	while (peek(r) >= '0' && peek(r) <= '9') {
		*number = *number * 10 + (peek(r) - '0');
		if (*number > SX_FORMAT_MAX_WIDTH)
			return -1;
		r->pos++;
	}
	return 0;
}

static u32 check_conversion(char c)
{
	const char *known = "diuoxXpscbmM";

	if (!c)
		return SX_FORMAT_UNFINISHED;
	for (; *known; known++)
		if (*known == c)
			return SX_FORMAT_OK;
	return SX_FORMAT_UNKNOWN;
}

static u32 read_conversion(struct reader *r, struct sx_format_piece *piece)
{
	u32 error;

	r->pos++;
	read_flags(r, piece);
	if (read_number(r, &piece->width, &piece->star_width))
		return SX_FORMAT_TOO_WIDE;
	if (peek(r) == '.') {
		r->pos++;
		if (read_number(r, &piece->precision, &piece->star_precision))
			return SX_FORMAT_TOO_WIDE;
	}
	while (peek(r) == 'l')
		r->pos++;
	error = check_conversion(peek(r));
	if (!error)
		piece->conv = r->fmt[r->pos++];
	return error;
}

int sx_format_next(const char *fmt, u32 len, u32 *pos,
		   struct sx_format_piece *ret, u32 *error)
{
	struct reader r = { fmt, len, *pos };

	sx_memset(ret, 0, sizeof(*ret));
	ret->precision = -1;
	ret->off = r.pos;
	*error = SX_FORMAT_OK;
	if (r.pos >= len)
		return 0;
	if (fmt[r.pos] != '%') {
		while (r.pos < len && fmt[r.pos] != '%')
			r.pos++;
		ret->len = r.pos - ret->off;
	} else if (r.pos + 1 < len && fmt[r.pos + 1] == '%') {
		ret->len = 1; /* of the two */
		r.pos += 2;
	} else {
		*error = read_conversion(&r, ret);
		ret->len = r.pos - ret->off;
	}
	*pos = r.pos < len ? r.pos : len;
	return *error ? -1 : 1;
}

static void add_type(u8 *types, u32 max, int *nr, u8 type)
{
	if ((u32)*nr < max)
		types[*nr] = type;
	++*nr;
}

int sx_format_types(const char *fmt, u32 len, u8 *ret, u32 max, u32 *error)
{
	struct sx_format_piece piece;
	int nr = 0, more;
	u32 pos = 0;

	for (;;) {
		more = sx_format_next(fmt, len, &pos, &piece, error);
		if (more <= 0)
			return more ? -1 : nr;
		if (!piece.conv)
			continue;
		if (piece.star_width)
			add_type(ret, max, &nr, SX_T_INT);
		if (piece.star_precision)
			add_type(ret, max, &nr, SX_T_INT);
		add_type(ret, max, &nr,
			 piece.conv == 's' ? SX_T_STR : SX_T_INT);
	}
}

int sx_format_reads(const char *fmt, u32 len)
{
	struct sx_format_piece piece;
	u32 pos = 0, error;

	while (sx_format_next(fmt, len, &pos, &piece, &error) > 0)
		if (piece.conv == 'm' || piece.conv == 'M')
			return 1;
	return 0;
}

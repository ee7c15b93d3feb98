// SPDX-License-Identifier: GPL-2.0
/* printf formats: text out of operands. */
#include "format.h"
#include "mem.h"
#include "text.h"

struct operands {
	const union sx_reg *ints;
	const union sx_reg *strs;
	const struct sx_format_memory *memory; /* NULL: bytes are in strs */
	int failed; /* to read memory */
};

/* A number split into what stands before its digits, and the digits. */
struct number {
	char prefix[3];
	u32 prefix_len;
	char digits[SX_TEXT_NUMBER];
	u32 digits_len;
};

static void add_prefix(struct number *n, char c)
{
	n->prefix[n->prefix_len++] = c;
}

static void convert_signed(const struct sx_format_piece *p, s64 v,
			   struct number *n)
{
	if (v < 0)
		add_prefix(n, '-');
	else if (p->flags & SX_FORMAT_PLUS)
		add_prefix(n, '+');
	else if (p->flags & SX_FORMAT_SPACE)
		add_prefix(n, ' ');
	n->digits_len =
		sx_text_digits(n->digits, v < 0 ? -(u64)v : (u64)v, 10, 0);
}

static void convert_hex(const struct sx_format_piece *p, u64 v,
			struct number *n)
{
	if (p->conv == 'p' || (p->flags & SX_FORMAT_ALT && v)) {
		add_prefix(n, '0');
		add_prefix(n, p->conv == 'X' ? 'X' : 'x');
	}
	n->digits_len = sx_text_digits(n->digits, v, 16, p->conv == 'X');
}

static void convert_octal(const struct sx_format_piece *p, u64 v,
			  struct number *n)
{
	n->digits_len = sx_text_digits(n->digits, v, 8, 0);
	if (p->flags & SX_FORMAT_ALT && v && p->precision <= (s32)n->digits_len)
		add_prefix(n, '0');
}

static void convert(const struct sx_format_piece *p, s64 v, struct number *n)
{
	n->prefix_len = 0;
	if (p->conv == 'd' || p->conv == 'i')
		convert_signed(p, v, n);
	else if (p->conv == 'o')
		convert_octal(p, (u64)v, n);
	else if (p->conv == 'u')
		n->digits_len = sx_text_digits(n->digits, (u64)v, 10, 0);
	else
		convert_hex(p, (u64)v, n);
	/* C: no digit of 0 with precision 0 (but %#o shows one). */
	if (!v && !p->precision &&
	    !(p->conv == 'o' && p->flags & SX_FORMAT_ALT))
		n->digits_len = 0;
}

static void put_number(struct sx_text *t, const struct sx_format_piece *p,
		       s64 v)
{
	s32 zeros, spaces;
	struct number n;

	convert(p, v, &n);
	zeros = p->precision - (s32)n.digits_len;
	if (p->precision < 0 && p->flags & SX_FORMAT_ZERO &&
	    !(p->flags & SX_FORMAT_LEFT))
		zeros = p->width - (s32)(n.prefix_len + n.digits_len);
	if (zeros < 0)
		zeros = 0;
	spaces = p->width - (s32)(n.prefix_len + n.digits_len) - zeros;
	if (spaces < 0)
		spaces = 0;
	if (!(p->flags & SX_FORMAT_LEFT))
		sx_text_fill(t, ' ', (u32)spaces);
	sx_text_put(t, n.prefix, n.prefix_len);
	sx_text_fill(t, '0', (u32)zeros);
	sx_text_put(t, n.digits, n.digits_len);
	if (p->flags & SX_FORMAT_LEFT)
		sx_text_fill(t, ' ', (u32)spaces);
}

static void put_bytes(struct sx_text *t, const struct sx_format_piece *p,
		      const char *data, u32 len)
{
	u32 width = (u32)p->width, spaces = width > len ? width - len : 0;

	if (!(p->flags & SX_FORMAT_LEFT))
		sx_text_fill(t, ' ', spaces);
	sx_text_put(t, data, len);
	if (p->flags & SX_FORMAT_LEFT)
		sx_text_fill(t, ' ', spaces);
}

static void put_string(struct sx_text *t, const struct sx_format_piece *p,
		       const struct sx_str *s)
{
	u32 len = s->len;

	if (p->precision >= 0 && (u32)p->precision < len)
		len = (u32)p->precision;
	put_bytes(t, p, s->data, len);
}

/* What `#` makes of a character; returns the length. */
static u32 escape(u8 c, char *to)
{
	static const char letters[] = "abtnvfr"; /* from 7 on */

	if (c >= ' ' && c < 0x7f) {
		to[0] = (char)c;
		return 1;
	}
	to[0] = '\\';
	if (c >= 7 && c < 14) {
		to[1] = letters[c - 7];
		return 2;
	}
	to[1] = (char)('0' + (c >> 6));
	to[2] = (char)('0' + (c >> 3 & 7));
	to[3] = (char)('0' + (c & 7));
	return 4;
}

static void put_char(struct sx_text *t, const struct sx_format_piece *p, s64 v)
{
	char c[4] = { (char)v };
	u32 len = 1;

	if (p->flags & SX_FORMAT_ALT)
		len = escape((u8)v, c);
	put_bytes(t, p, c, len);
}

/* The CPU's byte order is the order of the value in memory. */
static void put_binary(struct sx_text *t, const struct sx_format_piece *p,
		       s64 v)
{
	u32 len = (u32)p->width;

	if (len != 1 && len != 2 && len != 4)
		len = 8;
	sx_text_put(t, (const char *)&v, len);
}

static void put_hex(struct sx_text *t, const char *data, u32 len)
{
	static const char digits[] = "0123456789abcdef";
	u32 i;

	for (i = 0; i < len; i++) {
		const char hex[2] = { digits[(u8)data[i] >> 4],
				      digits[data[i] & 15] };

		sx_text_put(t, hex, sizeof(hex));
	}
}

static void put_dump(struct sx_text *t, char conv, const char *data, u32 len)
{
	if (conv == 'M')
		put_hex(t, data, len);
	else
		sx_text_put(t, data, len);
}

/* By pieces: a handler's stack is small. */
static void read_dump(struct sx_text *t, const struct sx_format_piece *p,
		      struct operands *ops, u64 addr, u32 len)
{
	char bytes[64];
	u32 n;

	for (; len && !ops->failed; len -= n, addr += n) {
		n = len < sizeof(bytes) ? len : (u32)sizeof(bytes);
		if (ops->memory->read(ops->memory->arg, addr,
				      p->flags & SX_FORMAT_ALT, bytes, n))
			ops->failed = 1;
		else
			put_dump(t, p->conv, bytes, n);
	}
}

s64 sx_format_memory_len(const struct sx_format_piece *piece,
			 const union sx_reg *star)
{
	s64 len = piece->star_precision ? star->i : piece->precision;

	return len < 0 ? 1 : len;
}

static void put_memory(struct sx_text *t, const struct sx_format_piece *p,
		       struct operands *ops)
{
	const struct sx_str *found = ops->memory ? SX_NULL : (ops->strs++)->s;
	u32 len = found ? found->len : p->precision < 0 ? 1 : (u32)p->precision;
	u32 shown = p->conv == 'M' ? 2 * len : len;
	u32 spaces = (u32)p->width > shown ? (u32)p->width - shown : 0;

	if (!(p->flags & SX_FORMAT_LEFT))
		sx_text_fill(t, ' ', spaces);
	if (found)
		put_dump(t, p->conv, found->data, len);
	else if (len <= SX_FORMAT_MAX_MEMORY)
		read_dump(t, p, ops, (u64)(ops->ints++)->i, len);
	else
		ops->failed = 1;
	if (p->flags & SX_FORMAT_LEFT)
		sx_text_fill(t, ' ', spaces);
}

static s32 star(s64 v)
{
	if (v > SX_FORMAT_MAX_WIDTH)
		return SX_FORMAT_MAX_WIDTH;
	return v < -SX_FORMAT_MAX_WIDTH ? -SX_FORMAT_MAX_WIDTH : (s32)v;
}

/* A negative width means left, a negative precision none. */
static void take_stars(struct sx_format_piece *p, struct operands *ops)
{
	if (p->star_width) {
		p->width = star((ops->ints++)->i);
		if (p->width < 0) {
			p->width = -p->width;
			p->flags |= SX_FORMAT_LEFT;
		}
	}
	if (p->star_precision) {
		p->precision = star((ops->ints++)->i);
		if (p->precision < 0)
			p->precision = -1;
	}
}

static void put_piece(struct sx_text *t, const char *fmt,
		      struct sx_format_piece *p, struct operands *ops)
{
	if (!p->conv) {
		sx_text_put(t, fmt + p->off, p->len);
		return;
	}
	take_stars(p, ops);
	switch (p->conv) {
	case 's':
		put_string(t, p, (ops->strs++)->s);
		break;
	case 'c':
		put_char(t, p, (ops->ints++)->i);
		break;
	case 'b':
		put_binary(t, p, (ops->ints++)->i);
		break;
	case 'm':
	case 'M':
		put_memory(t, p, ops);
		break;
	default:
		put_number(t, p, (ops->ints++)->i);
	}
}

static sx_size render(struct operands *ops, char *buf, sx_size size,
		      const char *fmt, u32 len)
{
	struct sx_format_piece piece;
	struct sx_text t;
	u32 pos = 0, error;

	sx_text_init(&t, buf, size);
	while (!ops->failed &&
	       sx_format_next(fmt, len, &pos, &piece, &error) > 0)
		put_piece(&t, fmt, &piece, ops);
	return sx_text_end(&t);
}

sx_size sx_format_render(char *buf, sx_size size, const char *fmt, u32 len,
			 const union sx_reg *ints, const union sx_reg *strs)
{
	struct operands ops = { .ints = ints, .strs = strs };

	return render(&ops, buf, size, fmt, len);
}

sx_size sx_format_render_memory(char *buf, sx_size size, const char *fmt,
				u32 len, const union sx_reg *ints,
				const union sx_reg *strs,
				const struct sx_format_memory *memory)
{
	struct operands ops = { ints, strs, memory, 0 };

	return render(&ops, buf, size, fmt, len);
}

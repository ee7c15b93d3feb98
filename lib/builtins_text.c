// SPDX-License-Identifier: GPL-2.0
/*
 * text_str() and its like: bytes that are not printable ASCII, the quotation
 * mark and the backslash become escapes of C; characters in valid UTF-8 (RFC
 * 3629) become \uXXXX or \UXXXXXXXX.
 */
#include "builtins.h"
#include "mem.h"

#define ESCAPE_MAX 10
#define QUOTED_MIN 5 /* "" and three dots */

/* What one character of the input becomes. */
struct unit {
	char text[ESCAPE_MAX];
	u32 len;
	u32 taken; /* bytes of the input */
};

static u32 lead_len(u8 c)
{
	if (c < 0xc2 || c > 0xf4)
		return 1;
	return c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

static int is_code_point(u32 c, u32 len)
{
	if (len == 3)
		return c >= 0x800 && (c < 0xd800 || c > 0xdfff);
	return len == 2 || (c >= 0x10000 && c <= 0x10ffff);
}

/* Bytes of the UTF-8 sequence at p, of which `left` are there; 1: none. */
static u32 decode(const char *p, u32 left, u32 *ret)
{
	u32 len = lead_len((u8)*p);
	u32 c = (u8)*p & (0xffu >> (len + 1));
	u32 i;

	if (len == 1 || len > left)
		return 1;
	for (i = 1; i < len; i++) {
		if (((u8)p[i] & 0xc0) != 0x80)
			return 1;
		c = c << 6 | ((u8)p[i] & 0x3f);
	}
	*ret = c;
	return is_code_point(c, len) ? len : 1;
}

static void put_code_point(struct unit *u, u32 c)
{
	u32 digits = c > 0xffff ? 8 : 4;
	u32 i;

	u->text[0] = '\\';
	u->text[1] = c > 0xffff ? 'U' : 'u';
	for (i = 0; i < digits; i++)
		u->text[2 + i] =
			"0123456789abcdef"[c >> (digits - 1 - i) * 4 & 15];
	u->len = 2 + digits;
}

/* The letter behind the backslash; 0: there is none for this byte. */
static char escape_letter(u8 c)
{
	static const char letters[] = "abtnvfr"; /* from 7 on */

	if (c == '"' || c == '\\')
		return (char)c;
	return c >= 7 && c <= 13 ? letters[c - 7] : 0;
}

static void put_byte(struct unit *u, u8 c)
{
	char letter = escape_letter(c);

	u->len = 1;
	u->text[0] = (char)c;
	if (!letter && c >= ' ' && c < 127)
		return;
	u->text[0] = '\\';
	u->text[1] = letter;
	u->len = 2;
	if (letter)
		return;
	u->text[1] = (char)('0' + (c >> 6));
	u->text[2] = (char)('0' + (c >> 3 & 7));
	u->text[3] = (char)('0' + (c & 7));
	u->len = 4;
}

static void take_unit(const char *p, u32 left, struct unit *ret)
{
	u32 c;

	ret->taken = decode(p, left, &c);
	if (ret->taken > 1)
		put_code_point(ret, c);
	else
		put_byte(ret, (u8)*p);
}

/*
 * Whole units up to `room` bytes. *ret_short: how much of the output remains
 * when the last three bytes are wanted for dots. Returns 1 if all fitted.
 */
static int put_units(struct sx_text *t, const struct sx_str *in, u32 room,
		     sx_size *ret_short)
{
	sx_size start = t->used;
	struct unit u;
	u32 i;

	*ret_short = start;
	for (i = 0; i < in->len; i += u.taken) {
		take_unit(in->data + i, in->len - i, &u);
		if (t->used - start + u.len > room)
			return 0;
		sx_text_put(t, u.text, u.len);
		if (t->used - start + 3 <= room)
			*ret_short = t->used;
	}
	return 1;
}

static void put_quoted(struct sx_text *t, const struct sx_str *in, u32 room)
{
	sx_size cut;

	if (room < QUOTED_MIN)
		room = QUOTED_MIN;
	sx_text_put(t, "\"", 1);
	if (put_units(t, in, room - 2, &cut)) {
		sx_text_put(t, "\"", 1);
		return;
	}
	t->used = cut;
	sx_text_put(t, "\"...", 4);
}

static int make_text(struct sx_vm *vm, union sx_reg *strs, s64 room, int quoted,
		     union sx_reg *ret)
{
	struct sx_text t;
	struct sx_str *s = sx_builtin_text(vm, &t);
	sx_size cut;

	if (!s)
		return -1;
	if (room <= 0 || room > s->len)
		room = s->len;
	if (quoted)
		put_quoted(&t, strs[0].s, (u32)room);
	else
		put_units(&t, strs[0].s, (u32)room, &cut);
	ret->s = sx_builtin_text_end(vm, s, &t);
	return 0;
}

int sx_builtin_text_str(SX_BUILTIN_PARAMS)
{
	return make_text(vm, strs, 0, 0, ret);
}

int sx_builtin_text_strn(SX_BUILTIN_PARAMS)
{
	return make_text(vm, strs, ints[0].i, ints[1].i != 0, ret);
}

int sx_builtin_string_quoted(SX_BUILTIN_PARAMS)
{
	return make_text(vm, strs, 0, 1, ret);
}

// SPDX-License-Identifier: GPL-2.0
/*
 * Lengths and kinds of instructions, by AMD64 Architecture Programmer's Manual
 * volume 3, appendix A. The tables name what is accepted: an opcode without a
 * row is refused, so nothing that changes privileges, stops, does input or
 * output, or is newer than this file is ever run from a copy.
 */
#include "insn.h"

#include "mem.h"

/* What follows an opcode. */
enum form {
	NOT_KNOWN,
	PLAIN, /* nothing */
	IMM8,
	IMM16,
	IMMZ, /* 4 bytes, 2 with an operand size prefix */
	IMMV, /* the same, 8 with REX.W */
	MODRM,
	MODRM_IMM8,
	MODRM_IMMZ,
	GROUP, /* MODRM...: which, depends on its middle bits */
	JUMP8,
	JUMP32,
};

struct row {
	u8 first;
	u8 last;
	u8 form;
};

/* clang-format off */
static const struct row one_byte[] = {
	{ 0x63, 0x63, MODRM }, { 0x50, 0x5f, PLAIN }, { 0x68, 0x68, IMMZ },
	{ 0x69, 0x69, MODRM_IMMZ }, { 0x6a, 0x6a, IMM8 },
	{ 0x6b, 0x6b, MODRM_IMM8 }, { 0x70, 0x7f, JUMP8 },
	{ 0x80, 0x80, MODRM_IMM8 }, { 0x81, 0x81, MODRM_IMMZ },
	{ 0x83, 0x83, MODRM_IMM8 }, { 0x84, 0x8b, MODRM }, { 0x8d, 0x8d, MODRM },
	{ 0x8f, 0x8f, GROUP }, { 0x90, 0x99, PLAIN }, { 0xa4, 0xa7, PLAIN },
	{ 0xa8, 0xa8, IMM8 }, { 0xa9, 0xa9, IMMZ }, { 0xaa, 0xaf, PLAIN },
	{ 0xb0, 0xb7, IMM8 }, { 0xb8, 0xbf, IMMV }, { 0xc0, 0xc1, MODRM_IMM8 },
	{ 0xc2, 0xc2, IMM16 }, { 0xc3, 0xc3, PLAIN }, { 0xc6, 0xc7, GROUP },
	{ 0xc9, 0xc9, PLAIN }, { 0xd0, 0xd3, MODRM }, { 0xe8, 0xe9, JUMP32 },
	{ 0xeb, 0xeb, JUMP8 }, { 0xf5, 0xf5, PLAIN }, { 0xf6, 0xf7, GROUP },
	{ 0xf8, 0xf9, PLAIN }, { 0xfc, 0xfd, PLAIN }, { 0xfe, 0xff, GROUP },
};

static const struct row two_bytes[] = {
	{ 0x10, 0x17, MODRM }, { 0x18, 0x18, MODRM }, { 0x1e, 0x1f, GROUP },
	{ 0x28, 0x2f, MODRM }, { 0x40, 0x4f, MODRM }, { 0x50, 0x6f, MODRM },
	{ 0x70, 0x73, MODRM_IMM8 }, { 0x74, 0x76, MODRM }, { 0x7e, 0x7f, MODRM },
	{ 0x80, 0x8f, JUMP32 }, { 0x90, 0x9f, MODRM }, { 0xa3, 0xa3, MODRM },
	{ 0xa4, 0xa4, MODRM_IMM8 }, { 0xa5, 0xa5, MODRM }, { 0xab, 0xab, MODRM },
	{ 0xac, 0xac, MODRM_IMM8 }, { 0xad, 0xad, MODRM }, { 0xaf, 0xb1, MODRM },
	{ 0xb3, 0xb3, MODRM }, { 0xb6, 0xb7, MODRM }, { 0xba, 0xba, GROUP },
	{ 0xbb, 0xc1, MODRM }, { 0xc2, 0xc2, MODRM_IMM8 }, { 0xc3, 0xc3, MODRM },
	{ 0xc4, 0xc6, MODRM_IMM8 }, { 0xc8, 0xcf, PLAIN }, { 0xd1, 0xd5, MODRM },
	{ 0xd6, 0xfe, MODRM },
};

/* Of VEX, in place of two_bytes. */
static const struct row vex_bytes[] = {
	{ 0x10, 0x17, MODRM }, { 0x28, 0x2f, MODRM }, { 0x50, 0x6f, MODRM },
	{ 0x70, 0x73, MODRM_IMM8 }, { 0x74, 0x76, MODRM }, { 0x77, 0x77, PLAIN },
	{ 0x7c, 0x7f, MODRM }, { 0xc2, 0xc2, MODRM_IMM8 },
	{ 0xc4, 0xc6, MODRM_IMM8 }, { 0xd0, 0xfe, MODRM },
};
/* clang-format on */

struct cursor {
	const u8 *code;
	u32 len;
	u32 at;
	int ok;
	int data16;
	int addr32;
	int lock;
	u8 repeat; /* 0xf2, 0xf3 or 0 */
	u8 rex;
	u8 modrm;
	struct sx_recipe *ret;
};

static u8 next(struct cursor *c)
{
	if (c->at < c->len && c->at < SX_INSN_MAX)
		return c->code[c->at++];
	c->ok = 0;
	return 0;
}

static void skip(struct cursor *c, u32 n)
{
	while (n--)
		next(c);
}

static s32 number(struct cursor *c, u32 bytes)
{
	u32 value = 0;
	u32 i;

	for (i = 0; i < bytes; i++)
		value |= (u32)next(c) << (8 * i);
	return bytes == 1 ? (s8)value : (s32)value;
}

static u8 find(const struct row *rows, u32 nr, u8 opcode)
{
	u32 i;

	for (i = 0; i < nr; i++)
		if (opcode >= rows[i].first && opcode <= rows[i].last)
			return rows[i].form;
	return NOT_KNOWN;
}

#define FIND(rows, opcode) find(rows, sizeof(rows) / sizeof(rows[0]), opcode)

/* The opcode; the last REX counts, and only right in front of it. */
static u8 take_prefixes(struct cursor *c)
{
	for (;;) {
		u8 byte = next(c);

		if (!c->ok)
			return 0;
		if (byte == 0x66)
			c->data16 = 1;
		else if (byte == 0x67)
			c->addr32 = 1;
		else if (byte == 0xf0)
			c->lock = 1;
		else if (byte == 0xf2 || byte == 0xf3)
			c->repeat = byte;
		else if (byte == 0x26 || byte == 0x2e || byte == 0x36 ||
			 byte == 0x3e || byte == 0x64 || byte == 0x65)
			;
		else if ((byte & 0xf0) == 0x40)
			c->rex = byte;
		else
			return byte;
		if ((byte & 0xf0) != 0x40)
			c->rex = 0;
	}
}

/* An operand by ip is told by where it lies. */
static void take_modrm(struct cursor *c)
{
	u8 mode, rm;

	c->modrm = next(c);
	mode = c->modrm >> 6;
	rm = c->modrm & 7;
	if (mode == 3) {
		c->ok &= !c->lock;
		return;
	}
	if (mode == 0 && rm == 5) {
		c->ok &= !c->addr32;
		c->ret->disp_off = (u8)c->at;
		skip(c, 4);
		return;
	}
	if (rm == 4 && (next(c) & 7) == 5 && mode == 0)
		skip(c, 4);
	skip(c, mode == 1 ? 1 : mode == 2 ? 4 : 0);
}

static u8 middle(const struct cursor *c)
{
	return (c->modrm >> 3) & 7;
}

static u32 z_bytes(const struct cursor *c)
{
	return c->data16 && !(c->rex & 8) ? 2 : 4;
}

/*
 * A call as a jump, for who has pushed the return address. An operand by the
 * stack pointer would be another one then.
 */
static void take_call(struct cursor *c, u32 modrm_at)
{
	u8 rm = c->modrm & 7;
	struct sx_recipe *ret = c->ret;

	c->ok &= !c->data16 && (rm != 4 || c->modrm >= 0xc0 ||
				(c->code[modrm_at + 1] & 7) != 4 || c->rex & 1);
	c->ok &= c->modrm != 0xd4 || c->rex & 1; /* call *%rsp */
	if (!c->ok)
		return;
	ret->op = SX_RECIPE_CALL_IND;
	ret->copy_len = (u8)c->at;
	sx_memcpy(ret->copy, c->code, c->at);
	ret->copy[modrm_at] = (u8)((c->modrm & 0xc7) | 4 << 3);
}

/* FF /2 and /4: a call and a jump, near. */
static void take_group5(struct cursor *c, u32 modrm_at)
{
	switch (middle(c)) {
	case 0:
	case 1:
	case 6:
		return;
	case 2:
		take_call(c, modrm_at);
		return;
	case 4:
		c->ok &= !c->data16;
		c->ret->op = SX_RECIPE_JMP_IND;
		return;
	default:
		c->ok = 0;
	}
}

static void take_group(struct cursor *c, u8 opcode, u32 modrm_at)
{
	u8 which = middle(c);

	if (opcode == 0x8f || opcode == 0xc6 || opcode == 0xc7) {
		c->ok &= !which;
		if (opcode != 0x8f)
			skip(c, opcode == 0xc7 ? z_bytes(c) : 1);
	} else if (opcode == 0xfe) {
		c->ok &= which < 2;
	} else if (opcode == 0xff) {
		take_group5(c, modrm_at);
	} else if (which < 2) { /* F6 and F7: test */
		skip(c, opcode == 0xf7 ? z_bytes(c) : 1);
	}
}

/* 0F 1E, 0F 1F: nops; F3 0F 1E is endbr or one of shadow stacks. */
static void take_group_0f(struct cursor *c, u8 opcode)
{
	if (opcode == 0xba) {
		c->ok &= middle(c) >= 4;
		skip(c, 1);
		return;
	}
	if (opcode == 0x1f || c->modrm == 0xfa || c->modrm == 0xfb)
		c->ret->op = SX_RECIPE_NOP;
	else
		c->ok = 0;
	if (opcode == 0x1e)
		c->ok &= c->repeat == 0xf3;
	c->ret->disp_off = 0;
}

static void take_jump(struct cursor *c, u8 opcode, int two, u32 bytes)
{
	struct sx_recipe *ret = c->ret;

	c->ok &= !c->data16;
	ret->imm = number(c, bytes);
	if (two || (opcode & 0xf0) == 0x70) {
		ret->op = SX_RECIPE_JCC;
		ret->reg = opcode & 15;
	} else {
		ret->op = opcode == 0xe8 ? SX_RECIPE_CALL : SX_RECIPE_JMP;
	}
}

static void take_rest(struct cursor *c, u8 form, u8 opcode, int two)
{
	u32 modrm_at = c->at;

	if (form >= MODRM && form <= GROUP)
		take_modrm(c);
	else
		c->ok &= !c->lock;
	switch (form) {
	case PLAIN:
	case MODRM:
		break;
	case IMM8:
	case MODRM_IMM8:
		skip(c, 1);
		break;
	case IMM16:
		skip(c, 2);
		break;
	case IMMZ:
	case MODRM_IMMZ:
		skip(c, z_bytes(c));
		break;
	case IMMV:
		skip(c, c->rex & 8 ? 8 : z_bytes(c));
		break;
	case GROUP:
		if (two)
			take_group_0f(c, opcode);
		else
			take_group(c, opcode, modrm_at);
		break;
	case JUMP8:
	case JUMP32:
		take_jump(c, opcode, two, form == JUMP8 ? 1 : 4);
		break;
	default:
		c->ok = 0;
	}
}

/* 0F 38 and 0F 3A: byte shuffles, crc32, AES and their like. */
static void take_three(struct cursor *c, u8 map)
{
	u8 opcode = next(c);

	if (map == 0x38)
		c->ok &= opcode <= 0x41 || (opcode >= 0xdb && opcode <= 0xdf) ||
			 opcode == 0xf0 || opcode == 0xf1;
	else
		c->ok &= opcode >= 0x08 && opcode <= 0x63;
	take_modrm(c);
	c->ok &= !c->lock;
	if (map == 0x3a)
		skip(c, 1);
}

static void take_vex(struct cursor *c, u8 first)
{
	u8 map = first == 0xc5 ? 1 : next(c) & 0x1f;
	u8 opcode;

	c->ok &= !c->rex && !c->data16 && !c->repeat && !c->lock;
	next(c);
	opcode = next(c);
	if (map == 1) {
		take_rest(c, FIND(vex_bytes, opcode), opcode, 1);
	} else if (map == 2) {
		/* Matrices (0x49-0x5e) are left alone. */
		c->ok &= opcode < 0x48 || opcode > 0x5f || opcode == 0x58 ||
			 opcode == 0x59 || opcode == 0x5a;
		take_modrm(c);
	} else {
		c->ok &= map == 3;
		take_modrm(c);
		skip(c, 1);
	}
}

static void take_one(struct cursor *c, u8 opcode)
{
	struct sx_recipe *ret = c->ret;

	/* add to cmp: six forms each */
	if (opcode < 0x40) {
		static const u8 forms[8] = { MODRM, MODRM, MODRM,
					     MODRM, IMM8,  IMMZ };

		take_rest(c, forms[opcode & 7], opcode, 0);
		return;
	}
	take_rest(c, FIND(one_byte, opcode), opcode, 0);
	if (opcode == 0xc2 || opcode == 0xc3)
		ret->op = SX_RECIPE_RET;
	else if (opcode == 0x90 && !(c->rex & 1) && !c->repeat)
		ret->op = SX_RECIPE_NOP;
}

static void take_instruction(struct cursor *c)
{
	u8 opcode = take_prefixes(c);

	if (opcode == 0xc4 || opcode == 0xc5) {
		take_vex(c, opcode);
	} else if (opcode != 0x0f) {
		take_one(c, opcode);
	} else {
		opcode = next(c);
		if (opcode == 0x38 || opcode == 0x3a)
			take_three(c, opcode);
		else
			take_rest(c, FIND(two_bytes, opcode), opcode, 1);
		/* popcnt; without the prefix it is something else */
		c->ok &= opcode != 0xb8 || c->repeat == 0xf3;
	}
}

int sx_insn_recipe(const u8 *code, u32 len, struct sx_recipe *ret)
{
	struct cursor c = { .code = code, .len = len, .ok = 1, .ret = ret };

	sx_memset(ret, 0, sizeof(*ret));
	ret->op = SX_RECIPE_OUT_OF_LINE;
	take_instruction(&c);
	if (!c.ok)
		return -1;
	ret->len = (u8)c.at;
	sx_memcpy(ret->insn, code, c.at);
	return 0;
}

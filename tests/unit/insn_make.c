// SPDX-License-Identifier: GPL-2.0
#include "insn_make.h"

#include <stdbool.h>
#include <string.h>

#include "cpu_run.h"

u64 rnd_seed = 1;

u64 rnd(void)
{
	return cpu_random(&rnd_seed);
}

u32 below(u32 n)
{
	return (u32)(rnd() % n);
}

u64 rnd_value(void)
{
	static const u64 corners[] = { 0,	   1,	       0x7f,
				       0x80,	   0x7fffffff, 0x80000000,
				       0xffffffff, 1ull << 63 };
	u64 v = corners[below(8)];

	switch (below(4)) {
	case 0:
		return rnd();
	case 1:
		return v;
	case 2:
		return ~v + below(3);
	default:
		return rnd() >> below(64);
	}
}

static void add(struct insn_bytes *b, u32 byte)
{
	b->b[b->n++] = (u8)byte;
}

static void add_imm(struct insn_bytes *b, u64 value, u32 len)
{
	memcpy(b->b + b->n, &value, len);
	b->n += len;
}

static u32 maybe_rex(struct insn_bytes *b, bool wide)
{
	u32 rex = 0x40 | (wide ? 8 : 0) | below(8);

	if (wide || below(2))
		add(b, rex);
	return rex;
}

static u32 reg_modrm(void)
{
	return 0xc0 | below(64);
}

static void make_nop(struct insn_bytes *b)
{
	static const u8 nops[][5] = { { 0x90 },
				      { 0xf3, 0x0f, 0x1e, 0xfa },
				      { 0x0f, 0x1f, 0x44, 0, 0 } };
	static const u8 lens[] = { 1, 4, 5 };
	u32 i = below(3);

	memcpy(b->b, nops[i], lens[i]);
	b->n = lens[i];
}

static void make_alu(struct insn_bytes *b)
{
	maybe_rex(b, below(2));
	add(b, below(8) << 3 | (below(2) ? 1 : 3));
	add(b, reg_modrm());
}

static void make_alu_imm(struct insn_bytes *b)
{
	maybe_rex(b, below(2));
	switch (below(3)) {
	case 0:
		add(b, 0x83);
		add(b, reg_modrm());
		add(b, (u32)rnd_value());
		return;
	case 1:
		add(b, 0x81);
		add(b, reg_modrm());
		break;
	default:
		add(b, below(8) << 3 | 5);
		break;
	}
	add_imm(b, rnd_value(), 4);
}

static void make_sub_sp(struct insn_bytes *b)
{
	static const u8 code[3] = { 0x48, 0x81, 0xec };

	memcpy(b->b, code, 3);
	b->n = 3;
	add_imm(b, rnd_value(), 4);
}

static void make_test(struct insn_bytes *b)
{
	maybe_rex(b, below(2));
	switch (below(3)) {
	case 0:
		add(b, 0x85);
		add(b, reg_modrm());
		return;
	case 1:
		add(b, 0xf7);
		add(b, 0xc0 | below(8));
		break;
	default:
		add(b, 0xa9);
		break;
	}
	add_imm(b, rnd_value(), 4);
}

static void make_mov(struct insn_bytes *b)
{
	maybe_rex(b, below(2));
	add(b, below(2) ? 0x89 : 0x8b);
	add(b, reg_modrm());
}

static void make_set(struct insn_bytes *b)
{
	u32 rex = maybe_rex(b, below(2));

	if (below(2)) {
		add(b, 0xc7);
		add(b, 0xc0 | below(8));
		add_imm(b, rnd_value(), 4);
		return;
	}
	add(b, 0xb8 | below(8));
	if (b->n > 1 && rex & 8)
		add_imm(b, (u64)(s64)(s32)rnd_value(), 8);
	else
		add_imm(b, rnd_value(), 4);
}

static void make_lea(struct insn_bytes *b)
{
	u32 mod = below(3);
	u32 rm = below(8);
	u32 base = below(8);

	maybe_rex(b, below(2));
	add(b, 0x8d);
	add(b, mod << 6 | below(8) << 3 | rm);
	if (rm == 4)
		add(b, below(32) << 3 | base);
	if (mod == 1)
		add(b, (u32)rnd_value());
	else if (mod == 2 || rm == 5 || (rm == 4 && base == 5))
		add_imm(b, rnd_value(), 4);
}

static void make_jmp(struct insn_bytes *b)
{
	bool near = below(2);

	add(b, near ? 0xe9 : 0xeb);
	add_imm(b, TARGET_AT - INSN_AT - (near ? 5 : 2), near ? 4 : 1);
}

static void make_jcc(struct insn_bytes *b)
{
	u32 code = below(20);

	if (code >= 16 && below(2))
		add(b, 0x67);
	if (code < 16 && below(2)) {
		add(b, 0x0f);
		add(b, 0x80 | code);
		add_imm(b, TARGET_AT - INSN_AT - 6, 4);
		return;
	}
	add(b, code < 16 ? 0x70 | code : 0xe0 | (code & 3));
	add(b, (u32)(TARGET_AT - INSN_AT) - b->n - 1);
}

const struct insn_form insn_forms[] = {
	{ "nop", make_nop, SX_RECIPE_NOP, 0 },
	{ "move", make_mov, SX_RECIPE_MOV, 0 },
	{ "set", make_set, SX_RECIPE_SET, 0 },
	{ "address", make_lea, SX_RECIPE_LEA, 0 },
	{ "sub-sp", make_sub_sp, SX_RECIPE_SUB_SP, 0 },
	{ "arithmetic", make_alu, SX_RECIPE_ALU, 0 },
	{ "arithmetic-immediate", make_alu_imm, SX_RECIPE_ALU_IMM,
	  SX_RECIPE_SUB_SP },
	{ "test", make_test, SX_RECIPE_ALU, SX_RECIPE_ALU_IMM },
	{ "jump", make_jmp, SX_RECIPE_JMP, 0 },
	{ "jump-if", make_jcc, SX_RECIPE_JCC, 0 },
};

const u32 insn_forms_nr = sizeof(insn_forms) / sizeof(insn_forms[0]);

void insn_make_any(u8 code[15])
{
	static const u8 starts[][3] = {
		{ 0x0f },	{ 0x66, 0x0f },
		{ 0xf3, 0x0f }, { 0xf2, 0x0f },
		{ 0x48 },	{ 0x48, 0x0f },
		{ 0x0f, 0x38 }, { 0x66, 0x0f, 0x38 },
		{ 0xff },	{ 0x66, 0x0f, 0x3a },
		{ 0xc5, 0xf8 }, { 0xc5, 0xfd },
		{ 0xf0 },	{ 0xf3 },
	};
	const u8 *start = starts[below(14)];
	u32 n = 0;

	for (u32 i = 0; i < 15; i++)
		code[i] = (u8)rnd();
	while (below(3) && n < 3 && start[n]) {
		code[n] = start[n];
		n++;
	}
	/* One operand in four is relative to ip. */
	if (below(4) == 0)
		code[n + 1] = (u8)((code[n + 1] & 0x38) | 5);
}

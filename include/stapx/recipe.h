/* SPDX-License-Identifier: GPL-2.0 */
/* What stands under a breakpoint, from the driver to the kernel object. */
#ifndef STAPX_RECIPE_H
#define STAPX_RECIPE_H

#include <stapx/types.h>

/*
 * How the instruction under a breakpoint is carried out. The driver decodes
 * it; the kernel checks that the target's bytes are the recipe's bytes.
 */
enum sx_recipe_op {
	SX_RECIPE_NOP = 1, /* nothing but ip += len */
	SX_RECIPE_PUSH, /* push reg */
	SX_RECIPE_MOV, /* 64-bit move: reg = reg2 */
	SX_RECIPE_SUB_SP, /* sub imm, %rsp */
	SX_RECIPE_OUT_OF_LINE, /* run a copy, jump back; position independent */
	SX_RECIPE_RET, /* ret, out of line: no jump back */
	SX_RECIPE_NR,
};

struct sx_recipe {
	u8 op; /* enum sx_recipe_op */
	u8 len; /* bytes of the instruction, 1..15 */
	u8 reg; /* x86 numbering: 0 ax, 1 cx, 2 dx, 3 bx, 4 sp, 5 bp, ... */
	u8 reg2;
	s32 imm;
	u8 insn[16]; /* the instruction's bytes, then 0 */
};

#endif

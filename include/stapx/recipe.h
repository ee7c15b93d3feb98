/* SPDX-License-Identifier: GPL-2.0 */
/* What stands under a breakpoint, from the driver to the kernel object. */
#ifndef STAPX_RECIPE_H
#define STAPX_RECIPE_H

#include <stapx/types.h>

/*
 * How the instruction under a breakpoint is carried out. The driver decodes
 * it; the kernel checks that the target's bytes are the recipe's bytes.
 *
 * "Behind" is the address of the instruction that follows. Operands are
 * `width` bytes; a result of 4 bytes clears the upper half of its register.
 */
enum sx_recipe_op {
	SX_RECIPE_NOP = 1, /* nothing but ip += len */
	SX_RECIPE_PUSH, /* push reg */
	SX_RECIPE_MOV, /* reg = reg2 */
	SX_RECIPE_SUB_SP, /* sub imm, %rsp */
	SX_RECIPE_OUT_OF_LINE, /* run the copy, jump back */
	SX_RECIPE_RET, /* ret, out of line: no jump back */
	SX_RECIPE_JMP, /* ip = behind + imm */
	SX_RECIPE_JCC, /* the same if the condition `reg` holds */
	SX_RECIPE_CALL, /* out of line: push behind, go to behind + imm */
	SX_RECIPE_JMP_IND, /* run the copy, a jump: no jump back */
	SX_RECIPE_CALL_IND, /* push behind, run the copy, a jump */
	SX_RECIPE_SET, /* reg = imm */
	SX_RECIPE_LEA, /* reg = reg2 + (index << shift) + imm */
	SX_RECIPE_ALU, /* reg = reg `alu` reg2, and flags */
	SX_RECIPE_ALU_IMM, /* reg = reg `alu` imm, and flags */
	SX_RECIPE_NR,
};

/* Operands of SX_RECIPE_LEA beside registers. */
#define SX_RECIPE_NONE 0xff
#define SX_RECIPE_IP   0xfe /* reg2 only: behind */

/* 0..15 are the instruction set's condition codes; those count reg cx. */
enum sx_recipe_condition {
	SX_RECIPE_LOOPNE = 16,
	SX_RECIPE_LOOPE,
	SX_RECIPE_LOOP,
	SX_RECIPE_CXZ,
	SX_RECIPE_CONDITION_NR,
};

/* In the instruction set's numbering, and test. */
enum sx_recipe_alu {
	SX_RECIPE_ADD,
	SX_RECIPE_OR,
	SX_RECIPE_ADC,
	SX_RECIPE_SBB,
	SX_RECIPE_AND,
	SX_RECIPE_SUB,
	SX_RECIPE_XOR,
	SX_RECIPE_CMP,
	SX_RECIPE_TEST,
	SX_RECIPE_ALU_NR,
};

struct sx_recipe {
	u8 op; /* enum sx_recipe_op */
	u8 len; /* bytes of the instruction, 1..15 */
	u8 reg; /* x86 numbering: 0 ax, 1 cx, 2 dx, 3 bx, 4 sp, 5 bp, ... */
	u8 reg2;
	s32 imm;
	u8 insn[16]; /* the instruction's bytes, then 0 */
	/* What runs out of line instead of the instruction; 0: itself. */
	u8 copy_len;
	/* Where in it 4 bytes are, counted from behind insn; 0: nowhere. */
	u8 disp_off;
	u8 width; /* 4 or 8; 0 where it does not matter */
	u8 alu; /* enum sx_recipe_alu */
	u8 index;
	u8 shift; /* 0..3 */
	u8 pad[2];
	u8 copy[16]; /* then 0 */
};

#endif

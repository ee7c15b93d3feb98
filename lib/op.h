/* SPDX-License-Identifier: GPL-2.0 */
/* The tables of opcodes.def and builtins.def as data, for verifier and list. */
#ifndef STAPX_LIB_OP_H
#define STAPX_LIB_OP_H

#include <stapx/opcodes.h>
#include <stapx/types.h>

/* Operand and immediate kinds, named after the words of opcodes.def. */
enum sx_op_kind {
	SX_KIND___, /* unused */
	/* operands */
	SX_KIND_RI,
	SX_KIND_RS,
	SX_KIND_WI,
	SX_KIND_WS,
	SX_KIND_XI,
	SX_KIND_GI,
	SX_KIND_GS,
	SX_KIND_WR, /* by the result type of a function */
	SX_KIND_RM,
	/* immediates */
	SX_KIND_VAL,
	SX_KIND_JMP,
	SX_KIND_KINT,
	SX_KIND_KSTR,
	SX_KIND_FUNC,
	SX_KIND_BLT,
	SX_KIND_GLI,
	SX_KIND_GLS,
	SX_KIND_GLT,
	SX_KIND_MPI,
	SX_KIND_MPS,
	SX_KIND_MPT,
	SX_KIND_MAP,
	SX_KIND_AGT,
	SX_KIND_AGM,
	SX_KIND_GHT,
	SX_KIND_MHT,
	SX_KIND_FMT,
	SX_KIND_ITR,
	SX_KIND_ITS,
	SX_KIND_ITK,
	SX_KIND_KRE,
	SX_KIND_REG,
	SX_KIND_MOD,
};

struct sx_op_info {
	u8 a;
	u8 b;
	u8 c;
	u8 imm;
};

struct sx_builtin_info {
	const char *params; /* i: integer, s: string */
	u8 ret; /* enum sx_type */
	u8 flags; /* SX_B_* */
};

extern const struct sx_op_info sx_op_infos[SX_OP_NR];
extern const struct sx_builtin_info sx_builtin_infos[SX_BUILTIN_NR];

/* How many operands of each type an instruction or function takes. */
struct sx_signature {
	u32 ints;
	u32 strs;
};

void sx_builtin_signature(u32 builtin, struct sx_signature *ret);

/* Immediates of the kinds AGT and AGM. */
static inline u32 sx_agg_global(s32 imm)
{
	return (u32)imm & 0xffffffu;
}

static inline u32 sx_agg_of(s32 imm)
{
	return (u32)imm >> 24;
}

#endif

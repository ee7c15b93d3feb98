/* SPDX-License-Identifier: GPL-2.0 */
/* Which instruction is carried out how: the table behind recipe_decode(). */
#ifndef STAPX_DEBUGINFO_RECIPE_RULES_H
#define STAPX_DEBUGINFO_RECIPE_RULES_H

#include <Zydis/Zydis.h>

#include <stapx/recipe.h>

struct decoded {
	ZydisDecodedInstruction insn;
	ZydisDecodedOperand ops[ZYDIS_MAX_OPERAND_COUNT];
	const u8 *code; /* insn.length bytes */
};

/*
 * The op of an instruction with its operands filled into *ret, or 0 and
 * *ret_reason: static text.
 */
u8 recipe_rule(const struct decoded *d, struct sx_recipe *ret,
	       const char **ret_reason);

#endif

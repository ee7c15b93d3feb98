/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How the instruction under a breakpoint is carried out: the driver decodes
 * it with a full x86 decoder, so that the kernel object needs none.
 */
#ifndef STAPX_DEBUGINFO_RECIPE_H
#define STAPX_DEBUGINFO_RECIPE_H

#include <stddef.h>

#include <stapx/abi.h>

#define RECIPE_INSN_MAX 15 /* bytes of the longest instruction */

/* Why no recipe was made. */
struct recipe_refusal {
	char insn[96]; /* the instruction as text: "jmp 0x4010" */
	const char *reason; /* static: "a jump" */
};

/*
 * Decodes the instruction in the first bytes of code, which the process has
 * at addr (used for text only). code holds up to RECIPE_INSN_MAX bytes, fewer
 * at the end of a segment. Returns 0; -EOPNOTSUPP with *ret_why filled when
 * the instruction cannot be carried out elsewhere. Silent.
 */
int recipe_decode(const u8 *code, size_t len, u64 addr, struct sx_recipe *ret,
		  struct recipe_refusal *ret_why);

/* Bytes of an instruction that may be refused; 1 for bytes that are none. */
u32 recipe_length(const u8 *code, size_t len);

/* "nop", "move", ... for messages and tests; NULL for an unknown op. */
const char *recipe_op_name(u8 op);

#endif

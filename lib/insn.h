/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A small decoder of x86-64 instructions, for places that are only known when
 * the program gets there: what stands behind a call. It knows what compilers
 * put there; whatever else it refuses.
 */
#ifndef STAPX_INSN_H
#define STAPX_INSN_H

#include <stapx/recipe.h>

/* Bytes that no instruction exceeds. */
#define SX_INSN_MAX 15u

/*
 * How the instruction that begins at code, of whose bytes len are there, is
 * carried out from anywhere else. 0, or -1: it is none of those known, and ret
 * is undefined. Any context.
 */
int sx_insn_recipe(const u8 *code, u32 len, struct sx_recipe *ret);

#endif

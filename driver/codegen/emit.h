/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The instructions of one function while they are made. Registers are
 * numbered in two files, one a type; emit_finish() puts the strings' behind
 * the integers'. Variables come first in each file, temporaries are a stack
 * behind them. Instructions behind a jump that no label precedes are dropped.
 */
#ifndef STAPX_CODEGEN_EMIT_H
#define STAPX_CODEGEN_EMIT_H

#include <stdbool.h>

#include <stapx/opcodes.h>

#include "base/vec.h"
#include "codegen/build.h"
#include "base/intern.h"
#include "script/diag.h"

/* A register: number in its file, and which file. */
typedef u16 emit_reg;

#define EMIT_STR  0x8000u /* in the file of strings */
#define EMIT_NONE 0xffffu /* no register */

struct emit {
	struct vec insns; /* struct emit_insn */
	struct vec labels; /* u32: instruction */
	struct vec tries; /* struct emit_try, in the order of their ends */
	struct span span; /* of the instructions to come */
	u32 vars[2]; /* variables: integers, strings */
	u32 used[2]; /* registers in use */
	u32 most[2]; /* registers ever in use */
	bool dead; /* nothing reaches the next instruction */
};

struct emit_mark {
	u32 used[2];
};

void emit_init(struct emit *em, struct arena *arena);

/* The register of a new variable; all of them before the first temporary. */
emit_reg emit_var(struct emit *em, bool string);

/* nr consecutive temporaries; the first one. */
emit_reg emit_temp(struct emit *em, bool string, u32 nr);

/* Temporaries made between mark and release are free again. */
struct emit_mark emit_mark(const struct emit *em);
void emit_release(struct emit *em, struct emit_mark mark);

static inline bool emit_is_var(const struct emit *em, emit_reg reg)
{
	return reg != EMIT_NONE &&
	       (reg & ~EMIT_STR) < em->vars[(reg & EMIT_STR) != 0];
}

void emit_op(struct emit *em, enum sx_op op, emit_reg a, emit_reg b, emit_reg c,
	     s32 imm);

u32 emit_label(struct emit *em);
void emit_place(struct emit *em, u32 label);
void emit_jump(struct emit *em, enum sx_op op, emit_reg a, emit_reg b,
	       u32 label);

/* The number of the next instruction. */
u32 emit_here(const struct emit *em);

/*
 * Errors in the instructions from `first` up to here go on at a label, with
 * their text in a string register (or EMIT_NONE).
 */
void emit_try(struct emit *em, u32 first, u32 handler, emit_reg reg);

/*
 * Ends the function and appends it to the image: instructions, spans (with
 * file names from diag) and the entry, len, nints, nstrs of *row. -E2BIG when
 * it has more registers than a frame, -EFBIG for too many instructions.
 */
int emit_finish(struct emit *em, struct build *img, const struct diag *diag,
		struct intern *intern, struct sx_func *row);

#endif

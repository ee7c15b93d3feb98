/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One step of a stack walk: from the registers in a function to those of its
 * caller. Any context: no allocation, no lock, a bounded number of steps and
 * reads; a damaged table gives an error, never a stray access.
 *
 * Saved registers are read when they are asked for: most of a stack is walked
 * with one read a frame.
 */
#ifndef STAPX_LIB_UNWIND_STEP_H
#define STAPX_LIB_UNWIND_STEP_H

#include <stapx/unwind.h>

/* The memory of the task that is walked. */
struct sx_unwind_mem {
	/* len bytes at addr; 0, or anything else where they cannot be read. */
	int (*read)(void *arg, u64 addr, void *to, u32 len);
	void *arg;
};

struct sx_unwind_regs {
	u64 reg[SX_UNWIND_REGS];
	u32 known; /* a bit for each register */
	u32 saved; /* known, but reg[] is the address that has the value */
	u32 exact; /* rip is the next instruction; else behind a call */
};

enum sx_unwind_result {
	SX_UNWIND_OK,
	SX_UNWIND_END, /* this was the outermost frame */
	SX_UNWIND_FAULT, /* memory that is needed cannot be read */
	SX_UNWIND_LOST, /* a register that is needed is unknown */
	SX_UNWIND_NO_ROW, /* nothing is known about this address */
	SX_UNWIND_BAD_RULE, /* the rule cannot be followed, or is damaged */
	SX_UNWIND_STUCK, /* the caller would be this very frame */
	SX_UNWIND_RESULT_NR,
};

/* The innermost frame: all registers known, by DWARF number. */
void sx_unwind_start(struct sx_unwind_regs *regs,
		     const u64 reg[SX_UNWIND_REGS]);

/*
 * The address to look a rule up for: a return address stands behind its call,
 * which may be the last instruction of a function.
 */
static inline u64 sx_unwind_pc(const struct sx_unwind_regs *regs)
{
	return regs->reg[SX_UNWIND_RIP] - !regs->exact;
}

/* The value of a register: OK, LOST or FAULT. */
int sx_unwind_reg(const struct sx_unwind_regs *regs,
		  const struct sx_unwind_mem *mem, u32 reg, u64 *ret);

/* The rule at an address, or NULL: a binary search. */
const struct sx_unwind_rule *sx_unwind_find(const struct sx_unwind_table *t,
					    u32 addr);

/* The canonical frame address of a frame. enum sx_unwind_result. */
int sx_unwind_cfa(const struct sx_unwind_table *t,
		  const struct sx_unwind_rule *rule,
		  const struct sx_unwind_regs *regs,
		  const struct sx_unwind_mem *mem, u64 *ret);

/*
 * Makes *regs those of the caller. rule NULL: NO_ROW. On everything but OK
 * *regs is as it was. The caller of this bounds the number of frames.
 */
int sx_unwind_step(const struct sx_unwind_table *t,
		   const struct sx_unwind_rule *rule,
		   const struct sx_unwind_mem *mem,
		   struct sx_unwind_regs *regs);

/* For messages: "the stack ends here"; "?" for what is no result. */
const char *sx_unwind_result_text(int result);

/*
 * unwind_expr.c: the value of the expression at `off`. With push_cfa it begins
 * with cfa on its stack. enum sx_unwind_result.
 */
int sx_unwind_expr(const struct sx_unwind_table *t, u32 off, int push_cfa,
		   u64 cfa, const struct sx_unwind_regs *regs,
		   const struct sx_unwind_mem *mem, u64 *ret);

/* Whether every operation of an expression is known here. */
int sx_unwind_expr_known(const u8 *bytes, u32 len);

#endif

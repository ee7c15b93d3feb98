/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Unwind rows of one ELF file: how to get from the registers of a function to
 * those of its caller, at each instruction. Made of .eh_frame and .debug_frame
 * when the file's index is made; read by lib/unwind_step.c on both sides.
 *
 * A row holds from its address to the next row's. Rows name rules, rules name
 * saves: equal ones are kept once. Registers have their DWARF numbers.
 * x86-64 only.
 */
#ifndef STAPX_UNWIND_H
#define STAPX_UNWIND_H

#include <stapx/types.h>

#define SX_UNWIND_REGS	  17 /* rax rdx rcx rbx rsi rdi rbp rsp r8-r15 rip */
#define SX_UNWIND_RBX	  3
#define SX_UNWIND_RBP	  6
#define SX_UNWIND_RSP	  7
#define SX_UNWIND_R12	  12
#define SX_UNWIND_RIP	  16
#define SX_UNWIND_NO_RULE 0xffffffffu /* nothing is known from here on */

struct sx_unwind_row {
	u32 addr; /* ascending; counted as the rows' owner says */
	u32 rule; /* or SX_UNWIND_NO_RULE */
};

/* What the canonical frame address (rsp before the call) is. */
enum sx_unwind_cfa {
	SX_CFA_REG, /* reg + off */
	SX_CFA_MEM, /* what is in memory at reg + off */
	/*
	 * rsp + off, and 8 more from byte `reg` of a 16-byte entry on: code
	 * of procedure linkage tables.
	 */
	SX_CFA_PLT,
	SX_CFA_EXPR, /* the value of the expression at off */
	SX_CFA_UNKNOWN, /* it cannot be said here */
	SX_CFA_NR,
};

#define SX_UNWIND_SIGNAL 1u /* the caller was interrupted: its rip is exact */
#define SX_UNWIND_TOP	 2u /* nobody called this: the stack ends here */

/*
 * Of the caller's registers: rsp is the CFA, rip is in memory at CFA - 8, the
 * registers that a function has to preserve are as they are, and the others
 * are unknown, unless a save of the rule says something else.
 */
struct sx_unwind_rule {
	s32 off;
	u32 save_first;
	u8 save_nr;
	u8 cfa; /* enum sx_unwind_cfa */
	u8 reg;
	u8 flags; /* SX_UNWIND_* */
};

enum sx_unwind_how {
	SX_SAVE_UNKNOWN, /* the register is lost */
	SX_SAVE_SAME, /* it is as it is here */
	SX_SAVE_AT_CFA, /* in memory at CFA + off */
	SX_SAVE_IS_CFA, /* CFA + off */
	SX_SAVE_AT_REG, /* in memory at base + off */
	SX_SAVE_IS_REG, /* base + off */
	SX_SAVE_AT_EXPR, /* in memory where the expression at off says */
	SX_SAVE_IS_EXPR, /* the value of the expression at off */
	SX_SAVE_NR,
};

struct sx_unwind_save {
	u8 reg; /* the caller's */
	u8 how; /* enum sx_unwind_how */
	u8 base; /* register */
	u8 pad; /* 0 */
	s32 off;
};

/*
 * Expressions are DWARF's own bytes, behind two bytes of their length; those
 * of saves begin with the CFA on the stack. What lib/unwind_expr.c does not
 * know is not let in: the rule says SX_CFA_UNKNOWN or SX_SAVE_UNKNOWN.
 */

/* All of it, borrowed; nothing in there is trusted. */
struct sx_unwind_table {
	const struct sx_unwind_row *rows;
	const struct sx_unwind_rule *rules;
	const struct sx_unwind_save *saves;
	const u8 *exprs;
	u32 row_nr;
	u32 rule_nr;
	u32 save_nr;
	u32 expr_len;
};

#endif

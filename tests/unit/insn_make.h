/* SPDX-License-Identifier: GPL-2.0 */
/* Random numbers, and random instructions of them. */
#ifndef STAPX_TESTS_INSN_MAKE_H
#define STAPX_TESTS_INSN_MAKE_H

#include <stapx/recipe.h>

#include "cpu_run.h"

/* Where instructions stand, and where jumps and calls go to. */
#define INSN_AT	  (CPU_CODE + 0x100)
#define TARGET_AT (CPU_CODE + 0x140)

/* The sequence depends on it alone. */
extern u64 rnd_seed;
u64 rnd(void);
u32 below(u32 n);
/* Numbers near which carries and signs change are as frequent as others. */
u64 rnd_value(void);

struct insn_bytes {
	u8 b[16];
	u32 n;
};

/* Those that are carried out without a copy. */
struct insn_form {
	const char *name;
	void (*make)(struct insn_bytes *b);
	u8 op; /* enum sx_recipe_op that it must become */
	u8 op2; /* or this, or 0 */
};
extern const struct insn_form insn_forms[];
extern const u32 insn_forms_nr;

/* Any bytes; one operand in four is relative to ip, if it is one. */
void insn_make_any(u8 code[15]);

#endif

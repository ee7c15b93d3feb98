/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Verification of a program image: linear in its size, no data flow, no
 * repair. A verified program cannot make the interpreter read or write
 * outside of its registers, globals and constants, or run without end; what
 * depends on values (division, budgets, addresses) is checked when it runs.
 */
#ifndef STAPX_LIB_VERIFY_H
#define STAPX_LIB_VERIFY_H

#include "program.h"

/* One row a reason: SX_VERIFY(NAME, "sentence"). */
enum sx_verify_code {
#define SX_VERIFY(name, text) SX_VERIFY_##name,
#include "verify_codes.def"
#undef SX_VERIFY
	SX_VERIFY_NR
};

struct sx_verdict {
	u32 code; /* enum sx_verify_code; 0: accepted */
	u32 index; /* instruction, or row of the section that was rejected */
};

/* Scratch memory of a verification: too large for a kernel stack. */
struct sx_verify_scratch {
	u8 lock[SX_MAX_GLOBALS];
};

/*
 * Checks len bytes at image (8-byte aligned). Returns 0 and fills *ret, which
 * borrows the image, or -EINVAL and fills *verdict. Any context.
 */
int sx_verify(const void *image, u32 len, struct sx_verify_scratch *scratch,
	      struct sx_program *ret, struct sx_verdict *verdict);

/* The sentence for a code; "?" for an unknown one. */
const char *sx_verify_text(u32 code);

#endif

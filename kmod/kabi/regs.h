/* SPDX-License-Identifier: GPL-2.0 */
/* The registers that an x86-64 exception leaves; user ABI of ptrace. */
#ifndef STAPX_KABI_REGS_H
#define STAPX_KABI_REGS_H

#include "kabi/fact.h"

struct pt_regs {
	u64 r15, r14, r13, r12, bp, bx, r11, r10, r9, r8;
	u64 ax, cx, dx, si, di, orig_ax;
	u64 ip, cs, flags, sp, ss;
};

#define SX_USER_CS64 0x33
#define SX_FLAGS_TF  0x100ull /* single step */

static inline bool user_mode(const struct pt_regs *regs)
{
	return regs->cs & 3;
}

#endif

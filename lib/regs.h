/* SPDX-License-Identifier: GPL-2.0 */
/* Where the registers of a hit lie. */
#ifndef STAPX_LIB_REGS_H
#define STAPX_LIB_REGS_H

/*
 * The registers of a hit, in 64-bit words: as an exception of x86-64 leaves
 * them, and as PTRACE_GETREGS begins. Those of the code that was hit, be it
 * the user's or the kernel's.
 */
enum sx_regs_word {
	SX_REGS_R15,
	SX_REGS_R14,
	SX_REGS_R13,
	SX_REGS_R12,
	SX_REGS_BP,
	SX_REGS_BX,
	SX_REGS_R11,
	SX_REGS_R10,
	SX_REGS_R9,
	SX_REGS_R8,
	SX_REGS_AX,
	SX_REGS_CX,
	SX_REGS_DX,
	SX_REGS_SI,
	SX_REGS_DI,
	SX_REGS_ORIG_AX,
	SX_REGS_IP,
	SX_REGS_CS,
	SX_REGS_FLAGS,
	SX_REGS_SP,
	SX_REGS_SS,
	SX_REGS_NR
};

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Enums made of the tables. */
#ifndef STAPX_OPCODES_H
#define STAPX_OPCODES_H

enum sx_op {
#define SX_OP(name, a, b, c, imm, text) SX_OP_##name,
#include <stapx/opcodes.def>
#undef SX_OP
	SX_OP_NR
};

/*
 * What LDM loads: in bits 0-1 how much, 1 << n bytes; whether that is extended
 * by its sign; whose memory it is. All combinations exist.
 */
enum sx_read {
	SX_READ_U8,
	SX_READ_U16,
	SX_READ_U32,
	SX_READ_U64,
	SX_READ_S8,
	SX_READ_S16,
	SX_READ_S32,
	SX_READ_S64, /* the same as U64 */
	SX_READ_USER = 0,
	SX_READ_KERNEL = 8,
	SX_READ_NR = 16
};

#define SX_READ_SIGNED	    4 /* bit of the signed ones */
#define SX_READ_WIDTH(read) (1u << ((read)&3))
#define SX_READ_TYPE(read)  ((read)&7) /* without whose memory it is */

/*
 * Registers of x86-64 as DWARF numbers them (System V ABI, AMD64 supplement,
 * figure 3.36): rax, rdx, rcx, rbx, rsi, rdi, rbp, rsp, r8-r15, and what is
 * called rip here. FRAME is none of them: at a return, the address behind the
 * place of the return address, which DWARF calls the canonical frame address.
 */
#define SX_REG_GENERAL 17 /* numbers below are those */
#define SX_REG_FLAGS   49
#define SX_REG_FS_BASE 58
#define SX_REG_GS_BASE 59
#define SX_REG_FRAME   60

#define SX_B_PURE 0 /* computes from its operands only; in lib/ */
#define SX_B_TASK 1 /* asks for the current task */
#define SX_B_TIME 2 /* reads a clock */
#define SX_B_REGS 3 /* needs the registers of the hit */
#define SX_B_USER 4 /* reads the target's memory */
#define SX_B_STOP 5 /* changes the flow of the handler or session */

enum sx_builtin {
#define SX_BUILTIN(name, ret, params, flags, text) SX_BUILTIN_##name,
#include <stapx/builtins.def>
#undef SX_BUILTIN
	SX_BUILTIN_NR
};

#endif

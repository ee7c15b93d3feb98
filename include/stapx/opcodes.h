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

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A readable listing of a verified program, user side only: functions with
 * their instructions, then probes and globals. One line an instruction:
 *
 *	  12  MADDI    c[r0] r2           map[keys] += c; c = map[keys]
 */
#ifndef STAPX_LIB_DISASM_H
#define STAPX_LIB_DISASM_H

#include "program.h"

/* Name of an opcode or builtin function; "?" for an unknown one. */
const char *sx_disasm_op_name(u32 op);
const char *sx_disasm_builtin_name(u32 builtin);

/*
 * Writes the listing into buf as printf would: returns the bytes needed
 * without the NUL, writes at most size with it.
 */
sx_size sx_disasm_program(const struct sx_program *p, char *buf, sx_size size);

/* The same for the one instruction pc: what follows the number in a line. */
sx_size sx_disasm_insn(const struct sx_program *p, u32 pc, char *buf,
		       sx_size size);

#endif

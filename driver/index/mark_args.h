/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where the arguments of an SDT mark are: the text of its note, "N@OPERAND"
 * separated by blanks, operands as the x86-64 assembler of gcc or clang writes
 * them (AT&T syntax).
 */
#ifndef STAPX_INDEX_MARK_ARGS_H
#define STAPX_INDEX_MARK_ARGS_H

#include <stdbool.h>

#include <stapx/types.h>

enum mark_arg_kind {
	MARK_ARG_CONST, /* value (+ the address of symbol) */
	MARK_ARG_REG, /* reg */
	MARK_ARG_MEM, /* what is at value + base + index * scale (+ symbol) */
};

#define MARK_ARG_NO_REG 255 /* no register */
#define MARK_ARG_RIP	16 /* base: the symbol's address is all that counts */

/* Registers have DWARF's numbers: 0-15 general, 17-32 xmm0-xmm15. */
struct mark_arg {
	u8 kind; /* enum mark_arg_kind */
	u8 size; /* bytes: 1, 2, 4, 8, 16; 0: the text does not say */
	bool is_signed;
	bool is_float;
	u8 reg;
	u8 reg_size; /* bytes of the register's name: eax is 4 */
	u8 reg_shift; /* bits: 8 for %ah and its like, else 0 */
	u8 base; /* or MARK_ARG_NO_REG */
	u8 index; /* or MARK_ARG_NO_REG */
	u8 scale; /* 1, 2, 4, 8 */
	u8 segment; /* DWARF number of fs.base or gs.base to add; or none */
	u32 symbol_len;
	const char *symbol; /* in the text, not ended by NUL; NULL: none */
	s64 value; /* constant or displacement */
};

/*
 * Reads the argument at *text and goes on behind it. 1; 0 at the end; -EINVAL
 * where it is of no known form: *text then stands at the next one.
 */
int mark_arg_next(const char **text, struct mark_arg *ret);

/* The number of arguments, those of no known form too. */
u32 mark_args_nr(const char *text);

#endif

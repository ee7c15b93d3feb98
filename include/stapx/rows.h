/* SPDX-License-Identifier: GPL-2.0 */
/* Rows of a program that its instructions refer to, and their places. */
#ifndef STAPX_ROWS_H
#define STAPX_ROWS_H

#include <stapx/limits.h>
#include <stapx/types.h>

/*
 * A printf format. conversions are parsed from the string by lib/format.c on
 * both sides; args repeats the operand types for the verifier.
 */
#define SX_FORMAT_READS 1 /* it has %m or %M, which read memory */

struct sx_format {
	u32 str; /* string constant */
	u16 nargs;
	u16 flags; /* SX_FORMAT_READS, exactly where it is so */
	u8 args[SX_MAX_FORMAT_ARGS]; /* enum sx_type */
};

/*
 * try { } catch (reg) { }. An error in [first, first + len), or in a function
 * called there, goes on at `handler` with the text of the error in string
 * register `reg`. All of it lies in one function; rows ascend by
 * first + len, of rows with the same end the inner one comes first. So of
 * all rows that guard an instruction the innermost comes first.
 */
#define SX_TRY_NO_REG 0xffffu

struct sx_try {
	u32 first; /* instruction */
	u32 len; /* instructions, at least 1 */
	u32 handler; /* instruction of the same function */
	u16 reg; /* string register; SX_TRY_NO_REG: the text is not wanted */
	u16 pad; /* 0 */
};

/* A compiled regular expression: 8-byte aligned bytes of SX_SEC_REDATA. */
struct sx_regex {
	u32 off;
	u32 len;
};

/* Source place of the instructions from pc up to the next row's. */
struct sx_span {
	u32 pc;
	u32 file; /* string constant */
	u32 line; /* 1.. */
	u32 column; /* 1.. */
};

#endif

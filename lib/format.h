/* SPDX-License-Identifier: GPL-2.0 */
/*
 * printf formats: flags - + space 0 #, width, precision (both may be `*`),
 * conversions d i u o x X p s c and %%. An l before the conversion means
 * nothing: every integer has 64 bits. The same code checks a format in the
 * compiler and the verifier, and formats in the kernel and in the driver.
 */
#ifndef STAPX_LIB_FORMAT_H
#define STAPX_LIB_FORMAT_H

#include "value.h"

#define SX_FORMAT_LEFT	1u /* - */
#define SX_FORMAT_PLUS	2u /* + */
#define SX_FORMAT_SPACE 4u
#define SX_FORMAT_ZERO	8u /* 0 */
#define SX_FORMAT_ALT	16u /* # */

#define SX_FORMAT_MAX_WIDTH 65535 /* also of a precision and of `*` */

enum sx_format_error {
	SX_FORMAT_OK,
	SX_FORMAT_UNFINISHED, /* the string ends inside of a conversion */
	SX_FORMAT_UNKNOWN, /* no such conversion character */
	SX_FORMAT_UNSUPPORTED, /* %b, %m, %M, %n */
	SX_FORMAT_TOO_WIDE,
};

/* One piece of a format: literal text, or a conversion. */
struct sx_format_piece {
	u32 off; /* in the string */
	u32 len;
	char conv; /* 0: literal text of len bytes at off */
	u8 flags; /* SX_FORMAT_LEFT... */
	u8 star_width; /* an integer operand each, before the value */
	u8 star_precision;
	s32 width; /* 0: none */
	s32 precision; /* -1: none */
};

/*
 * Reads the piece at *pos and moves *pos behind it. Returns 1; 0 at the end;
 * -1 with *error (enum sx_format_error) and *pos at the culprit.
 */
int sx_format_next(const char *fmt, u32 len, u32 *pos,
		   struct sx_format_piece *ret, u32 *error);

/*
 * The operand types of a format, in order, into ret[max] (enum sx_type).
 * Returns their number, which may be more than max, or -1 with *error.
 */
int sx_format_types(const char *fmt, u32 len, u8 *ret, u32 max, u32 *error);

/*
 * Formats operands into buf[size] as printf would; the n-th integer is
 * ints[n], the n-th string strs[n]. Returns the bytes needed without the NUL;
 * writes at most size with it. The format has passed sx_format_types().
 */
sx_size sx_format_render(char *buf, sx_size size, const char *fmt, u32 len,
			 const union sx_reg *ints, const union sx_reg *strs);

/*
 * Finds the operands of a SX_REC_PRINT record, len bytes at data behind its
 * struct sx_rec_print, for sx_format_render(): ints and strs have room for
 * SX_MAX_FORMAT_ARGS each; strings are borrowed from data. Returns 0, or -1
 * when the record does not hold what the format says. (user side)
 */
int sx_format_operands(const struct sx_format *f, const void *data, u32 len,
		       union sx_reg *ints, union sx_reg *strs);

#endif

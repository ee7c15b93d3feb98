/* SPDX-License-Identifier: GPL-2.0 */
/*
 * printf formats: flags - + space 0 #, width, precision (both may be `*`),
 * conversions d i u o x X p s c b m M and %%. An l before the conversion means
 * nothing: every integer has 64 bits. As in SystemTap, %b writes as many bytes
 * of a number as its width says (1, 2, 4 or 8; else 8), %#c escapes what
 * cannot be printed, and %m and %M show as many bytes of memory as their
 * precision says (1), raw or in hex: with # the target's, else the kernel's. The same code checks a format in the
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

#define SX_FORMAT_MAX_MEMORY 4096 /* bytes of one %m or %M */
#define SX_FORMAT_MAX_WIDTH  65535 /* also of a precision and of `*` */

enum sx_format_error {
	SX_FORMAT_OK,
	SX_FORMAT_UNFINISHED, /* the string ends inside of a conversion */
	SX_FORMAT_UNKNOWN, /* no such conversion character */
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

/* Has a valid format a %m or %M? */
int sx_format_reads(const char *fmt, u32 len);

/* How a side that formats the operands itself reads memory. */
struct sx_format_memory {
	/* len bytes at addr, `user` memory or the kernel's; 0 or -1 */
	int (*read)(void *arg, u64 addr, int user, void *to, u32 len);
	void *arg;
};

/*
 * Formats operands into buf[size] as printf would; the n-th integer is
 * ints[n], the n-th string strs[n]. Returns the bytes needed without the NUL;
 * writes at most size with it. The format has passed sx_format_types().
 */
sx_size sx_format_render(char *buf, sx_size size, const char *fmt, u32 len,
			 const union sx_reg *ints, const union sx_reg *strs);

/*
 * The same for a format with %m or %M in a hit: addresses are among the
 * integers, and read. (sx_format_render() takes what is in the record.) Ends
 * early when a read fails; more than SX_FORMAT_MAX_MEMORY bytes count as that.
 */
sx_size sx_format_render_memory(char *buf, sx_size size, const char *fmt,
				u32 len, const union sx_reg *ints,
				const union sx_reg *strs,
				const struct sx_format_memory *memory);

/* Bytes of the memory of a %m or %M whose star, if any, is *star. */
s64 sx_format_memory_len(const struct sx_format_piece *piece,
			 const union sx_reg *star);

/*
 * Finds the operands of a SX_REC_PRINT record, len bytes at data behind its
 * struct sx_rec_print, for sx_format_render(): ints and strs have room for
 * SX_MAX_FORMAT_ARGS each; strings are borrowed from data. fmt is the text of
 * the format. Returns 0, or -1
 * when the record does not hold what the format says. (user side)
 */
int sx_format_operands(const struct sx_format *f, const struct sx_str *fmt,
		       const void *data, u32 len, union sx_reg *ints,
		       union sx_reg *strs);

#endif

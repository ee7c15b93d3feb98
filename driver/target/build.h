/* SPDX-License-Identifier: GPL-2.0 */
/* Making expressions; they stand where the one that is lowered stands. */
#ifndef STAPX_TARGET_BUILD_H
#define STAPX_TARGET_BUILD_H

#include "target/lowering.h"

struct expr *build_num(struct lowering *lo, s64 num);
struct expr *build_str(struct lowering *lo, const char *text);
struct expr *build_reg(struct lowering *lo, u32 reg);
struct expr *build_unary(struct lowering *lo, enum tok op, struct expr *a);
struct expr *build_binary(struct lowering *lo, enum tok op, struct expr *a,
			  struct expr *b);
struct expr *build_choice(struct lowering *lo, struct expr *condition,
			  struct expr *yes, struct expr *no);

/* a + off; constants are added up. */
struct expr *build_add(struct lowering *lo, struct expr *a, s64 off);

/* Reads width (1, 2, 4, 8) bytes at address + off. */
struct expr *build_read(struct lowering *lo, struct expr *address, s64 off,
			u32 width, bool is_signed, bool kernel);

/* The lowest `bits` of a number, with their sign or with zeros above them. */
struct expr *build_cut(struct lowering *lo, struct expr *e, u32 bits,
		       bool is_signed);

/* A call by name, and sprintf(format, args). */
struct expr *build_call(struct lowering *lo, const char *name, u32 nargs);
struct expr *build_sprintf(struct lowering *lo, const char *format,
			   const struct vec *args);

#endif

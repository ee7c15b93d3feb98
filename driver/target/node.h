/* SPDX-License-Identifier: GPL-2.0 */
/* Making expressions; they stand where the one that is lowered stands. */
#ifndef STAPX_TARGET_NODE_H
#define STAPX_TARGET_NODE_H

#include "target/lowering.h"

struct expr *node_num(struct lowering *lo, s64 num);
struct expr *node_str(struct lowering *lo, const char *text);
struct expr *node_reg(struct lowering *lo, u32 reg);
struct expr *node_unary(struct lowering *lo, enum tok op, struct expr *a);
struct expr *node_binary(struct lowering *lo, enum tok op, struct expr *a,
			 struct expr *b);
struct expr *node_choice(struct lowering *lo, struct expr *condition,
			 struct expr *yes, struct expr *no);

/* a + off; constants are added up. */
struct expr *node_add(struct lowering *lo, struct expr *a, s64 off);

/* Reads width (1, 2, 4, 8) bytes at address + off. */
struct expr *node_read(struct lowering *lo, struct expr *address, s64 off,
		       u32 width, bool is_signed, bool kernel);

/* The lowest `bits` of a number, with their sign or with zeros above them. */
struct expr *node_cut(struct lowering *lo, struct expr *e, u32 bits,
		      bool is_signed);

/* A call by name, and sprintf(format, args). */
struct expr *node_call(struct lowering *lo, const char *name, u32 nargs);
struct expr *node_sprintf(struct lowering *lo, const char *format,
			  const struct vec *args);

#endif

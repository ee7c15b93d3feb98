/* SPDX-License-Identifier: GPL-2.0 */
/* A location expression of the index while it is made. */
#ifndef STAPX_DWARF_EXPR_H
#define STAPX_DWARF_EXPR_H

#include "dwarf/read.h"
#include "index/expr.h"

#define EXPR_TEXT_MAX 4096

struct expr_text {
	struct dwarf_reader *b; /* borrowed */
	u32 len;
	int failed; /* it cannot be said: what is there means nothing */
	u8 why; /* enum index_unknown: of what failed */
	u8 bytes[EXPR_TEXT_MAX];
};

void expr_start(struct expr_text *text, struct dwarf_reader *b);
void expr_op(struct expr_text *text, enum index_expr op);
void expr_uleb(struct expr_text *text, u64 value);
void expr_sleb(struct expr_text *text, s64 value);
void expr_block(struct expr_text *text, const void *data, u64 len);

/* Instead of what could not be said, that there is something. */
void expr_unknown(struct expr_text *text);

/*
 * Translates the operations of a location of `attr`. func is the function
 * whose frame base they may mean.
 */
void expr_translate(struct expr_text *text, Dwarf_Attribute *attr,
		    Dwarf_Die *func, const Dwarf_Op *ops, size_t nr);

#endif

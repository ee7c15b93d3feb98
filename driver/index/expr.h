/* SPDX-License-Identifier: GPL-2.0 */
/* The operations of expr.def. */
#ifndef STAPX_INDEX_EXPR_H
#define STAPX_INDEX_EXPR_H

enum index_expr {
#define INDEX_EXPR(name, operands, pops, pushes, text) INDEX_EXPR_##name,
#include "index/expr.def"
#undef INDEX_EXPR
	INDEX_EXPR_NR
};

/* Why a location is UNKNOWN. */
enum index_unknown {
	INDEX_UNKNOWN_OTHER, /* it is computed by what is not here */
	INDEX_UNKNOWN_FLOAT, /* with floating-point numbers */
	INDEX_UNKNOWN_CALLER, /* from what only the caller has */
};

#endif

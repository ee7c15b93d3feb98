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

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Visits every expression of a statement, each before its arguments. */
#ifndef STAPX_SCRIPT_WALK_H
#define STAPX_SCRIPT_WALK_H

#include "script/ast.h"

typedef void walk_fn(void *arg, struct expr *e);

void walk_expr(struct expr *e, walk_fn *visit, void *arg);

/*
 * The list of statements that begins with s; NULL: none. each (may be NULL)
 * gets the foreach statements, whose array is no expression.
 */
struct walk {
	walk_fn *visit;
	void (*each)(void *arg, struct foreach *each);
	void *arg;
};

void walk_stmts(struct stmt *s, const struct walk *walk);

#endif

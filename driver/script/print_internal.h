/* SPDX-License-Identifier: GPL-2.0 */
/* print.c (declarations, statements), print_expr.c, print_text.c. */
#ifndef STAPX_SCRIPT_PRINT_INTERNAL_H
#define STAPX_SCRIPT_PRINT_INTERNAL_H

#include "script/print.h"

void print_expr(const struct expr *e, FILE *out);

/* With what is in it, a line each, so many tabs in front. */
void print_stmt(const struct stmt *s, int depth, FILE *out);

/* The same into the arena; NULL: no memory. */
const char *print_expr_text(struct arena *arena, const struct expr *e);
const char *print_stmt_text(struct arena *arena, const struct stmt *s);

/* Expressions with commas between them. */
void print_list(struct expr *const *list, u32 nr, FILE *out);

#endif

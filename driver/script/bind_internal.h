/* SPDX-License-Identifier: GPL-2.0 */
/*
 * bind.c (expressions, functions), bind_stmt.c, bind_name.c (lookup),
 * bind_global.c (globals' shape), bind_stat.c (statistics).
 */
#ifndef STAPX_SCRIPT_BIND_INTERNAL_H
#define STAPX_SCRIPT_BIND_INTERNAL_H

#include "script/bind.h"

struct binder {
	struct script *script;
	struct diag *diag;
	struct function *fn; /* being walked */
};

/* bind.c */
void bind_expr(struct binder *b, struct expr *e);
void bind_args(struct binder *b, struct expr *e);

/* bind_stmt.c */
void bind_stmt(struct binder *b, struct stmt *s);

/* bind_name.c */

/* The variable of that name; a new local where there is none. */
struct symbol *bind_variable(struct binder *b, const char *name,
			     struct span span);

/* The global array of that name, with so many keys; NULL after an error. */
struct symbol *bind_array(struct binder *b, const char *name, struct span span,
			  u32 nkeys);

/* Finds the callee and checks the number of arguments. */
void bind_call(struct binder *b, struct expr *e);

/* bind_global.c */
void bind_globals(struct binder *b);

/* Notes that sym has so many keys; -EINVAL when it is known to differ. */
int bind_shape(struct binder *b, struct symbol *sym, u32 nkeys,
	       struct span span);

/* bind_stat.c */

/* Makes sym a statistic, because of span. */
int bind_stat(struct binder *b, struct symbol *sym, struct span span);

/* `x` or `x[keys]` that `op` needs as a statistic; NULL after an error. */
struct symbol *bind_stat_operand(struct binder *b, struct expr *e,
				 const char *op);

/* EX_AGG and EX_HIST with their arguments. */
void bind_agg(struct binder *b, struct expr *e);
void bind_hist_op(struct binder *b, struct expr *e);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* infer.c (walk), infer_expr.c, infer_print.c, infer_check.c (agreement). */
#ifndef STAPX_SCRIPT_INFER_INTERNAL_H
#define STAPX_SCRIPT_INFER_INTERNAL_H

#include "script/infer.h"

struct infer {
	struct script *script;
	struct diag *diag;
	struct function *fn; /* being walked */
	struct vec reported; /* struct tvar *: pairs that do not agree */
};

/* infer_check.c: each records what disagrees and why. */

/* e must be of that type, which `who` ("'+'") needs. */
void infer_need(struct infer *in, struct expr *e, enum type type,
		const char *who);

/* Values a and b must have the same type, for `who`. */
void infer_same(struct infer *in, struct expr *a, struct expr *b,
		const char *who);

/* e goes into something of type var, which `who` calls. */
void infer_into(struct infer *in, struct expr *e, struct tvar *var,
		const char *who);

/* infer_expr.c */

/* Any expression; its value, if it has one, is not wanted. */
void infer_expr(struct infer *in, struct expr *e);

/* An expression that must have a value: no statistic, no "no value". */
void infer_value(struct infer *in, struct expr *e);

/* The keys in args for the array sym (NULL: unknown). */
void infer_keys(struct infer *in, struct expr *e, struct symbol *sym);

/* infer_print.c */

/* A histogram that is printed, or whose buckets are asked for. */
void infer_hist(struct infer *in, struct expr *hist);
void infer_print(struct infer *in, struct expr *e);

#endif

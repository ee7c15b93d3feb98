/* SPDX-License-Identifier: GPL-2.0 */
/* preproc.c (tokens, arguments), macro.c, preproc_cond.c (conditionals). */
#ifndef STAPX_SCRIPT_PREPROC_INTERNAL_H
#define STAPX_SCRIPT_PREPROC_INTERNAL_H

#include "script/preproc.h"

struct preproc_cond {
	struct span span; /* of its `%(` */
	bool in_else;
};

/* preproc.c */

/* The next token as it is written. */
void preproc_raw(struct preproc *pp, struct token *ret);

/* The next token, with arguments and macros replaced. */
void preproc_expand(struct preproc *pp, struct token *ret);

/* Room for what replaces `at`; NULL after "nested too deeply". */
struct preproc_frame *preproc_push(struct preproc *pp, struct span at);

/* The frame of the token that was read last. */
static inline struct preproc_frame *preproc_top(struct preproc *pp)
{
	return &pp->stack[pp->depth - 1];
}

/* macro.c */

/* Behind `@define`, at `at`. */
void macro_define(struct preproc *pp, struct span at);

/*
 * Puts what `tok` (`@name`) stands for before the next token. False: it is
 * no macro and no parameter, or makes no sense, and tok is to be used.
 */
bool macro_use(struct preproc *pp, struct token *tok);

/* macro_library.c: NULL when the library has no such macro. */
const struct macro *macro_library_find(struct preproc *pp, const char *name);

/* preproc_cond.c */

/* tok is `%(`: reads the condition; what is not wanted is skipped. */
void preproc_cond_begin(struct preproc *pp, const struct token *tok);

/* tok is `%?`, `%:` or `%)`. */
void preproc_cond_go_on(struct preproc *pp, const struct token *tok);

/* The text ends. */
void preproc_cond_end(struct preproc *pp);

#endif

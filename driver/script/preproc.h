/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The tokens that the parser sees: those of the script, with `$1 @1 $# @#`
 * replaced. Conditionals and macros are decided here, on tokens.
 */
#ifndef STAPX_SCRIPT_PREPROC_H
#define STAPX_SCRIPT_PREPROC_H

#include "script/lex.h"

#define PREPROC_MAX_NESTING 8

struct preproc {
	struct lex stack[PREPROC_MAX_NESTING]; /* texts inside texts */
	u32 depth; /* of them in use, at least 1 */
	const char *const *args; /* borrowed */
	u32 args_nr;
};

/* Borrows everything; text is source src of diag. */
void preproc_init(struct preproc *pp, struct arena *arena,
		  struct intern *intern, struct diag *diag, u32 src,
		  const char *text, size_t len, const char *const *args,
		  u32 args_nr);

void preproc_next(struct preproc *pp, struct token *ret);

#endif

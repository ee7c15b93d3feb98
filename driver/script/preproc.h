/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The tokens that the parser sees: those of the script, with script arguments
 * (`$1 @1 $# @#`) and macros replaced and conditionals decided.
 *
 *   lex.c  ->  preproc.c (arguments)  ->  macro.c  ->  preproc_cond.c
 */
#ifndef STAPX_SCRIPT_PREPROC_H
#define STAPX_SCRIPT_PREPROC_H

#include "script/lex.h"
#include "script/macro.h"
#include "script/preproc_env.h"

/* Macros and arguments inside each other. */
#define PREPROC_MAX_NESTING 100

/* Tokens that macros can make of one script, and calls of macros. */
#define PREPROC_MAX_TOKENS (1u << 20)

/* Where tokens come from: a text, or a list of tokens that were read before. */
struct preproc_frame {
	struct lex lex;
	bool is_list;
	const struct token *list;
	u32 nr;
	u32 at;
	const struct activation *in; /* whose parameters the names are */
};

struct library;

/* What all texts of one compilation share. */
struct preproc_common {
	struct preproc_env env;
	struct macros macros; /* of the library, as far as it was read */
	struct ptrmap tried; /* names that were looked for in the library */
	struct library *library; /* or NULL */
	bool warned; /* of the configuration that is missing */
};

/* env NULL: that of this host. */
void preproc_common_init(struct preproc_common *common, struct arena *arena,
			 const struct preproc_env *env,
			 struct library *library);

/* One text to be read. Everything is borrowed. */
struct preproc_text {
	u32 src; /* as diag knows it */
	const char *text;
	size_t len;
	const char *const *args; /* $1, $2, ... */
	u32 args_nr;
	struct preproc_common *common;
};

struct preproc {
	struct arena *arena;
	struct intern *intern;
	struct diag *diag;
	struct preproc_text input;
	struct macros macros; /* of this text */
	struct preproc_frame stack[PREPROC_MAX_NESTING];
	u32 depth; /* of them in use, at least 1 */
	struct vec conds; /* struct preproc_cond */
	u32 made; /* tokens of macros, and their calls */
	bool starts_line; /* what is replaced stood first in its line */
	bool decided; /* the value of the condition is known */
};

void preproc_init(struct preproc *pp, struct arena *arena,
		  struct intern *intern, struct diag *diag,
		  const struct preproc_text *text);

void preproc_next(struct preproc *pp, struct token *ret);

struct suggest;

/* Offers the names of all macros. */
void preproc_suggest(const struct preproc *pp, struct suggest *s);

#endif

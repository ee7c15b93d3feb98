/* SPDX-License-Identifier: GPL-2.0 */
/* Expressions of the tree (ast.h). */
#ifndef STAPX_SCRIPT_EXPR_H
#define STAPX_SCRIPT_EXPR_H

#include <stdbool.h>

#include <stapx/types.h>

#include "script/at_word.h"
#include "script/lex.h"
#include "script/types.h"

enum expr_kind {
	EX_NUM, /* num */
	EX_STR, /* text */
	EX_VAR, /* text, sym */
	EX_INDEX, /* text, sym; args: keys */
	EX_ANY, /* `*` as a key */
	EX_UNARY, /* op; one arg */
	EX_BINARY, /* op; two args */
	EX_LOGIC, /* op TOK_LOGAND, TOK_LOGOR; two args */
	EX_COND, /* condition, then, else */
	EX_ASSIGN, /* op: TOK_ASSIGN.., TOK_STAT_ADD; target, value */
	EX_CREMENT, /* op TOK_INC, TOK_DEC; postfix; one arg */
	EX_IN, /* text, sym; args: keys */
	EX_CALL, /* text, fn or builtin; args */
	EX_PRINT, /* text, print; args */
	EX_REGEX, /* op TOK_MATCH, TOK_NOT_MATCH; one arg; pattern */
	EX_AGG, /* text, agg; args: a statistic, @variance also a shift */
	EX_HIST, /* text, hist; args: a statistic, bounds */
	EX_BUCKET, /* two args: an EX_HIST, the index */
	/*
	 * Of the probed program. op TOK_TARGET: text `$name`, or with an arg
	 * the `$` behind it; TOK_AT: text `@cast`, word, args; TOK_ARROW: text
	 * the member of the arg; TOK_LBRACKET: arg[arg]; TOK_AND: & of the
	 * arg.
	 */
	EX_TARGET,
	/* What EX_TARGET becomes, of type long: access.h. */
	EX_REG, /* num: DWARF's number of a register of the hit */
	EX_READ, /* memory at arg + num; read */
	EX_BASE, /* num: row of script->modules; text: its path */
};

/* The print family, taken apart. */
struct print_kind {
	const char *name;
	bool to_string; /* sprint... */
	bool format; /* the first argument is a format */
	bool delimited; /* the first argument stands between the others */
	bool newline;
};

/* The right side of `=~`. */
struct pattern {
	const char *text;
	struct span span;
	bool joined; /* several string constants */
	/* By pattern.c: the block of lib/regex.h, shared by equal texts. */
	const u8 *block;
	u32 block_len;
};

struct expr {
	enum expr_kind kind;
	enum tok op;
	struct span span; /* all of it */
	struct span at; /* the part that a message points to */
	u32 height; /* of the tree below */
	bool writes; /* holds an assignment */
	bool postfix;
	bool in_alias; /* by alias.c: from the body of an alias */
	u8 agg; /* enum sx_agg */
	u8 hist; /* enum sx_hist_kind */
	u8 word; /* enum at_word */
	u8 read; /* enum sx_read */
	u32 nargs;
	struct expr **args;
	s64 num;
	const char *text;
	struct symbol *sym;
	struct function *fn; /* EX_CALL of a script function */
	const struct builtin *builtin; /* EX_CALL of one of the machine's */
	const struct print_kind *print;
	struct pattern *pattern;
	struct tvar *type;
};

static inline bool ast_is_var(const struct expr *e)
{
	return e->kind == EX_VAR || e->kind == EX_INDEX;
}

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Text to tokens. */
#ifndef STAPX_SCRIPT_LEX_H
#define STAPX_SCRIPT_LEX_H

#include <stdbool.h>

#include "base/intern.h"
#include "script/diag.h"

enum tok {
#define TOKEN(name, text)    TOK_##name,
#define KEYWORD(name, text)  TOK_##name,
#define OPERATOR(name, text) TOK_##name,
#include "tokens.def"
#undef TOKEN
#undef KEYWORD
#undef OPERATOR
	TOK_NR
};

struct token {
	enum tok kind;
	struct span span;
	const char *text; /* interned: names, `$x`, `@x`, decoded strings */
	s64 num;
	bool starts_line; /* nothing but blanks before it */
};

struct lex {
	struct diag *diag; /* borrowed */
	struct intern *intern; /* borrowed */
	struct arena *arena; /* borrowed */
	const char *text; /* borrowed */
	size_t len;
	size_t at;
	u32 src;
	bool no_embed_end; /* there is no `%}` behind `at` */
};

/* A lexer for len bytes of text, known to diag as source src. */
void lex_init(struct lex *lex, struct arena *arena, struct intern *intern,
	      struct diag *diag, u32 src, const char *text, size_t len);

/*
 * The next token. What is malformed is reported and either skipped or
 * replaced by a token of the kind that was meant.
 */
void lex_next(struct lex *lex, struct token *ret);

/* How a message calls a token kind: "a number", "'+='". */
const char *lex_kind_name(enum tok kind);

/* The text of a keyword or operator, "" for the others. */
const char *lex_kind_text(enum tok kind);

static inline bool lex_is_keyword(enum tok kind)
{
	return kind >= TOK_PROBE && kind <= TOK_LONG;
}

#endif

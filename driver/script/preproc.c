// SPDX-License-Identifier: GPL-2.0
/* Script arguments; the seam for conditionals and macros. */
#include "script/preproc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void preproc_init(struct preproc *pp, struct arena *arena,
		  struct intern *intern, struct diag *diag, u32 src,
		  const char *text, size_t len, const char *const *args,
		  u32 args_nr)
{
	*pp = (struct preproc){
		.depth = 1,
		.args = args,
		.args_nr = args_nr,
	};
	lex_init(&pp->stack[0], arena, intern, diag, src, text, len);
}

/* An argument as a string (`@1`), or a text of its own to be lexed (`$1`). */
static void take_argument(struct preproc *pp, struct token *tok,
			  const char *arg, unsigned long nr)
{
	struct lex *lex = &pp->stack[pp->depth - 1];
	char name[64];
	u32 src;

	if (tok->kind == TOK_AT) {
		tok->kind = TOK_STR;
		tok->text = intern_str(lex->intern, arg);
		return;
	}
	if (pp->depth == PREPROC_MAX_NESTING) {
		diag_error(lex->diag, E_ARGUMENT, tok->span,
			   "script arguments that refer to each other");
		preproc_next(pp, tok);
		return;
	}
	snprintf(name, sizeof(name), "<argument %lu>", nr);
	src = diag_add_source(lex->diag, name, arg, strlen(arg));
	lex_init(lex + 1, lex->arena, lex->intern, lex->diag, src, arg,
		 strlen(arg));
	pp->depth++;
	preproc_next(pp, tok);
}

static void replace_argument(struct preproc *pp, struct token *tok)
{
	struct diag *diag = pp->stack[0].diag;
	unsigned long nr;

	if (tok->text[1] == '#') {
		char digits[16];

		snprintf(digits, sizeof(digits), "%u", pp->args_nr);
		tok->text = intern_str(pp->stack[0].intern, digits);
		tok->num = pp->args_nr;
		tok->kind = tok->kind == TOK_AT ? TOK_STR : TOK_NUM;
		return;
	}
	nr = strtoul(tok->text + 1, NULL, 10);
	if (nr && nr <= pp->args_nr) {
		take_argument(pp, tok, pp->args[nr - 1], nr);
		return;
	}
	diag_error(diag, E_ARGUMENT, tok->span,
		   "the script needs its argument %s, and got %u",
		   tok->text + 1, pp->args_nr);
	diag_note(diag, "arguments are written behind the script's name");
	tok->num = 0;
	tok->kind = tok->kind == TOK_AT ? TOK_STR : TOK_NUM;
}

static int is_argument(const struct token *tok)
{
	return (tok->kind == TOK_AT || tok->kind == TOK_TARGET) &&
	       (tok->text[1] == '#' ||
		(tok->text[1] >= '0' && tok->text[1] <= '9'));
}

/* Behind `%(`: up to its `%)`. */
static void skip_conditional(struct preproc *pp, struct token *tok)
{
	struct lex *lex = &pp->stack[pp->depth - 1];
	u32 open = 1;

	diag_error(lex->diag, E_UNSUPPORTED, tok->span,
		   "preprocessor conditionals are not available in this "
		   "version");
	while (open && tok->kind != TOK_EOF) {
		lex_next(lex, tok);
		open += tok->kind == TOK_PP_IF;
		open -= tok->kind == TOK_PP_END;
	}
	preproc_next(pp, tok);
}

void preproc_next(struct preproc *pp, struct token *ret)
{
	lex_next(&pp->stack[pp->depth - 1], ret);
	while (ret->kind == TOK_EOF && pp->depth > 1) {
		pp->depth--;
		lex_next(&pp->stack[pp->depth - 1], ret);
	}
	if (is_argument(ret))
		replace_argument(pp, ret);
	else if (ret->kind == TOK_PP_IF)
		skip_conditional(pp, ret);
}

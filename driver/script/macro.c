// SPDX-License-Identifier: GPL-2.0
/* Macros: definitions, calls. */
#include "script/macro.h"

#include <errno.h>
#include <string.h>

#include "script/at_word.h"
#include "script/preproc_internal.h"

void macros_init(struct macros *macros, struct arena *arena)
{
	ptrmap_init(&macros->by_name, arena);
	vec_init(&macros->list, arena, sizeof(void *));
}

static const char *with_at(struct preproc *pp, const char *name)
{
	return intern_str(pp->intern, arena_printf(pp->arena, "@%s", name));
}

/* The next token of the same text or list; EOF where that ends. */
static void read_same(struct preproc *pp, struct token *ret)
{
	struct preproc_frame *frame = preproc_top(pp);

	if (!frame->is_list)
		lex_next(&frame->lex, ret);
	else if (frame->at < frame->nr)
		*ret = frame->list[frame->at++];
	else
		*ret = (struct token){ .kind = TOK_EOF, .text = "" };
}

/* Where reading can be taken up again. */
struct mark {
	struct lex lex;
	u32 at;
};

static struct mark mark_here(struct preproc *pp)
{
	const struct preproc_frame *frame = preproc_top(pp);

	return (struct mark){ frame->lex, frame->at };
}

static void go_back(struct preproc *pp, const struct mark *mark)
{
	preproc_top(pp)->lex = mark->lex;
	preproc_top(pp)->at = mark->at;
}

static int expect_name(struct preproc *pp, const struct token *tok,
		       const char *what)
{
	if (tok->kind == TOK_IDENT)
		return 0;
	diag_error(pp->diag, E_MACRO, tok->span, "expected the name of %s",
		   what);
	if (lex_is_keyword(tok->kind))
		diag_note(pp->diag, "'%s' is a keyword and cannot be a name",
			  tok->text);
	return -EINVAL;
}

/* Behind `(`; tok is the token behind `)`. */
static int read_params(struct preproc *pp, struct macro *macro,
		       struct token *tok)
{
	struct vec params;

	vec_init(&params, pp->arena, sizeof(void *));
	do {
		read_same(pp, tok);
		if (expect_name(pp, tok, "a parameter of the macro"))
			return -EINVAL;
		if (params.nr == MACRO_MAX_PARAMS)
			return diag_error(pp->diag, E_MACRO, tok->span,
					  "a macro of more than %d parameters",
					  MACRO_MAX_PARAMS);
		vec_push_ptr(&params, (void *)with_at(pp, tok->text));
		read_same(pp, tok);
	} while (tok->kind == TOK_COMMA);
	macro->params = params.data;
	macro->params_nr = params.nr;
	if (tok->kind != TOK_RPAREN)
		return diag_error(pp->diag, E_MACRO, tok->span,
				  "expected ',' or ')' behind a parameter of "
				  "the macro");
	read_same(pp, tok);
	return 0;
}

/* Behind the `%(` of a body: the tokens up to its `%)`; -EINVAL: no end. */
static int read_body(struct preproc *pp, struct vec *ret)
{
	struct token tok;
	u32 open = 1;

	for (;;) {
		read_same(pp, &tok);
		open += tok.kind == TOK_PP_IF;
		open -= tok.kind == TOK_PP_END;
		if (!open)
			return 0;
		if (tok.kind == TOK_EOF)
			return -EINVAL;
		if (tok.kind == TOK_AT && !strcmp(tok.text, "@define"))
			diag_error(pp->diag, E_MACRO, tok.span,
				   "a macro cannot define another one");
		*(struct token *)vec_push(ret) = tok;
	}
}

/* The rest of a definition without sense: its line, or its body. */
static void skip_definition(struct preproc *pp, struct token *tok)
{
	struct mark mark = mark_here(pp);
	struct vec body;

	while (tok->kind != TOK_EOF && tok->kind != TOK_PP_IF) {
		mark = mark_here(pp);
		read_same(pp, tok);
		if (tok->starts_line)
			break;
	}
	vec_init(&body, pp->arena, sizeof(struct token));
	if (tok->kind == TOK_PP_IF)
		read_body(pp, &body);
	else
		go_back(pp, &mark);
}

static void add_macro(struct preproc *pp, struct macro *macro)
{
	const struct macro *known = macros_find(&pp->macros, macro->name);

	if (known) {
		diag_error(pp->diag, E_DUPLICATE, macro->span,
			   "the macro '%s' is defined twice", macro->name);
		diag_note_at(pp->diag, known->span, "first here");
		return;
	}
	if (at_word_find(macro->name) != AT_UNKNOWN ||
	    at_word_stat(macro->name))
		diag_warning(pp->diag, W_MACRO, macro->span,
			     "the macro '%s' hides the operator of that name",
			     macro->name);
	vec_push_ptr(&pp->macros.list, macro);
	ptrmap_put(&pp->macros.by_name, macro->name, macro);
}

void macro_define(struct preproc *pp, struct span at)
{
	struct macro *macro = arena_alloc(pp->arena, sizeof(*macro));
	struct token tok;
	struct vec body;
	int err;

	vec_init(&body, pp->arena, sizeof(struct token));
	read_same(pp, &tok);
	err = expect_name(pp, &tok, "a macro");
	macro->name = with_at(pp, tok.text);
	macro->span = tok.span;
	if (!err) {
		read_same(pp, &tok);
		if (tok.kind == TOK_LPAREN)
			err = read_params(pp, macro, &tok);
	}
	if (!err && tok.kind != TOK_PP_IF) {
		err = diag_error(pp->diag, E_MACRO, tok.span,
				 "expected '%%(' and the body of the macro");
		diag_note(pp->diag,
			  "a macro is written @define NAME(PARAMETERS) "
			  "%%( BODY %%)");
	}
	if (err) {
		skip_definition(pp, &tok);
		return;
	}
	if (read_body(pp, &body)) {
		diag_error(pp->diag, E_MACRO, at,
			   "the body of this macro is never closed");
		diag_note(pp->diag, "close it with '%%)'");
	}
	macro->body = (struct macro_tokens){ body.data, body.nr };
	add_macro(pp, macro);
}

/* So many tokens more; -EINVAL: macros have made too many. */
static int count_tokens(struct preproc *pp, u32 nr, struct span at)
{
	if (nr < PREPROC_MAX_TOKENS - pp->made) {
		pp->made += nr + 1;
		return 0;
	}
	diag_error(pp->diag, E_TOO_LARGE, at,
		   "macros make more than %u tokens of this script",
		   PREPROC_MAX_TOKENS);
	diag_stop(pp->diag);
	return -EINVAL;
}

static int push_tokens(struct preproc *pp, const struct macro_tokens *tokens,
		       const struct activation *in, struct span at)
{
	struct preproc_frame *frame;

	if (count_tokens(pp, tokens->nr, at))
		return -EINVAL;
	frame = preproc_push(pp, at);
	if (!frame)
		return -EINVAL;
	frame->is_list = true;
	frame->list = tokens->list;
	frame->nr = tokens->nr;
	frame->in = in;
	return 0;
}

/* The tokens of the body, at places that know where the macro was used. */
static struct macro_tokens place_body(struct preproc *pp,
				      const struct macro *macro, struct span at)
{
	const struct macro_tokens *body = &macro->body;
	struct token *copy;
	u32 src, i;

	if (!body->nr)
		return *body;
	copy = arena_alloc(pp->arena, body->nr * sizeof(*copy));
	memcpy(copy, body->list, body->nr * sizeof(*copy));
	src = diag_add_expansion(
		pp->diag, macro->span.src, at,
		arena_printf(pp->arena, "the macro '%s'", macro->name));
	for (i = 0; i < body->nr; i++)
		if (copy[i].span.src == macro->span.src)
			copy[i].span.src = src;
	return (struct macro_tokens){ copy, body->nr };
}

static bool opens(enum tok kind)
{
	return kind == TOK_LPAREN || kind == TOK_LBRACKET ||
	       kind == TOK_LBRACE || kind == TOK_PP_IF;
}

static bool closes(enum tok kind)
{
	return kind == TOK_RPAREN || kind == TOK_RBRACKET ||
	       kind == TOK_RBRACE || kind == TOK_PP_END;
}

/* One argument; *end is the `,` or `)` behind it, or EOF. */
static struct macro_tokens read_arg(struct preproc *pp, struct token *end)
{
	struct vec list;
	u32 open = 0;

	vec_init(&list, pp->arena, sizeof(struct token));
	for (;;) {
		read_same(pp, end);
		if (end->kind == TOK_EOF ||
		    (!open &&
		     (end->kind == TOK_COMMA || end->kind == TOK_RPAREN)))
			break;
		open += opens(end->kind);
		open -= open && closes(end->kind);
		*(struct token *)vec_push(&list) = *end;
	}
	return (struct macro_tokens){ list.data, list.nr };
}

static const char *plural(u32 nr)
{
	return nr == 1 ? "" : "s";
}

static int read_args(struct preproc *pp, const struct macro *macro,
		     const struct token *call, struct macro_tokens *args)
{
	struct mark mark = mark_here(pp);
	struct macro_tokens arg;
	struct token tok;
	u32 nr = 0;

	read_same(pp, &tok);
	if (tok.kind != TOK_LPAREN) {
		go_back(pp, &mark);
		diag_error(pp->diag, E_MACRO, call->span,
			   "the macro '%s' takes %u argument%s: expected '(' "
			   "behind it",
			   macro->name, macro->params_nr,
			   plural(macro->params_nr));
		diag_note_at(pp->diag, macro->span, "it is defined here");
		return -EINVAL;
	}
	do {
		arg = read_arg(pp, &tok);
		if (nr < macro->params_nr)
			args[nr] = arg;
		nr++;
	} while (tok.kind == TOK_COMMA);
	if (tok.kind == TOK_EOF)
		return diag_error(pp->diag, E_MACRO, call->span,
				  "the arguments of the macro '%s' never end: "
				  "expected ')'",
				  macro->name);
	if (nr == macro->params_nr)
		return 0;
	diag_error(pp->diag, E_MACRO, call->span,
		   "the macro '%s' takes %u argument%s, and got %u",
		   macro->name, macro->params_nr, plural(macro->params_nr), nr);
	diag_note_at(pp->diag, macro->span, "it is defined here");
	return -EINVAL;
}

static int check_recursion(struct preproc *pp, const struct macro *macro,
			   const struct activation *in, struct span at)
{
	for (; in; in = in->parent)
		if (in->macro == macro)
			break;
	if (!in)
		return 0;
	diag_error(pp->diag, E_MACRO, at,
		   "the macro '%s' uses itself: that would never end",
		   macro->name);
	diag_note_at(pp->diag, macro->span, "it is defined here");
	return -EINVAL;
}

static int use_macro(struct preproc *pp, const struct macro *macro,
		     const struct token *call)
{
	const struct activation *in = preproc_top(pp)->in;
	struct activation *act;
	struct macro_tokens body;

	act = arena_alloc(pp->arena, sizeof(*act));
	act->macro = macro;
	act->parent = in;
	if (macro->params_nr) {
		act->args = arena_alloc(pp->arena,
					macro->params_nr * sizeof(*act->args));
		if (read_args(pp, macro, call, act->args))
			return -EINVAL;
	}
	if (check_recursion(pp, macro, in, call->span) ||
	    count_tokens(pp, 0, call->span))
		return -EINVAL;
	body = place_body(pp, macro, call->span);
	return push_tokens(pp, &body, act, call->span);
}

/* The parameter of that name; NULL: there is none. */
static const struct macro_tokens *find_arg(const struct activation *in,
					   const char *name)
{
	u32 i;

	for (i = 0; in && i < in->macro->params_nr; i++)
		if (in->macro->params[i] == name)
			return &in->args[i];
	return NULL;
}

bool macro_use(struct preproc *pp, struct token *tok)
{
	const struct activation *in = preproc_top(pp)->in;
	const struct macro_tokens *arg = find_arg(in, tok->text);
	const struct macro *macro;

	if (arg) {
		if (!push_tokens(pp, arg, in->parent, tok->span))
			return true;
	} else {
		macro = macros_find(&pp->macros, tok->text);
		if (!macro)
			macro = macro_library_find(pp, tok->text);
		if (!macro)
			return false;
		if (!use_macro(pp, macro, tok))
			return true;
	}
	/* The message is out; a number does the least harm. */
	tok->kind = TOK_NUM;
	tok->num = 0;
	return false;
}

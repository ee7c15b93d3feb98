// SPDX-License-Identifier: GPL-2.0
/* What stands between operators: literals, names, calls. */
#include <errno.h>
#include <string.h>

#include "base/strbuf.h"
#include "script/parse_internal.h"

/* An element of a list; keys in brackets can be `*`. */
static struct expr *parse_element(struct parser *p, enum tok close)
{
	struct expr *any;

	if (p->tok.kind != TOK_MUL || close != TOK_RBRACKET)
		return parse_expr(p);
	any = ast_expr(p->script, EX_ANY, p->tok.span, 0);
	parse_advance(p);
	return parse_finish(p, any);
}

int parse_list(struct parser *p, enum tok close, struct vec *ret)
{
	vec_init(ret, p->script->arena, sizeof(void *));
	if (close == TOK_RPAREN && parse_accept(p, close))
		return 0;
	do {
		struct expr *e = parse_element(p, close);

		if (!e)
			return -EINVAL;
		vec_push_ptr(ret, e);
	} while (parse_accept(p, TOK_COMMA));
	if (parse_accept(p, close))
		return 0;
	return parse_expected(p, close == TOK_RPAREN ? "',' or ')'"
						     : "',' or ']'");
}

struct expr *parse_node(struct parser *p, enum expr_kind kind, struct span span,
			const struct vec *args)
{
	struct expr *e = ast_expr(p->script, kind, span, 0);

	e->args = args->data;
	e->nargs = args->nr;
	e->span = span_join(span, p->last);
	e->at = span;
	return parse_finish(p, e);
}

static struct expr *parse_number(struct parser *p)
{
	struct expr *e = ast_expr(p->script, EX_NUM, p->tok.span, 0);

	e->num = p->tok.num;
	parse_advance(p);
	return parse_finish(p, e);
}

const char *parse_joined_string(struct parser *p)
{
	const char *text = p->tok.text;
	struct strbuf sb;

	parse_advance(p);
	if (p->tok.kind != TOK_STR)
		return text;
	strbuf_init(&sb, p->script->arena);
	strbuf_puts(&sb, text);
	for (; p->tok.kind == TOK_STR; parse_advance(p))
		strbuf_puts(&sb, p->tok.text);
	return intern_bytes(p->script->intern, sb.text, sb.len);
}

static struct expr *parse_string(struct parser *p)
{
	struct expr *e = ast_expr(p->script, EX_STR, p->tok.span, 0);

	e->text = parse_joined_string(p);
	e->span = span_join(e->span, p->last);
	return parse_finish(p, e);
}

static struct expr *parse_paren(struct parser *p)
{
	struct span open = p->tok.span;
	struct expr *e;

	parse_advance(p);
	e = parse_expr(p);
	if (!e)
		return NULL;
	if (!parse_accept(p, TOK_RPAREN)) {
		parse_expected(p, "')'");
		diag_note_at(p->diag, open, "to close this one");
		return NULL;
	}
	return e;
}

/* `[a, b] in array` */
static struct expr *parse_tuple_in(struct parser *p)
{
	struct span start = p->tok.span;
	struct span name;
	struct expr *e;
	struct vec keys;
	const char *text;

	parse_advance(p);
	if (parse_list(p, TOK_RBRACKET, &keys) ||
	    parse_expect(p, TOK_IN, "and an array behind the keys"))
		return NULL;
	if (p->tok.kind != TOK_IDENT) {
		parse_expected(p, "the name of an array");
		return NULL;
	}
	text = p->tok.text;
	name = p->tok.span;
	parse_advance(p);
	e = parse_node(p, EX_IN, start, &keys);
	if (e) {
		e->text = text;
		e->at = name;
	}
	return e;
}

static struct expr *parse_call(struct parser *p, const char *name,
			       struct span at)
{
	const struct print_kind *print = ast_print_kind(name);
	struct expr *e;
	struct vec args;

	parse_advance(p);
	if (parse_list(p, TOK_RPAREN, &args))
		return NULL;
	e = parse_node(p, print ? EX_PRINT : EX_CALL, at, &args);
	if (e) {
		e->print = print;
		e->text = name;
	}
	return e;
}

static struct expr *parse_name(struct parser *p)
{
	const char *name = p->tok.text;
	struct span at = p->tok.span;
	struct expr *e;
	struct vec args;

	parse_advance(p);
	if (p->tok.kind == TOK_LPAREN)
		return parse_call(p, name, at);
	vec_init(&args, p->script->arena, sizeof(void *));
	if (parse_accept(p, TOK_LBRACKET)) {
		if (parse_list(p, TOK_RBRACKET, &args))
			return NULL;
		e = parse_node(p, EX_INDEX, at, &args);
	} else {
		e = parse_node(p, EX_VAR, at, &args);
	}
	if (e)
		e->text = name;
	return e;
}

static struct expr *parse_target(struct parser *p)
{
	struct expr *e = ast_expr(p->script, EX_TARGET, p->tok.span, 0);

	e->op = TOK_TARGET;
	e->text = p->tok.text;
	parse_advance(p);
	return parse_finish(p, e);
}

/* The message is out; a number in its place lets the rest be read. */
static struct expr *parse_embedded(struct parser *p)
{
	struct expr *e = ast_expr(p->script, EX_NUM, p->tok.span, 0);

	/* A function of the library with C in it is refused when it is called. */
	if (p->fn && !p->fn->is_handler && ast_is_library(p->script, p->file)) {
		p->fn->embedded = true;
	} else {
		diag_error(p->diag, E_EMBEDDED_C, p->tok.span,
			   "embedded C is not supported");
		diag_note(p->diag, "write it in the script language");
	}
	parse_advance(p);
	return parse_finish(p, e);
}

static struct expr *parse_plain(struct parser *p)
{
	switch (p->tok.kind) {
	case TOK_NUM:
		return parse_number(p);
	case TOK_STR:
		return parse_string(p);
	case TOK_LPAREN:
		return parse_paren(p);
	case TOK_LBRACKET:
		return parse_tuple_in(p);
	case TOK_IDENT:
		return parse_name(p);
	case TOK_TARGET:
		return parse_target(p);
	case TOK_AT:
		return parse_at(p);
	case TOK_EMBED:
		return parse_embedded(p);
	default:
		parse_expected(p, "an expression");
		return NULL;
	}
}

struct expr *parse_value(struct parser *p)
{
	struct expr *e = parse_plain(p);

	return e ? parse_members(p, e) : NULL;
}

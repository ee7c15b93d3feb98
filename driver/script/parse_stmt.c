// SPDX-License-Identifier: GPL-2.0
/* Statements. */
#include <errno.h>

#include "script/parse_internal.h"

struct stmt *parse_body(struct parser *p)
{
	struct stmt *body;

	p->loops++;
	body = parse_stmt(p);
	p->loops--;
	return body;
}

/* `(` expression `)` */
static struct expr *parse_parens(struct parser *p, const char *where)
{
	struct expr *e;

	if (parse_expect(p, TOK_LPAREN, where))
		return NULL;
	e = parse_expr(p);
	if (!e || parse_expect(p, TOK_RPAREN, "behind the condition"))
		return NULL;
	return e;
}

static struct stmt *parse_if(struct parser *p)
{
	struct stmt *s = ast_stmt(p->script, ST_IF, p->tok.span);

	parse_advance(p);
	s->expr = parse_parens(p, "behind 'if'");
	if (!s->expr)
		return NULL;
	s->body = parse_stmt(p);
	if (!s->body)
		return NULL;
	if (!parse_accept(p, TOK_ELSE))
		return s;
	s->other = parse_stmt(p);
	return s->other ? s : NULL;
}

static struct stmt *parse_while(struct parser *p)
{
	struct stmt *s = ast_stmt(p->script, ST_WHILE, p->tok.span);

	parse_advance(p);
	s->expr = parse_parens(p, "behind 'while'");
	if (!s->expr)
		return NULL;
	s->body = parse_body(p);
	return s->body ? s : NULL;
}

/* An optional expression and what ends it. */
static int parse_for_part(struct parser *p, enum tok end, const char *where,
			  struct expr **ret)
{
	*ret = NULL;
	if (p->tok.kind != end) {
		*ret = parse_expr(p);
		if (!*ret)
			return -EINVAL;
	}
	return parse_expect(p, end, where);
}

static struct stmt *parse_for(struct parser *p)
{
	struct stmt *s = ast_stmt(p->script, ST_FOR, p->tok.span);

	parse_advance(p);
	if (parse_expect(p, TOK_LPAREN, "behind 'for'") ||
	    parse_for_part(p, TOK_SEMICOLON, "behind the first part of 'for'",
			   &s->init) ||
	    parse_for_part(p, TOK_SEMICOLON, "behind the condition of 'for'",
			   &s->expr) ||
	    parse_for_part(p, TOK_RPAREN, "behind the parts of 'for'",
			   &s->step))
		return NULL;
	s->body = parse_body(p);
	return s->body ? s : NULL;
}

static struct stmt *parse_return(struct parser *p)
{
	struct stmt *s = ast_stmt(p->script, ST_RETURN, p->tok.span);

	parse_advance(p);
	if (p->tok.kind != TOK_SEMICOLON && p->tok.kind != TOK_RBRACE) {
		s->expr = parse_expr(p);
		if (!s->expr)
			return NULL;
		p->fn->returns_value = true;
	}
	if (p->fn->is_handler) {
		diag_error(p->diag, E_CONTEXT, s->span,
			   "'return' outside of a function");
		diag_note(p->diag, "'next' ends the handler of a probe");
	}
	return s;
}

static struct stmt *parse_delete(struct parser *p)
{
	struct stmt *s = ast_stmt(p->script, ST_DELETE, p->tok.span);

	parse_advance(p);
	s->expr = parse_expr(p);
	return s->expr ? s : NULL;
}

static struct stmt *parse_jump(struct parser *p, enum stmt_kind kind)
{
	struct stmt *s = ast_stmt(p->script, kind, p->tok.span);

	if (kind != ST_NEXT && !p->loops)
		diag_error(p->diag, E_CONTEXT, p->tok.span,
			   "'%s' outside of a loop", p->tok.text);
	parse_advance(p);
	return s;
}

static struct stmt *parse_try(struct parser *p)
{
	struct stmt *s = ast_stmt(p->script, ST_TRY, p->tok.span);

	parse_advance(p);
	s->body = parse_block(p);
	if (!s->body || parse_expect(p, TOK_CATCH, "behind the try block"))
		return NULL;
	if (parse_accept(p, TOK_LPAREN)) {
		s->expr = parse_variable(p);
		if (!s->expr ||
		    parse_expect(p, TOK_RPAREN, "behind the variable"))
			return NULL;
	}
	s->other = parse_block(p);
	return s->other ? s : NULL;
}

static struct stmt *parse_expr_stmt(struct parser *p)
{
	struct stmt *s = ast_stmt(p->script, ST_EXPR, p->tok.span);

	s->expr = parse_expr(p);
	if (!s->expr)
		return NULL;
	s->span = s->expr->span;
	return s;
}

/* `else` without `if`, `catch` without `try`. */
static struct stmt *report_second_half(struct parser *p)
{
	bool is_else = p->tok.kind == TOK_ELSE;

	diag_error(p->diag, E_SYNTAX, p->tok.span,
		   "'%s' without '%s' before it", p->tok.text,
		   is_else ? "if" : "try");
	if (is_else)
		diag_note(p->diag, "one statement stands between 'if (...)' "
				   "and 'else': put several into { }");
	return NULL;
}

static struct stmt *parse_kind(struct parser *p)
{
	switch (p->tok.kind) {
	case TOK_SEMICOLON:
		return ast_stmt(p->script, ST_EMPTY, p->tok.span);
	case TOK_LBRACE:
		return parse_block(p);
	case TOK_IF:
		return parse_if(p);
	case TOK_WHILE:
		return parse_while(p);
	case TOK_FOR:
		return parse_for(p);
	case TOK_FOREACH:
		return parse_foreach(p);
	case TOK_RETURN:
		return parse_return(p);
	case TOK_DELETE:
		return parse_delete(p);
	case TOK_BREAK:
		return parse_jump(p, ST_BREAK);
	case TOK_CONTINUE:
		return parse_jump(p, ST_CONTINUE);
	case TOK_NEXT:
		return parse_jump(p, ST_NEXT);
	case TOK_TRY:
		return parse_try(p);
	case TOK_ELSE:
	case TOK_CATCH:
		return report_second_half(p);
	default:
		return parse_expr_stmt(p);
	}
}

/* One semicolon behind a statement belongs to it. */
struct stmt *parse_stmt(struct parser *p)
{
	bool block = p->tok.kind == TOK_LBRACE;
	struct stmt *s;

	if (parse_enter(p))
		return NULL;
	s = parse_kind(p);
	parse_leave(p);
	if (s && !block)
		parse_accept(p, TOK_SEMICOLON);
	return s;
}

static bool ends_block(const struct token *tok)
{
	return tok->kind == TOK_EOF || tok->kind == TOK_RBRACE ||
	       (tok->starts_line &&
		(tok->kind == TOK_PROBE || tok->kind == TOK_FUNCTION ||
		 tok->kind == TOK_GLOBAL));
}

/* To the next statement of the block: behind a `;`, or in a new line. */
static void skip_to_statement(struct parser *p, u32 from)
{
	u32 open = 0;

	if (p->taken == from && !ends_block(&p->tok)) {
		open = p->tok.kind == TOK_LBRACE;
		parse_advance(p);
	}
	while (open || !(ends_block(&p->tok) || p->tok.starts_line)) {
		if (p->tok.kind == TOK_EOF)
			return;
		if (p->tok.kind == TOK_SEMICOLON && !open) {
			parse_advance(p);
			return;
		}
		open += p->tok.kind == TOK_LBRACE;
		open -= open && p->tok.kind == TOK_RBRACE;
		parse_advance(p);
	}
}

struct stmt *parse_block(struct parser *p)
{
	struct stmt *block = ast_stmt(p->script, ST_BLOCK, p->tok.span);
	struct stmt **end = &block->body;
	struct span open = p->tok.span;

	if (parse_expect(p, TOK_LBRACE, "and a block"))
		return NULL;
	while (!ends_block(&p->tok)) {
		u32 from = p->taken;
		struct stmt *s = parse_stmt(p);

		if (!s) {
			skip_to_statement(p, from);
			continue;
		}
		*end = s;
		end = &s->next;
	}
	if (parse_accept(p, TOK_RBRACE))
		return block;
	parse_expected(p, "'}'");
	diag_note_at(p->diag, open, "the block begins here");
	return NULL;
}

// SPDX-License-Identifier: GPL-2.0
/* Probes: the list of points and the handler. */
#include <errno.h>
#include <string.h>

#include "base/strbuf.h"
#include "script/parse_internal.h"

static bool is_component_token(const struct token *tok)
{
	return tok->kind == TOK_IDENT || tok->kind == TOK_NUM ||
	       tok->kind == TOK_MUL || lex_is_keyword(tok->kind);
}

static bool is_adjacent(const struct parser *p)
{
	return p->tok.span.src == p->last.src &&
	       p->tok.span.off == p->last.off + p->last.len;
}

/* A name, maybe with wildcards: tokens without blanks between them. */
static int parse_component_name(struct parser *p, struct component *comp)
{
	struct strbuf sb;

	if (p->tok.kind == TOK_LBRACE || p->tok.kind == TOK_LPAREN) {
		return diag_error(p->diag, E_UNSUPPORTED, p->tok.span,
				  "alternatives inside a probe point are not "
				  "available in this version");
	}
	if (!is_component_token(&p->tok))
		return parse_expected(p, "the name of a probe point");
	strbuf_init(&sb, p->script->arena);
	comp->span = p->tok.span;
	do {
		strbuf_puts(&sb, p->tok.text);
		parse_advance(p);
	} while (is_component_token(&p->tok) && is_adjacent(p));
	comp->span = span_join(comp->span, p->last);
	comp->name = intern_str(p->script->intern, sb.text);
	return 0;
}

static int parse_component_arg(struct parser *p, struct component *comp)
{
	bool negative;

	if (!parse_accept(p, TOK_LPAREN))
		return 0;
	comp->arg_span = p->tok.span;
	negative = parse_accept(p, TOK_SUB);
	comp->arg_kind = p->tok.kind;
	if (p->tok.kind == TOK_NUM)
		comp->num = negative ? (s64)(0 - (u64)p->tok.num) : p->tok.num;
	else if (p->tok.kind == TOK_STR && !negative)
		comp->str = parse_joined_string(p);
	else
		return parse_expected(p, "a number or a string");
	if (comp->arg_kind == TOK_NUM)
		parse_advance(p);
	comp->arg_span = span_join(comp->arg_span, p->last);
	return parse_expect(p, TOK_RPAREN, "behind the argument");
}

static void put_component(struct strbuf *sb, const struct component *comp)
{
	const char *c;

	strbuf_puts(sb, comp->name);
	if (comp->arg_kind == TOK_NUM)
		strbuf_printf(sb, "(%lld)", (long long)comp->num);
	if (comp->arg_kind != TOK_STR)
		return;
	strbuf_puts(sb, "(\"");
	for (c = comp->str; *c; c++) {
		if (*c == '"' || *c == '\\')
			strbuf_printf(sb, "\\%c", *c);
		else if (*c > 0 && *c < 0x20)
			strbuf_printf(sb, "\\%03o", *c);
		else
			strbuf_put(sb, *c);
	}
	strbuf_puts(sb, "\")");
}

static const char *point_text(struct parser *p, const struct point *point)
{
	struct strbuf sb;
	u32 i;

	strbuf_init(&sb, p->script->arena);
	for (i = 0; i < point->components.nr; i++) {
		if (i)
			strbuf_put(&sb, '.');
		put_component(&sb, vec_at(&point->components, i));
	}
	return intern_str(p->script->intern, sb.text);
}

static int parse_components(struct parser *p, struct point *point)
{
	do {
		struct component *comp = vec_push(&point->components);

		if (parse_component_name(p, comp) ||
		    parse_component_arg(p, comp))
			return -EINVAL;
	} while (parse_accept(p, TOK_DOT));
	point->span = span_join(point->span, p->last);
	point->text = point_text(p, point);
	return 0;
}

static int parse_condition(struct parser *p, struct point *point)
{
	if (!parse_accept(p, TOK_IF))
		return 0;
	if (parse_expect(p, TOK_LPAREN, "and the condition of the point"))
		return -EINVAL;
	point->condition = parse_expr(p);
	if (!point->condition)
		return -EINVAL;
	return parse_expect(p, TOK_RPAREN, "behind the condition");
}

static struct point *parse_point(struct parser *p)
{
	struct point *point = arena_alloc(p->script->arena, sizeof(*point));

	vec_init(&point->components, p->script->arena,
		 sizeof(struct component));
	point->span = p->tok.span;
	if (parse_components(p, point))
		return NULL;
	point->optional = parse_accept(p, TOK_QUESTION);
	if (!point->optional)
		point->sufficient = parse_accept(p, TOK_NOT);
	return parse_condition(p, point) ? NULL : point;
}

static int parse_points(struct parser *p, struct vec *points)
{
	do {
		struct point *point = parse_point(p);

		if (!point)
			return -EINVAL;
		vec_push_ptr(points, point);
	} while (parse_accept(p, TOK_COMMA));
	return 0;
}

/* Behind the alias name: the points and the body, which are not kept. */
static int parse_alias(struct parser *p, struct probe *probe)
{
	struct vec points;

	diag_error(p->diag, E_UNSUPPORTED, probe->span,
		   "probe aliases are not available in this version");
	diag_note(p->diag, "write the probe points of the alias where it is "
			   "used");
	parse_advance(p);
	vec_init(&points, p->script->arena, sizeof(void *));
	if (parse_points(p, &points))
		return -EINVAL;
	return parse_block(p) ? 0 : -EINVAL;
}

int parse_probe(struct parser *p)
{
	struct probe *probe = arena_alloc(p->script->arena, sizeof(*probe));
	int err;

	probe->span = p->tok.span;
	probe->handler = ast_function(p->script, "probe", p->tok.span);
	probe->handler->is_handler = true;
	vec_init(&probe->points, p->script->arena, sizeof(void *));
	parse_advance(p);
	if (parse_points(p, &probe->points))
		return -EINVAL;
	p->fn = probe->handler;
	if (p->tok.kind == TOK_ASSIGN || p->tok.kind == TOK_ADD_ASSIGN) {
		err = parse_alias(p, probe);
		p->fn = NULL;
		return err;
	}
	if (p->tok.kind != TOK_LBRACE)
		return parse_expected(p, "'{' and the probe's handler, or "
					 "another probe point");
	vec_push_ptr(&p->script->probes, probe);
	probe->handler->body = parse_block(p);
	p->fn = NULL;
	return probe->handler->body ? 0 : -EINVAL;
}

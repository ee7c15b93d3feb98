// SPDX-License-Identifier: GPL-2.0
/*
 * Probe points. `a.{b,c.d}.e` stands for the points a.b.e and a.c.d.e: while
 * one is read, a list holds all points that the text so far stands for.
 */
#include <errno.h>
#include <string.h>

#include "base/strbuf.h"
#include "script/parse_internal.h"
#include "script/point_text.h"

#define MAX_COMPONENTS 32

/* Of one probe, by braces. */
#define MAX_POINTS 4096

/* Of one script, by braces; each takes about a kilobyte. */
#define MAX_ALL_POINTS 65536

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

	if (!is_component_token(&p->tok) || p->tok.kind == TOK_NUM)
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

static struct point *copy_point(struct parser *p, const struct point *from)
{
	struct point *point = arena_alloc(p->script->arena, sizeof(*point));
	u32 i;

	*point = *from;
	vec_init(&point->components, p->script->arena,
		 sizeof(struct component));
	for (i = 0; i < from->components.nr; i++)
		*(struct component *)vec_push(&point->components) =
			*(struct component *)vec_at(&from->components, i);
	return point;
}

/* Every point of the list goes on with the component. */
static int append_component(struct parser *p, struct vec *points,
			    const struct component *comp)
{
	u32 i;

	for (i = 0; i < points->nr; i++) {
		struct point *point = vec_ptr(points, i);

		if (point->components.nr == MAX_COMPONENTS)
			return diag_error(p->diag, E_TOO_LARGE, comp->span,
					  "a probe point of more than %d "
					  "components",
					  MAX_COMPONENTS);
		*(struct component *)vec_push(&point->components) = *comp;
	}
	return 0;
}

/* What is written behind a point inside braces goes behind the braces. */
static int check_plain(struct parser *p, const struct vec *points)
{
	u32 i;

	for (i = 0; i < points->nr; i++) {
		const struct point *point = vec_ptr(points, i);

		if (!point->optional && !point->sufficient && !point->condition)
			continue;
		return diag_error(p->diag, E_SYNTAX, p->tok.span,
				  "'?', '!' and conditions end a probe point: "
				  "nothing can follow them");
	}
	return 0;
}

static int count_points(struct parser *p, u32 nr, struct span at)
{
	p->points += nr;
	if (p->points <= MAX_ALL_POINTS)
		return 0;
	return diag_error(p->diag, E_TOO_LARGE, at,
			  "braces make more than %d probe points, or parts of "
			  "their conditions, of this script",
			  MAX_ALL_POINTS);
}

static int append_points(struct parser *p, struct vec *points,
			 const struct vec *tails, struct span at)
{
	struct vec heads = *points;
	u32 i, j, k;

	if ((u64)heads.nr * tails->nr > MAX_POINTS)
		return diag_error(p->diag, E_TOO_LARGE, at,
				  "these braces make more than %d probe points",
				  MAX_POINTS);
	if (count_points(p, heads.nr * tails->nr, at))
		return -EINVAL;
	vec_init(points, p->script->arena, sizeof(void *));
	for (i = 0; i < heads.nr; i++) {
		for (j = 0; j < tails->nr; j++) {
			const struct point *tail = vec_ptr(tails, j);
			struct point *point = copy_point(p, vec_ptr(&heads, i));
			struct vec one = { .data = &point, .nr = 1 };

			point->optional = tail->optional;
			point->sufficient = tail->sufficient;
			point->condition = tail->condition;
			vec_push_ptr(points, point);
			for (k = 0; k < tail->components.nr; k++)
				if (append_component(
					    p, &one,
					    vec_at(&tail->components, k)))
					return -EINVAL;
		}
	}
	return 0;
}

/* `{point, point}` inside of a point. */
static int parse_group(struct parser *p, struct vec *points)
{
	struct span open = p->tok.span;
	struct vec tails;
	int err;

	parse_advance(p);
	vec_init(&tails, p->script->arena, sizeof(void *));
	if (parse_enter(p))
		return -EINVAL;
	err = parse_points(p, &tails);
	parse_leave(p);
	if (err)
		return err;
	if (!parse_accept(p, TOK_RBRACE)) {
		parse_expected(p, "',' and another probe point, or '}'");
		diag_note_at(p->diag, open, "the braces begin here");
		return -EINVAL;
	}
	return append_points(p, points, &tails, open);
}

static int parse_components(struct parser *p, struct vec *points)
{
	do {
		struct component comp = { 0 };

		if (check_plain(p, points))
			return -EINVAL;
		if (p->tok.kind == TOK_LBRACE) {
			if (parse_group(p, points))
				return -EINVAL;
			continue;
		}
		if (parse_component_name(p, &comp) ||
		    parse_component_arg(p, &comp) ||
		    append_component(p, points, &comp))
			return -EINVAL;
	} while (parse_accept(p, TOK_DOT));
	return 0;
}

/* `?`, `!`, `if (condition)`. */
static int parse_suffix(struct parser *p, struct point *suffix)
{
	suffix->optional = parse_accept(p, TOK_QUESTION);
	if (!suffix->optional)
		suffix->sufficient = parse_accept(p, TOK_NOT);
	if (!parse_accept(p, TOK_IF))
		return 0;
	if (parse_expect(p, TOK_LPAREN, "and the condition of the point"))
		return -EINVAL;
	suffix->condition = parse_expr(p);
	if (!suffix->condition)
		return -EINVAL;
	return parse_expect(p, TOK_RPAREN, "behind the condition");
}

static int apply_suffix(struct parser *p, struct vec *points,
			const struct point *suffix, struct span at)
{
	u32 i;

	if (!suffix->optional && !suffix->sufficient && !suffix->condition)
		return 0;
	for (i = 0; i < points->nr; i++) {
		struct point *point = vec_ptr(points, i);

		if (point->optional || point->sufficient || point->condition)
			return diag_error(p->diag, E_SYNTAX, at,
					  "'?', '!' or a condition is given "
					  "inside of the braces already");
		point->optional = suffix->optional;
		point->sufficient = suffix->sufficient;
		point->condition = suffix->condition;
	}
	return 0;
}

static int parse_point(struct parser *p, struct vec *ret)
{
	struct point *empty = arena_alloc(p->script->arena, sizeof(*empty));
	struct point suffix = { 0 };
	struct span start = p->tok.span;
	struct span at;
	struct vec points;
	u32 i, taken;

	vec_init(&empty->components, p->script->arena,
		 sizeof(struct component));
	vec_init(&points, p->script->arena, sizeof(void *));
	vec_push_ptr(&points, empty);
	if (parse_components(p, &points))
		return -EINVAL;
	start = span_join(start, p->last);
	at = p->tok.span;
	taken = p->taken;
	if (parse_suffix(p, &suffix) || apply_suffix(p, &points, &suffix, at))
		return -EINVAL;
	taken = (p->taken - taken) / 8;
	if (points.nr > 1 && taken && count_points(p, points.nr * taken, at))
		return -EINVAL;
	for (i = 0; i < points.nr; i++) {
		struct point *point = vec_ptr(&points, i);

		point->span = start;
		point->text = point_text(p->script, point);
		vec_push_ptr(ret, point);
	}
	return 0;
}

int parse_points(struct parser *p, struct vec *ret)
{
	do {
		if (parse_point(p, ret))
			return -EINVAL;
	} while (parse_accept(p, TOK_COMMA));
	return 0;
}

// SPDX-License-Identifier: GPL-2.0
/* The foreach statement. */
#include <errno.h>
#include <string.h>

#include "script/parse_internal.h"

struct expr *parse_variable(struct parser *p)
{
	struct expr *e;

	if (p->tok.kind != TOK_IDENT) {
		parse_expected_name(p, "a variable");
		return NULL;
	}
	e = ast_expr(p->script, EX_VAR, p->tok.span, 0);
	e->text = p->tok.text;
	parse_advance(p);
	ast_finish(e);
	return e;
}

/* `+` or `-`: the direction of sorting; 0: none. */
static s8 parse_direction(struct parser *p, struct foreach *each)
{
	s8 dir = p->tok.kind == TOK_ADD ? 1 : p->tok.kind == TOK_SUB ? -1 : 0;

	if (!dir)
		return 0;
	if (each->sort_by != SX_SORT_NONE && each->dir) {
		diag_error(p->diag, E_SYNTAX, p->tok.span,
			   "a loop is sorted by one column only");
	}
	each->dir = dir;
	each->sort_span = p->tok.span;
	parse_advance(p);
	return dir;
}

static int parse_loop_key(struct parser *p, struct foreach *each,
			  struct vec *keys)
{
	struct expr *key = parse_variable(p);

	if (!key)
		return -EINVAL;
	vec_push_ptr(keys, key);
	if (parse_direction(p, each))
		each->sort_by = keys->nr <= SX_MAX_KEYS ? (u8)keys->nr : 1;
	return 0;
}

/* `key in`, `[key, key] in`, either with `value =` before. */
static int parse_loop_vars(struct parser *p, struct foreach *each)
{
	struct vec keys;
	int err = 0;

	vec_init(&keys, p->script->arena, sizeof(void *));
	if (p->tok.kind != TOK_LBRACKET) {
		err = parse_loop_key(p, each, &keys);
		if (!err && parse_accept(p, TOK_ASSIGN)) {
			each->value = vec_ptr(&keys, 0);
			keys.nr = 0;
			if (each->dir)
				each->sort_by = SX_SORT_VALUE;
			if (p->tok.kind != TOK_LBRACKET)
				err = parse_loop_key(p, each, &keys);
		}
	}
	if (!err && !keys.nr) {
		err = parse_expect(p, TOK_LBRACKET, "and the keys");
		do {
			err = err ? err : parse_loop_key(p, each, &keys);
		} while (!err && parse_accept(p, TOK_COMMA));
		if (!err)
			err = parse_expect(p, TOK_RBRACKET, "behind the keys");
	}
	each->keys = keys.data;
	each->nkeys = keys.nr;
	return err;
}

/* `@count`, `@sum` ... as what to sort by. */
static int parse_sort_agg(struct parser *p, struct foreach *each)
{
	u8 agg = parse_agg_of(p->tok.text);

	if (agg == 0xff) {
		return diag_error(p->diag, E_SYNTAX, p->tok.span,
				  "expected @count, @sum, @min, @max, @avg or "
				  "@variance to sort by, found '%s'",
				  p->tok.text);
	}
	if (each->dir)
		diag_error(p->diag, E_SYNTAX, p->tok.span,
			   "a loop is sorted by one column only");
	each->sort_agg = true;
	each->sort_by = (u8)(SX_SORT_AGG + agg);
	each->sort_span = p->tok.span;
	parse_advance(p);
	return 0;
}

static int parse_array_name(struct parser *p, struct foreach *each)
{
	if (p->tok.kind != TOK_IDENT)
		return parse_expected(p, "the name of an array");
	each->name = p->tok.text;
	each->name_span = p->tok.span;
	parse_advance(p);
	return 0;
}

/* `@hist_log(x)`: the loop is over its buckets. */
static int parse_buckets(struct parser *p, struct foreach *each)
{
	each->name_span = p->tok.span;
	each->buckets = parse_hist(p);
	return each->buckets ? 0 : -EINVAL;
}

/*
 * `array`, `array[x, *]`, `array @count`, `@count(array)`, `@hist_log(x)`;
 * direction.
 */
static int parse_loop_array(struct parser *p, struct foreach *each)
{
	struct vec slice;
	bool around = p->tok.kind == TOK_AT &&
		      parse_agg_of(p->tok.text) != 0xff;

	if (around && (parse_sort_agg(p, each) ||
		       parse_expect(p, TOK_LPAREN, "and an array")))
		return -EINVAL;
	if (around || p->tok.kind != TOK_AT) {
		if (parse_array_name(p, each))
			return -EINVAL;
	} else if (parse_buckets(p, each)) {
		return -EINVAL;
	}
	if (parse_accept(p, TOK_LBRACKET)) {
		if (parse_list(p, TOK_RBRACKET, &slice))
			return -EINVAL;
		each->slice = slice.data;
		each->nslice = slice.nr;
	}
	if (around && parse_expect(p, TOK_RPAREN, "behind the array"))
		return -EINVAL;
	if (!around && p->tok.kind == TOK_AT && parse_sort_agg(p, each))
		return -EINVAL;
	if (parse_direction(p, each) && !each->sort_by)
		each->sort_by = SX_SORT_VALUE;
	if (each->sort_agg && !each->dir)
		each->dir = -1;
	return 0;
}

struct stmt *parse_foreach(struct parser *p)
{
	struct stmt *s = ast_stmt(p->script, ST_FOREACH, p->tok.span);

	s->each = arena_alloc(p->script->arena, sizeof(*s->each));
	parse_advance(p);
	if (parse_expect(p, TOK_LPAREN, "behind 'foreach'") ||
	    parse_loop_vars(p, s->each) ||
	    parse_expect(p, TOK_IN, "and an array") ||
	    parse_loop_array(p, s->each))
		return NULL;
	if (parse_accept(p, TOK_LIMIT)) {
		s->each->limit = parse_expr(p);
		if (!s->each->limit)
			return NULL;
	}
	if (parse_expect(p, TOK_RPAREN, "to end 'foreach (...'"))
		return NULL;
	s->body = parse_body(p);
	return s->body ? s : NULL;
}

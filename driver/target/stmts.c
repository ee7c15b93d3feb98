// SPDX-License-Identifier: GPL-2.0
/*
 * Bodies. A branch that a constant condition leaves out is removed before
 * anything in it is looked for: that is what @defined is for.
 */
#include "target/lowering.h"

static bool is_const_logic(const struct expr *e, s64 *ret)
{
	s64 a, b;

	if (!stmts_is_const(e->args[0], &a))
		return false;
	if (!a == (e->op == TOK_LOGAND)) {
		*ret = a != 0;
		return true;
	}
	if (!stmts_is_const(e->args[1], &b))
		return false;
	*ret = b != 0;
	return true;
}

static bool is_const_binary(const struct expr *e, s64 *ret)
{
	s64 a, b;

	if (!stmts_is_const(e->args[0], &a) || !stmts_is_const(e->args[1], &b))
		return false;
	if (e->op == TOK_EQ)
		*ret = a == b;
	else if (e->op == TOK_NE)
		*ret = a != b;
	else
		return false;
	return true;
}

bool stmts_is_const(const struct expr *e, s64 *ret)
{
	switch (e->kind) {
	case EX_NUM:
		*ret = e->num;
		return true;
	case EX_UNARY:
		if (e->op != TOK_NOT || !stmts_is_const(e->args[0], ret))
			return false;
		*ret = !*ret;
		return true;
	case EX_LOGIC:
		return is_const_logic(e, ret);
	case EX_BINARY:
		return is_const_binary(e, ret);
	default:
		return false;
	}
}

static void remove_branch(struct stmt *s)
{
	if (!s)
		return;
	s->kind = ST_EMPTY;
	s->expr = s->init = s->step = NULL;
	s->body = s->other = NULL;
	s->each = NULL;
}

static void rewrite_each(struct lowering *lo, struct foreach *each)
{
	u32 i;

	for (i = 0; i < each->nslice; i++)
		each->slice[i] = rewrite_expr(lo, each->slice[i]);
	each->buckets = rewrite_expr(lo, each->buckets);
	each->limit = rewrite_expr(lo, each->limit);
}

static void prune(struct stmt *s)
{
	s64 num;

	if (!s->expr || !stmts_is_const(s->expr, &num))
		return;
	if (s->kind == ST_IF)
		remove_branch(num ? s->other : s->body);
	else if ((s->kind == ST_WHILE || s->kind == ST_FOR) && !num)
		remove_branch(s->body);
}

void stmts_rewrite(struct lowering *lo, struct stmt *s)
{
	for (; s; s = s->next) {
		s->init = rewrite_expr(lo, s->init);
		s->expr = rewrite_expr(lo, s->expr);
		prune(s);
		s->step = rewrite_expr(lo, s->step);
		if (s->each)
			rewrite_each(lo, s->each);
		stmts_rewrite(lo, s->body);
		stmts_rewrite(lo, s->other);
	}
}

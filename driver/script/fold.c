// SPDX-License-Identifier: GPL-2.0
/* Constant expressions to constants; the statements around them stay. */
#include "script/fold.h"

#include <string.h>

static void become_num(struct expr *e, s64 num)
{
	e->kind = EX_NUM;
	e->num = num;
	e->nargs = 0;
}

static void become_str(struct expr *e, const char *text)
{
	e->kind = EX_STR;
	e->text = text;
	e->nargs = 0;
}

/* The place stays that of the whole expression. */
static void become(struct expr *e, const struct expr *other)
{
	struct span span = e->span;

	*e = *other;
	e->span = span;
}

static bool is_num(const struct expr *e)
{
	return e->kind == EX_NUM;
}

static bool is_str(const struct expr *e)
{
	return e->kind == EX_STR;
}

static void fold_unary(struct expr *e)
{
	const struct expr *arg = e->args[0];

	if (e->op == TOK_ADD)
		become(e, arg);
	else if (!is_num(arg))
		return;
	else if (e->op == TOK_SUB)
		become_num(e, (s64)(0 - (u64)arg->num));
	else if (e->op == TOK_CPL)
		become_num(e, ~arg->num);
	else
		become_num(e, !arg->num);
}

/* Division and remainder; -1 overflows for the least number in C. */
static bool divide(enum tok op, s64 a, s64 b, s64 *ret)
{
	if (!b)
		return false;
	if (op == TOK_DIV)
		*ret = b == -1 ? (s64)(0 - (u64)a) : a / b;
	else
		*ret = b == -1 ? 0 : a % b;
	return true;
}

static bool compute(enum tok op, s64 a, s64 b, s64 *ret)
{
	switch (op) {
	case TOK_ADD:
		*ret = (s64)((u64)a + (u64)b);
		return true;
	case TOK_SUB:
		*ret = (s64)((u64)a - (u64)b);
		return true;
	case TOK_MUL:
		*ret = (s64)((u64)a * (u64)b);
		return true;
	case TOK_DIV:
	case TOK_MOD:
		return divide(op, a, b, ret);
	case TOK_AND:
		*ret = a & b;
		return true;
	case TOK_OR:
		*ret = a | b;
		return true;
	case TOK_XOR:
		*ret = a ^ b;
		return true;
	case TOK_SHL:
		*ret = (s64)((u64)a << (b & 63));
		return true;
	case TOK_SHR:
		*ret = a >> (b & 63);
		return true;
	case TOK_SHRU:
		*ret = (s64)((u64)a >> (b & 63));
		return true;
	default:
		return false;
	}
}

/* order: less than, equal to, greater than 0, as from a comparison. */
static bool compare(enum tok op, int order, s64 *ret)
{
	switch (op) {
	case TOK_EQ:
		*ret = order == 0;
		return true;
	case TOK_NE:
		*ret = order != 0;
		return true;
	case TOK_LT:
		*ret = order < 0;
		return true;
	case TOK_LE:
		*ret = order <= 0;
		return true;
	case TOK_GT:
		*ret = order > 0;
		return true;
	case TOK_GE:
		*ret = order >= 0;
		return true;
	default:
		return false;
	}
}

static const char *join(struct script *script, const char *a, const char *b)
{
	char *text = arena_printf(script->arena, "%s%s", a, b);

	return intern_str(script->intern, text);
}

/* `x . "a" . "b"` is `x . "ab"`. */
static void fold_concat(struct script *script, struct expr *e)
{
	struct expr *left = e->args[0];
	struct expr *right = e->args[1];

	if (is_str(left) && is_str(right))
		become_str(e, join(script, left->text, right->text));
	else if (is_str(right) && left->kind == EX_BINARY &&
		 left->op == TOK_DOT && is_str(left->args[1])) {
		become_str(right,
			   join(script, left->args[1]->text, right->text));
		e->args[0] = left->args[0];
	}
}

/* The constant that is added, also by `-`. */
static bool is_sum(const struct expr *e, u64 *ret)
{
	if (e->kind != EX_BINARY || !is_num(e->args[1]) ||
	    (e->op != TOK_ADD && e->op != TOK_SUB))
		return false;
	*ret = (u64)e->args[1]->num;
	if (e->op == TOK_SUB)
		*ret = 0 - *ret;
	return true;
}

/* `x - 2 + 5` is `x + 3`: numbers wrap. */
static void fold_sum(struct expr *e)
{
	u64 outer, inner;

	if (!is_sum(e, &outer) || !is_sum(e->args[0], &inner))
		return;
	e->op = TOK_ADD;
	e->args[1]->num = (s64)(inner + outer);
	e->args[0] = e->args[0]->args[0];
}

static void fold_binary(struct script *script, struct expr *e)
{
	const struct expr *a, *b;
	s64 num;

	fold_sum(e);
	a = e->args[0];
	b = e->args[1];
	if (e->op == TOK_DOT)
		fold_concat(script, e);
	else if (is_num(a) && is_num(b)) {
		if (compute(e->op, a->num, b->num, &num) ||
		    compare(e->op, (a->num > b->num) - (a->num < b->num), &num))
			become_num(e, num);
	} else if (is_str(a) && is_str(b)) {
		if (compare(e->op, strcmp(a->text, b->text), &num))
			become_num(e, num);
	}
}

static void fold_logic(struct expr *e)
{
	bool stop = e->op == TOK_LOGOR; /* the left value that decides */

	if (!is_num(e->args[0]))
		return;
	if ((e->args[0]->num != 0) == stop)
		become_num(e, stop);
	else if (is_num(e->args[1]))
		become_num(e, e->args[1]->num != 0);
}

/* A constant that is added to the address is a part of the read. */
static void fold_read(struct expr *e)
{
	u64 num;

	while (is_sum(e->args[0], &num)) {
		e->num = (s64)((u64)e->num + num);
		e->args[0] = e->args[0]->args[0];
	}
}

static void fold_expr(struct script *script, struct expr *e)
{
	u32 i;

	for (i = 0; i < e->nargs; i++)
		fold_expr(script, e->args[i]);
	switch (e->kind) {
	case EX_UNARY:
		fold_unary(e);
		break;
	case EX_BINARY:
		fold_binary(script, e);
		break;
	case EX_LOGIC:
		fold_logic(e);
		break;
	case EX_READ:
		fold_read(e);
		break;
	case EX_COND:
		if (is_num(e->args[0]))
			become(e, e->args[e->args[0]->num ? 1 : 2]);
		break;
	default:
		break;
	}
}

static void fold_opt(struct script *script, struct expr *e)
{
	if (e)
		fold_expr(script, e);
}

static void fold_list(struct script *script, struct stmt *s)
{
	for (; s; s = s->next) {
		fold_opt(script, s->init);
		fold_opt(script, s->expr);
		fold_opt(script, s->step);
		if (s->each)
			fold_opt(script, s->each->limit);
		fold_list(script, s->body);
		fold_list(script, s->other);
	}
}

int fold_script(struct script *script)
{
	u32 i;

	for (i = 0; i < script->functions.nr; i++) {
		struct function *fn = vec_ptr(&script->functions, i);

		fold_list(script, fn->body);
	}
	for (i = 0; i < script->probes.nr; i++) {
		struct probe *probe = vec_ptr(&script->probes, i);

		fold_list(script, probe->handler->body);
	}
	return 0;
}

// SPDX-License-Identifier: GPL-2.0
/* Reads and writes of variables. */
#include "script/usage.h"

#include "script/builtins.h"

struct usage {
	struct vec todo; /* struct function *: reached, in order */
};

static void count_expr(struct usage *u, struct expr *e, bool wanted);

static void count_args(struct usage *u, struct expr *e, u32 from)
{
	u32 i;

	for (i = from; i < e->nargs; i++)
		count_expr(u, e->args[i], true);
}

/* The target of an assignment: its keys are read in any case. */
static void count_target(struct usage *u, struct expr *e, bool read)
{
	count_args(u, e, 0);
	if (!e->sym)
		return;
	e->sym->writes++;
	e->sym->reads += read;
}

static void reach(struct usage *u, struct function *fn)
{
	for (; fn && !fn->reached; fn = fn->next_overload) {
		fn->reached = true;
		vec_push_ptr(&u->todo, fn);
		if (!fn->has_next)
			return;
	}
}

static void count_expr(struct usage *u, struct expr *e, bool wanted)
{
	switch (e->kind) {
	case EX_ASSIGN:
		count_target(u, e->args[0], wanted && e->op != TOK_ASSIGN);
		count_expr(u, e->args[1], true);
		return;
	case EX_CREMENT:
		count_target(u, e->args[0], wanted);
		return;
	case EX_CALL:
		reach(u, e->fn);
		break;
	case EX_VAR:
	case EX_INDEX:
		wanted = true;
		break;
	case EX_COND:
		count_expr(u, e->args[0], true);
		count_expr(u, e->args[1], wanted);
		count_expr(u, e->args[2], wanted);
		return;
	default:
		break;
	}
	if (e->sym)
		e->sym->reads++;
	count_args(u, e, 0);
}

static void count_opt(struct usage *u, struct expr *e, bool wanted)
{
	if (e)
		count_expr(u, e, wanted);
}

static void count_written(struct expr *e)
{
	if (e && e->sym)
		e->sym->writes++;
}

static void count_foreach(struct usage *u, struct foreach *each)
{
	u32 i;

	if (each->sym)
		each->sym->reads++;
	for (i = 0; i < each->nkeys; i++)
		count_written(each->keys[i]);
	for (i = 0; i < each->nslice; i++)
		count_expr(u, each->slice[i], true);
	count_written(each->value);
	count_opt(u, each->buckets, true);
	count_opt(u, each->limit, true);
}

/* What is deleted is not only written: that it is gone is wanted. */
static void count_delete(struct usage *u, struct expr *e)
{
	count_target(u, e, true);
}

static void count_list(struct usage *u, struct stmt *s)
{
	for (; s; s = s->next) {
		count_opt(u, s->init, false);
		count_opt(u, s->step, false);
		if (s->kind == ST_DELETE)
			count_delete(u, s->expr);
		else if (s->kind == ST_TRY)
			count_written(s->expr);
		else
			count_opt(u, s->expr, s->kind != ST_EXPR);
		if (s->each)
			count_foreach(u, s->each);
		count_list(u, s->body);
		count_list(u, s->other);
	}
}

static void forget(struct vec *symbols)
{
	u32 i;

	for (i = 0; i < symbols->nr; i++) {
		struct symbol *sym = vec_ptr(symbols, i);

		sym->reads = sym->writes = 0;
	}
}

static void forget_function(struct function *fn)
{
	fn->reached = false;
	forget(&fn->locals);
	forget(&fn->params);
}

void usage_count(struct script *script)
{
	struct usage u;
	u32 i;

	vec_init(&u.todo, script->arena, sizeof(void *));
	forget(&script->globals);
	for (i = 0; i < script->functions.nr; i++)
		forget_function(vec_ptr(&script->functions, i));
	for (i = 0; i < script->probes.nr; i++) {
		struct probe *probe = vec_ptr(&script->probes, i);

		forget_function(probe->handler);
		reach(&u, probe->handler);
	}
	for (i = 0; i < u.todo.nr; i++) {
		struct function *fn = vec_ptr(&u.todo, i);

		count_list(&u, fn->body);
	}
}

/* Errors are an effect: of a division, a statistic without samples, a read. */
static bool may_fail(const struct expr *e)
{
	if (e->kind == EX_READ || e->kind == EX_BASE)
		return true;
	if (e->kind == EX_AGG)
		return e->agg != SX_AGG_COUNT && e->agg != SX_AGG_SUM;
	if (e->kind == EX_BUCKET)
		return true;
	return e->kind == EX_BINARY && (e->op == TOK_DIV || e->op == TOK_MOD) &&
	       (e->args[1]->kind != EX_NUM || !e->args[1]->num);
}

bool usage_has_effect(const struct expr *e)
{
	u32 i;

	if (may_fail(e))
		return true;
	switch (e->kind) {
	case EX_ASSIGN:
	case EX_CREMENT:
	case EX_REGEX: /* what matched() tells */
		return true;
	case EX_PRINT:
		if (!e->print->to_string)
			return true;
		break;
	case EX_CALL:
		if (!e->builtin || !(e->builtin->flags & SX_B_PURE))
			return true;
		break;
	default:
		break;
	}
	for (i = 0; i < e->nargs; i++)
		if (usage_has_effect(e->args[i]))
			return true;
	return false;
}

// SPDX-License-Identifier: GPL-2.0
/* Dead branches. */
#include "script/prune.h"

#include "script/passes.h"

static void prune_list(struct stmt *s);

static bool is_const(const struct expr *e)
{
	return e && e->kind == EX_NUM;
}

/* Becomes a block of the statement, or nothing; keeps its place in the list. */
static void become(struct stmt *s, struct stmt *body)
{
	s->kind = body ? ST_BLOCK : ST_EMPTY;
	s->body = body;
	s->expr = s->init = s->step = NULL;
	s->other = NULL;
}

static void prune_if(struct stmt *s)
{
	if (is_const(s->expr))
		become(s, s->expr->num ? s->body : s->other);
}

/* `for (init; 0; ...)` is its init. */
static void prune_loop(struct stmt *s)
{
	struct expr *init = s->init;

	if (!is_const(s->expr) || s->expr->num)
		return;
	become(s, NULL);
	if (!init)
		return;
	s->kind = ST_EXPR;
	s->expr = init;
}

static bool is_jump(const struct stmt *s)
{
	return s->kind == ST_BREAK || s->kind == ST_CONTINUE ||
	       s->kind == ST_NEXT || s->kind == ST_RETURN;
}

static void prune_stmt(struct stmt *s)
{
	if (s->kind == ST_IF)
		prune_if(s);
	else if (s->kind == ST_WHILE || s->kind == ST_FOR)
		prune_loop(s);
	prune_list(s->body);
	prune_list(s->other);
}

static void prune_list(struct stmt *s)
{
	for (; s; s = s->next) {
		prune_stmt(s);
		if (is_jump(s))
			s->next = NULL;
	}
}

int prune_script(struct script *script)
{
	u32 i;

	if (script->opts->unoptimized)
		return 0;
	for (i = 0; i < script->functions.nr; i++) {
		struct function *fn = vec_ptr(&script->functions, i);

		prune_list(fn->body);
	}
	for (i = 0; i < script->probes.nr; i++) {
		struct probe *probe = vec_ptr(&script->probes, i);

		prune_list(probe->handler->body);
	}
	return 0;
}

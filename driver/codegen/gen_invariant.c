// SPDX-License-Identifier: GPL-2.0
/*
 * What the condition of a loop compares with is often a constant, or a global
 * that the loop does not write: it is loaded once, before the loop. No other
 * handler can change the global meanwhile, since this one has locked it.
 */
#include "codegen/gen.h"
#include "script/walk.h"

struct search {
	const struct symbol *sym;
	bool changes; /* sym is written, or a function is called */
};

static void look(void *arg, struct expr *e)
{
	struct search *search = arg;

	if (e->kind == EX_CALL && e->fn)
		search->changes = true;
	if ((e->kind == EX_ASSIGN || e->kind == EX_CREMENT) &&
	    e->args[0]->sym == search->sym)
		search->changes = true;
}

static void look_foreach(void *arg, struct foreach *each)
{
	struct search *search = arg;
	u32 i;

	if (each->value && each->value->sym == search->sym)
		search->changes = true;
	for (i = 0; i < each->nkeys; i++)
		if (each->keys[i]->sym == search->sym)
			search->changes = true;
}

/* `delete` and `catch` write as well; they are rare enough to give up. */
static bool has_other_writes(const struct stmt *s)
{
	for (; s; s = s->next)
		if (s->kind == ST_DELETE || s->kind == ST_TRY ||
		    has_other_writes(s->body) || has_other_writes(s->other))
			return true;
	return false;
}

static bool is_changed(const struct stmt *loop, const struct symbol *sym)
{
	struct search search = { .sym = sym };
	const struct walk walk = { look, look_foreach, &search };

	walk_expr(loop->expr, look, &search);
	walk_expr(loop->step, look, &search);
	walk_stmts(loop->body, &walk);
	return search.changes || has_other_writes(loop->body);
}

static bool is_invariant(const struct stmt *loop, const struct expr *e)
{
	if (e->kind == EX_NUM)
		return true;
	return e->kind == EX_VAR && e->sym->kind == SYM_GLOBAL &&
	       !gen_is_string(e) && !is_changed(loop, e->sym);
}

static bool is_comparison(const struct expr *e)
{
	return e->kind == EX_BINARY && !gen_is_string(e->args[0]) &&
	       (e->op == TOK_LT || e->op == TOK_LE || e->op == TOK_GT ||
		e->op == TOK_GE || e->op == TOK_EQ || e->op == TOK_NE);
}

static void keep(struct gen *g, struct expr *e)
{
	struct gen_invariant *row = arena_alloc(g->script->arena, sizeof(*row));

	row->e = e;
	row->reg = gen_expr(g, e, emit_temp(&g->em, false, 1));
	row->outer = g->invariants;
	g->invariants = row;
}

/* In `a && b` only a is computed in each turn that there is. */
void gen_keep_invariants(struct gen *g, const struct stmt *loop)
{
	struct expr *e = loop->expr;
	u32 i;

	while (e && e->kind == EX_LOGIC)
		e = e->args[0];
	if (!e || !is_comparison(e) ||
	    (is_invariant(loop, e->args[0]) && is_invariant(loop, e->args[1])))
		return;
	for (i = 0; i < 2; i++)
		if (is_invariant(loop, e->args[i]))
			keep(g, e->args[i]);
}

emit_reg gen_find_invariant(const struct gen *g, const struct expr *e)
{
	const struct gen_invariant *row;

	for (row = g->invariants; row; row = row->outer)
		if (row->e == e)
			return row->reg;
	return EMIT_NONE;
}

// SPDX-License-Identifier: GPL-2.0
/*
 * Loops. The condition stands at the bottom, and is reached by a jump first:
 * one jump a turn.
 */
#include "codegen/gen.h"

struct gen_labels gen_enter_loop(struct gen *g)
{
	struct gen_labels outer = { g->break_label, g->continue_label };

	g->break_label = emit_label(&g->em);
	g->continue_label = emit_label(&g->em);
	return outer;
}

void gen_leave_loop(struct gen *g, struct gen_labels outer)
{
	emit_place(&g->em, g->break_label);
	g->break_label = outer.break_label;
	g->continue_label = outer.continue_label;
}

static bool is_true(const struct expr *e)
{
	return !e || (e->kind == EX_NUM && e->num);
}

/* A condition that is constantly 0 is not worth a loop. */
static bool is_never(const struct expr *e)
{
	return e && e->kind == EX_NUM && !e->num;
}

void gen_loop(struct gen *g, struct stmt *s)
{
	const struct gen_invariant *invariants = g->invariants;
	struct emit_mark mark = emit_mark(&g->em);
	struct gen_labels outer;
	u32 top, test;

	if (s->init)
		gen_drop(g, s->init);
	if (is_never(s->expr))
		return;
	gen_keep_invariants(g, s);
	outer = gen_enter_loop(g);
	top = emit_label(&g->em);
	test = emit_label(&g->em);
	if (!is_true(s->expr))
		emit_jump(&g->em, SX_OP_JMP, 0, 0, test);
	emit_place(&g->em, top);
	gen_stmt(g, s->body);
	emit_place(&g->em, g->continue_label);
	if (s->step)
		gen_drop(g, s->step);
	emit_place(&g->em, test);
	if (s->expr)
		gen_cond(g, s->expr, true, top);
	else
		emit_jump(&g->em, SX_OP_JMP, 0, 0, top);
	gen_leave_loop(g, outer);
	g->invariants = invariants;
	emit_release(&g->em, mark);
}

// SPDX-License-Identifier: GPL-2.0
/* Statements other than loops. */
#include "codegen/gen.h"

static void gen_list(struct gen *g, struct stmt *list)
{
	for (; list; list = list->next)
		gen_stmt(g, list);
}

/* `break` and `continue` alone: the condition jumps there itself. */
static bool jump_alone(const struct gen *g, const struct stmt *s, u32 *label)
{
	if (s->kind == ST_BLOCK && s->body && !s->body->next)
		s = s->body;
	if (s->kind != ST_BREAK && s->kind != ST_CONTINUE)
		return false;
	*label = s->kind == ST_BREAK ? g->break_label : g->continue_label;
	return true;
}

static void gen_if(struct gen *g, struct stmt *s)
{
	u32 no, end, label;

	if (s->expr->kind == EX_NUM) {
		if (s->expr->num)
			gen_stmt(g, s->body);
		else if (s->other)
			gen_stmt(g, s->other);
		return;
	}
	if (jump_alone(g, s->body, &label)) {
		gen_cond(g, s->expr, true, label);
		if (s->other)
			gen_stmt(g, s->other);
		return;
	}
	no = emit_label(&g->em);
	gen_cond(g, s->expr, false, no);
	gen_stmt(g, s->body);
	if (!s->other) {
		emit_place(&g->em, no);
		return;
	}
	end = emit_label(&g->em);
	emit_jump(&g->em, SX_OP_JMP, 0, 0, end);
	emit_place(&g->em, no);
	gen_stmt(g, s->other);
	emit_place(&g->em, end);
}

static void gen_return(struct gen *g, struct stmt *s)
{
	struct emit_mark mark = emit_mark(&g->em);
	emit_reg reg;

	if (!s->expr) {
		emit_op(&g->em, SX_OP_RET, 0, 0, 0, 0);
		return;
	}
	reg = gen_expr(g, s->expr, EMIT_NONE);
	g->em.span = s->span;
	emit_op(&g->em, gen_is_string(s->expr) ? SX_OP_RETS : SX_OP_RETI, reg,
		0, 0, 0);
	emit_release(&g->em, mark);
}

/*
 * The catch block begins behind the guarded instructions. Its variable gets
 * the text from the register that the machine writes.
 */
static void gen_try(struct gen *g, struct stmt *s)
{
	struct emit_mark mark = emit_mark(&g->em);
	const struct symbol *var = s->expr ? s->expr->sym : NULL;
	u32 handler = emit_label(&g->em);
	u32 end = emit_label(&g->em);
	u32 first = emit_here(&g->em);
	emit_reg reg = EMIT_NONE;
	bool guarded;

	if (var)
		reg = gen_is_local(var) ? (emit_reg)var->index
					: emit_temp(&g->em, true, 1);
	gen_stmt(g, s->body);
	guarded = emit_here(&g->em) != first;
	emit_try(&g->em, first, handler, reg);
	emit_jump(&g->em, SX_OP_JMP, 0, 0, end);
	if (guarded) {
		emit_place(&g->em, handler);
		if (var && !gen_is_local(var))
			gen_store(g, var, reg);
		if (s->other)
			gen_stmt(g, s->other);
	}
	emit_place(&g->em, end);
	emit_release(&g->em, mark);
}

void gen_stmt(struct gen *g, struct stmt *s)
{
	g->em.span = s->span;
	switch (s->kind) {
	case ST_BLOCK:
		gen_list(g, s->body);
		break;
	case ST_EXPR:
		gen_drop(g, s->expr);
		break;
	case ST_IF:
		gen_if(g, s);
		break;
	case ST_WHILE:
	case ST_FOR:
		gen_loop(g, s);
		break;
	case ST_FOREACH:
		gen_foreach(g, s);
		break;
	case ST_BREAK:
		emit_jump(&g->em, SX_OP_JMP, 0, 0, g->break_label);
		break;
	case ST_CONTINUE:
		emit_jump(&g->em, SX_OP_JMP, 0, 0, g->continue_label);
		break;
	case ST_NEXT:
		gen_next(g, s->span);
		break;
	case ST_RETURN:
		gen_return(g, s);
		break;
	case ST_DELETE:
		gen_delete(g, s->expr);
		break;
	case ST_TRY:
		gen_try(g, s);
		break;
	case ST_EMPTY:
		break;
	}
}

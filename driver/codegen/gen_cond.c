// SPDX-License-Identifier: GPL-2.0
/* Conditions as jumps. */
#include "codegen/gen.h"

static void cond_value(struct gen *g, struct expr *e, bool when, u32 label)
{
	struct emit_mark mark = emit_mark(&g->em);
	emit_reg reg = gen_expr(g, e, EMIT_NONE);

	emit_release(&g->em, mark);
	emit_jump(&g->em, when ? SX_OP_JNZ : SX_OP_JZ, reg, 0, label);
}

/* `a && b`, `a || b`; stop: the value of a that decides alone. */
static void cond_logic(struct gen *g, struct expr *e, bool when, u32 label)
{
	bool stop = e->op == TOK_LOGOR;
	u32 skip;

	if (when == stop) {
		gen_cond(g, e->args[0], stop, label);
		gen_cond(g, e->args[1], when, label);
		return;
	}
	skip = emit_label(&g->em);
	gen_cond(g, e->args[0], stop, skip);
	gen_cond(g, e->args[1], when, label);
	emit_place(&g->em, skip);
}

/* The jump for an operator: which, and whether its operands change sides. */
static bool pick_jump(enum tok op, bool when, enum sx_op *ret, bool *swap)
{
	switch (op) {
	case TOK_EQ:
	case TOK_NE:
		*ret = (op == TOK_EQ) == when ? SX_OP_JEQ : SX_OP_JNE;
		*swap = false;
		return true;
	case TOK_LT:
	case TOK_GT:
		*ret = when ? SX_OP_JLT : SX_OP_JLE;
		*swap = (op == TOK_GT) == when;
		return true;
	case TOK_LE:
	case TOK_GE:
		*ret = when ? SX_OP_JLE : SX_OP_JLT;
		*swap = (op == TOK_GE) == when;
		return true;
	default:
		return false;
	}
}

static bool is_zero(const struct expr *e)
{
	return e->kind == EX_NUM && !e->num;
}

/* Integer comparisons have jumps of their own. */
static bool cond_compare(struct gen *g, struct expr *e, bool when, u32 label)
{
	struct emit_mark mark = emit_mark(&g->em);
	enum sx_op op;
	bool swap;
	emit_reg a, b;

	if (gen_is_string(e->args[0]) || !pick_jump(e->op, when, &op, &swap))
		return false;
	if (is_zero(e->args[1]) && (op == SX_OP_JEQ || op == SX_OP_JNE)) {
		gen_cond(g, e->args[0], op == SX_OP_JNE, label);
		return true;
	}
	a = e->args[1]->writes ? gen_copy(g, e->args[0])
			       : gen_expr(g, e->args[0], EMIT_NONE);
	b = gen_expr(g, e->args[1], EMIT_NONE);
	emit_release(&g->em, mark);
	g->em.span = e->at;
	emit_jump(&g->em, op, swap ? b : a, swap ? a : b, label);
	return true;
}

static void cond_regex(struct gen *g, struct expr *e, bool when, u32 label)
{
	struct emit_mark mark = emit_mark(&g->em);
	emit_reg reg = gen_match(g, e, EMIT_NONE);

	emit_release(&g->em, mark);
	when = when == (e->op == TOK_MATCH);
	emit_jump(&g->em, when ? SX_OP_JNZ : SX_OP_JZ, reg, 0, label);
}

void gen_cond(struct gen *g, struct expr *e, bool when, u32 label)
{
	if (e->kind == EX_NUM) {
		if ((e->num != 0) == when)
			emit_jump(&g->em, SX_OP_JMP, 0, 0, label);
		return;
	}
	if (e->kind == EX_LOGIC) {
		cond_logic(g, e, when, label);
		return;
	}
	if (e->kind == EX_UNARY && e->op == TOK_NOT) {
		gen_cond(g, e->args[0], !when, label);
		return;
	}
	if (e->kind == EX_REGEX) {
		cond_regex(g, e, when, label);
		return;
	}
	if (e->kind == EX_BINARY && cond_compare(g, e, when, label))
		return;
	cond_value(g, e, when, label);
}

// SPDX-License-Identifier: GPL-2.0
/* Expressions without effects of their own. */
#include "codegen/gen.h"

#include <string.h>

emit_reg gen_dest(struct gen *g, bool string, emit_reg want)
{
	return want != EMIT_NONE ? want : emit_temp(&g->em, string, 1);
}

emit_reg gen_move(struct gen *g, emit_reg from, emit_reg want)
{
	if (want == EMIT_NONE || want == from)
		return from;
	emit_op(&g->em, from & EMIT_STR ? SX_OP_SMOV : SX_OP_MOV, want, from, 0,
		0);
	return want;
}

emit_reg gen_number(struct gen *g, s64 num, emit_reg want)
{
	emit_reg reg = gen_dest(g, false, want);

	if (num == (s32)num)
		emit_op(&g->em, SX_OP_LI, reg, 0, 0, (s32)num);
	else
		emit_op(&g->em, SX_OP_LK, reg, 0, 0,
			(s32)build_int(&g->img, num));
	return reg;
}

u32 gen_string(struct gen *g, const char *text, struct span span)
{
	size_t len = strlen(text);

	if (len <= BUILD_MAX_STRING)
		return build_str(&g->img, text);
	diag_error(g->diag, E_LIMIT, span,
		   "this string has %zu bytes, more than %d", len,
		   BUILD_MAX_STRING);
	return 0;
}

emit_reg gen_copy(struct gen *g, struct expr *e)
{
	emit_reg reg = gen_expr(g, e, EMIT_NONE);

	if (!emit_is_var(&g->em, reg))
		return reg;
	return gen_move(g, reg, emit_temp(&g->em, gen_is_string(e), 1));
}

static emit_reg gen_literal(struct gen *g, struct expr *e, emit_reg want)
{
	emit_reg reg = gen_find_invariant(g, e);

	if (reg != EMIT_NONE)
		return gen_move(g, reg, want);
	if (e->kind == EX_NUM)
		return gen_number(g, e->num, want);
	reg = gen_dest(g, true, want);
	emit_op(&g->em, SX_OP_LS, reg, 0, 0,
		(s32)gen_string(g, e->text, e->span));
	return reg;
}

static emit_reg gen_var(struct gen *g, struct expr *e, emit_reg want)
{
	bool string = gen_is_string(e);
	emit_reg reg = gen_find_invariant(g, e);

	if (gen_is_local(e->sym))
		reg = (emit_reg)e->sym->index;
	if (reg != EMIT_NONE)
		return gen_move(g, reg, want);
	gen_lock(g, e->sym, SX_LOCK_READ);
	reg = gen_dest(g, string, want);
	emit_op(&g->em, string ? SX_OP_GLDS : SX_OP_GLDI, reg, 0, 0,
		(s32)e->sym->index);
	return reg;
}

static emit_reg gen_index(struct gen *g, struct expr *e, emit_reg want)
{
	struct emit_mark mark = emit_mark(&g->em);
	struct gen_group keys = gen_args(g, e->args, e->nargs, false);
	bool string = gen_is_string(e);
	emit_reg reg;

	emit_release(&g->em, mark);
	reg = gen_dest(g, string, want);
	g->em.span = e->at;
	gen_lock(g, e->sym, SX_LOCK_READ);
	emit_op(&g->em, string ? SX_OP_MLDS : SX_OP_MLDI, keys.ints, keys.strs,
		reg, (s32)e->sym->index);
	return reg;
}

static emit_reg gen_unary(struct gen *g, struct expr *e, emit_reg want)
{
	struct emit_mark mark = emit_mark(&g->em);
	emit_reg arg = gen_expr(g, e->args[0], EMIT_NONE);
	enum sx_op op = e->op == TOK_SUB   ? SX_OP_NEG
			: e->op == TOK_CPL ? SX_OP_NOT
					   : SX_OP_LNOT;
	emit_reg reg;

	emit_release(&g->em, mark);
	reg = gen_dest(g, false, want);
	g->em.span = e->at;
	emit_op(&g->em, op, reg, arg, 0, 0);
	return reg;
}

/* The instruction of a binary operator, and whether its operands swap. */
static enum sx_op pick_op(enum tok op, bool string, bool *swap)
{
	*swap = op == TOK_GT || op == TOK_GE;
	switch (op) {
	case TOK_ADD:
		return SX_OP_ADD;
	case TOK_SUB:
		return SX_OP_SUB;
	case TOK_MUL:
		return SX_OP_MUL;
	case TOK_DIV:
		return SX_OP_DIV;
	case TOK_MOD:
		return SX_OP_MOD;
	case TOK_AND:
		return SX_OP_AND;
	case TOK_OR:
		return SX_OP_OR;
	case TOK_XOR:
		return SX_OP_XOR;
	case TOK_SHL:
		return SX_OP_SHL;
	case TOK_SHR:
		return SX_OP_SHR;
	case TOK_SHRU:
		return SX_OP_SHRU;
	case TOK_EQ:
		return string ? SX_OP_SEQ : SX_OP_EQ;
	case TOK_NE:
		return string ? SX_OP_SNE : SX_OP_NE;
	case TOK_LT:
	case TOK_GT:
		return string ? SX_OP_SLT : SX_OP_LT;
	case TOK_LE:
	case TOK_GE:
		return string ? SX_OP_SLE : SX_OP_LE;
	default:
		return SX_OP_SCAT;
	}
}

/* `x + 5`, `x - 5` */
static bool is_add_const(const struct expr *e, s32 *ret)
{
	const struct expr *right = e->args[1];
	s64 num;

	if ((e->op != TOK_ADD && e->op != TOK_SUB) || right->kind != EX_NUM)
		return false;
	num = e->op == TOK_SUB ? (s64)(0 - (u64)right->num) : right->num;
	*ret = (s32)num;
	return num == (s32)num;
}

static emit_reg gen_binary(struct gen *g, struct expr *e, emit_reg want)
{
	struct emit_mark mark = emit_mark(&g->em);
	struct expr *right = e->args[1];
	emit_reg a, b, reg;
	enum sx_op op;
	bool swap;
	s32 imm;

	a = right->writes ? gen_copy(g, e->args[0])
			  : gen_expr(g, e->args[0], EMIT_NONE);
	if (is_add_const(e, &imm)) {
		emit_release(&g->em, mark);
		reg = gen_dest(g, false, want);
		g->em.span = e->at;
		emit_op(&g->em, SX_OP_ADDI, reg, a, 0, imm);
		return reg;
	}
	b = gen_expr(g, right, EMIT_NONE);
	op = pick_op(e->op, gen_is_string(e->args[0]), &swap);
	emit_release(&g->em, mark);
	reg = gen_dest(g, gen_is_string(e), want);
	g->em.span = e->at;
	emit_op(&g->em, op, reg, swap ? b : a, swap ? a : b, 0);
	return reg;
}

static emit_reg gen_logic(struct gen *g, struct expr *e, emit_reg want)
{
	u32 no = emit_label(&g->em);
	u32 end = emit_label(&g->em);
	emit_reg reg = gen_dest(g, false, want);

	gen_cond(g, e, false, no);
	gen_number(g, 1, reg);
	emit_jump(&g->em, SX_OP_JMP, 0, 0, end);
	emit_place(&g->em, no);
	gen_number(g, 0, reg);
	emit_place(&g->em, end);
	return reg;
}

static emit_reg gen_choice(struct gen *g, struct expr *e, emit_reg want)
{
	u32 no = emit_label(&g->em);
	u32 end = emit_label(&g->em);
	emit_reg reg = gen_dest(g, gen_is_string(e), want);

	gen_cond(g, e->args[0], false, no);
	gen_expr(g, e->args[1], reg);
	emit_jump(&g->em, SX_OP_JMP, 0, 0, end);
	emit_place(&g->em, no);
	gen_expr(g, e->args[2], reg);
	emit_place(&g->em, end);
	return reg;
}

emit_reg gen_expr(struct gen *g, struct expr *e, emit_reg want)
{
	g->em.span = e->at;
	switch (e->kind) {
	case EX_NUM:
	case EX_STR:
		return gen_literal(g, e, want);
	case EX_VAR:
		return gen_var(g, e, want);
	case EX_INDEX:
		return gen_index(g, e, want);
	case EX_UNARY:
		return gen_unary(g, e, want);
	case EX_BINARY:
		return gen_binary(g, e, want);
	case EX_LOGIC:
		return gen_logic(g, e, want);
	case EX_COND:
		return gen_choice(g, e, want);
	case EX_ASSIGN:
		return gen_assign(g, e, want, false);
	case EX_CREMENT:
		return gen_crement(g, e, want, false);
	case EX_IN:
		return gen_in(g, e, want);
	case EX_CALL:
		return gen_call(g, e, want);
	case EX_PRINT:
		return gen_print(g, e, want);
	case EX_AGG:
		return gen_agg(g, e, want);
	case EX_BUCKET:
		return gen_bucket(g, e, want);
	case EX_REGEX:
		return gen_regex(g, e, want);
	case EX_REG:
	case EX_BASE:
		return gen_access(g, e, want);
	case EX_READ:
		return gen_read(g, e, want);
	case EX_HIST: /* part of what uses it */
	case EX_ANY:
	case EX_TARGET: /* refused by bind.c */
		break;
	}
	return EMIT_NONE;
}

void gen_drop(struct gen *g, struct expr *e)
{
	struct emit_mark mark = emit_mark(&g->em);

	g->em.span = e->at;
	switch (e->kind) {
	case EX_NUM:
	case EX_STR:
		break;
	case EX_ASSIGN:
		gen_assign(g, e, EMIT_NONE, true);
		break;
	case EX_CREMENT:
		gen_crement(g, e, EMIT_NONE, true);
		break;
	default:
		gen_expr(g, e, EMIT_NONE);
		break;
	}
	emit_release(&g->em, mark);
}

// SPDX-License-Identifier: GPL-2.0
/* Assignments, increments, statistics' samples, delete. */
#include "codegen/gen.h"

/*
 * A place that is read and written. The keys of an element are computed once,
 * into registers that stay until the end of the assignment.
 */
struct place {
	const struct symbol *sym;
	struct gen_group keys;
	bool string;
};

static struct place open_place(struct gen *g, struct expr *e, bool copy)
{
	return (struct place){
		.sym = e->sym,
		.keys = gen_args(g, e->args, e->nargs, copy),
		.string = gen_is_string(e),
	};
}

static emit_reg load_place(struct gen *g, const struct place *p)
{
	const struct symbol *sym = p->sym;
	emit_reg reg;

	if (gen_is_local(sym))
		return (emit_reg)sym->index;
	reg = emit_temp(&g->em, p->string, 1);
	gen_lock(g, sym, SX_LOCK_READ);
	if (sym->nkeys)
		emit_op(&g->em, p->string ? SX_OP_MLDS : SX_OP_MLDI,
			p->keys.ints, p->keys.strs, reg, (s32)sym->index);
	else
		emit_op(&g->em, p->string ? SX_OP_GLDS : SX_OP_GLDI, reg, 0, 0,
			(s32)sym->index);
	return reg;
}

static void store_place(struct gen *g, const struct place *p, emit_reg value)
{
	const struct symbol *sym = p->sym;

	if (gen_is_local(sym)) {
		gen_move(g, value, (emit_reg)sym->index);
		return;
	}
	gen_lock(g, sym, SX_LOCK_WRITE);
	if (sym->nkeys)
		emit_op(&g->em, p->string ? SX_OP_MSTS : SX_OP_MSTI,
			p->keys.ints, p->keys.strs, value, (s32)sym->index);
	else
		emit_op(&g->em, p->string ? SX_OP_GSTS : SX_OP_GSTI, value, 0,
			0, (s32)sym->index);
}

/* A global or element += reg; reg becomes the sum. */
static void add_place(struct gen *g, const struct place *p, emit_reg reg)
{
	gen_lock(g, p->sym, SX_LOCK_WRITE);
	if (p->sym->nkeys)
		emit_op(&g->em, SX_OP_MADDI, p->keys.ints, p->keys.strs, reg,
			(s32)p->sym->index);
	else
		emit_op(&g->em, SX_OP_GADDI, reg, 0, 0, (s32)p->sym->index);
}

/* The result of an assignment, out of the temporaries behind mark. */
static emit_reg deliver(struct gen *g, struct emit_mark mark, emit_reg reg,
			emit_reg want, bool drop)
{
	emit_release(&g->em, mark);
	if (drop)
		return EMIT_NONE;
	if (!emit_is_var(&g->em, reg))
		want = gen_dest(g, reg & EMIT_STR, want);
	return gen_move(g, reg, want);
}

void gen_store(struct gen *g, const struct symbol *sym, emit_reg value)
{
	struct place p = { .sym = sym, .string = (value & EMIT_STR) != 0 };

	store_place(g, &p, value);
}

static emit_reg stat_add(struct gen *g, struct expr *e)
{
	struct expr *target = e->args[0];
	struct expr *value = e->args[1];
	const struct symbol *sym = target->sym;
	struct gen_group keys =
		gen_args(g, target->args, target->nargs, value->writes);
	emit_reg reg = gen_expr(g, value, EMIT_NONE);

	g->em.span = e->at;
	/* A full map that wraps gives up an entry: that needs it alone. */
	gen_lock(g, sym, sym->wrap ? SX_LOCK_WRITE : SX_LOCK_UPDATE);
	if (sym->nkeys)
		emit_op(&g->em, SX_OP_MSTADD, keys.ints, keys.strs, reg,
			(s32)sym->index);
	else
		emit_op(&g->em, SX_OP_STADD, reg, 0, 0, (s32)sym->index);
	return reg;
}

static emit_reg assign_plain(struct gen *g, struct expr *e, emit_reg want)
{
	struct expr *value = e->args[1];
	struct place p = open_place(g, e->args[0], value->writes);
	emit_reg reg;

	if (gen_is_local(p.sym))
		return gen_expr(g, value, (emit_reg)p.sym->index);
	/* A variable may be one of the keys. */
	reg = gen_expr(g, value, emit_is_var(&g->em, want) ? EMIT_NONE : want);
	g->em.span = e->at;
	store_place(g, &p, reg);
	return reg;
}

/* `+=` and `-=` of what is shared are one instruction. */
static emit_reg assign_sum(struct gen *g, struct expr *e)
{
	struct expr *value = e->args[1];
	struct place p = open_place(g, e->args[0], value->writes);
	emit_reg reg;

	if (e->op == TOK_ADD_ASSIGN) {
		reg = gen_copy(g, value);
	} else if (value->kind == EX_NUM) {
		reg = gen_number(g, (s64)(0 - (u64)value->num), EMIT_NONE);
	} else {
		reg = gen_copy(g, value);
		emit_op(&g->em, SX_OP_NEG, reg, reg, 0, 0);
	}
	g->em.span = e->at;
	add_place(g, &p, reg);
	return reg;
}

static enum sx_op pick_op(enum tok op)
{
	switch (op) {
	case TOK_ADD_ASSIGN:
		return SX_OP_ADD;
	case TOK_SUB_ASSIGN:
		return SX_OP_SUB;
	case TOK_MUL_ASSIGN:
		return SX_OP_MUL;
	case TOK_DIV_ASSIGN:
		return SX_OP_DIV;
	case TOK_MOD_ASSIGN:
		return SX_OP_MOD;
	case TOK_SHL_ASSIGN:
		return SX_OP_SHL;
	case TOK_SHR_ASSIGN:
		return SX_OP_SHR;
	case TOK_SHRU_ASSIGN:
		return SX_OP_SHRU;
	case TOK_AND_ASSIGN:
		return SX_OP_AND;
	case TOK_OR_ASSIGN:
		return SX_OP_OR;
	case TOK_XOR_ASSIGN:
		return SX_OP_XOR;
	default:
		return SX_OP_SCAT;
	}
}

static bool is_sum(enum tok op)
{
	return op == TOK_ADD_ASSIGN || op == TOK_SUB_ASSIGN;
}

static bool fits_immediate(const struct expr *e, s32 *ret)
{
	s64 num = e->op == TOK_SUB_ASSIGN ? (s64)(0 - (u64)e->args[1]->num)
					  : e->args[1]->num;

	if (!is_sum(e->op) || e->args[1]->kind != EX_NUM)
		return false;
	*ret = (s32)num;
	return num == (s32)num;
}

static emit_reg assign_compound(struct gen *g, struct expr *e)
{
	struct expr *value = e->args[1];
	struct place p = open_place(g, e->args[0], value->writes);
	bool local = gen_is_local(p.sym);
	emit_reg old = load_place(g, &p);
	emit_reg reg = local ? old : emit_temp(&g->em, p.string, 1);
	emit_reg right;
	s32 imm;

	if (fits_immediate(e, &imm)) {
		emit_op(&g->em, SX_OP_ADDI, reg, old, 0, imm);
		return reg;
	}
	if (local && value->writes)
		old = gen_move(g, old, emit_temp(&g->em, p.string, 1));
	right = gen_expr(g, value, EMIT_NONE);
	g->em.span = e->at;
	emit_op(&g->em, pick_op(e->op), reg, old, right, 0);
	store_place(g, &p, reg);
	return reg;
}

emit_reg gen_assign(struct gen *g, struct expr *e, emit_reg want, bool drop)
{
	struct emit_mark mark = emit_mark(&g->em);
	emit_reg reg;

	if (e->op == TOK_STAT_ADD)
		reg = stat_add(g, e);
	else if (e->op == TOK_ASSIGN)
		reg = assign_plain(g, e, want);
	else if (is_sum(e->op) && !gen_is_local(e->args[0]->sym))
		reg = assign_sum(g, e);
	else
		reg = assign_compound(g, e);
	return deliver(g, mark, reg, want, drop);
}

static emit_reg crement_local(struct gen *g, struct expr *e, bool old_value)
{
	emit_reg var = (emit_reg)e->args[0]->sym->index;
	emit_reg reg = var;

	if (old_value)
		reg = gen_move(g, var, emit_temp(&g->em, false, 1));
	g->em.span = e->at;
	emit_op(&g->em, SX_OP_ADDI, var, var, 0, e->op == TOK_INC ? 1 : -1);
	return reg;
}

static emit_reg crement_shared(struct gen *g, struct expr *e, emit_reg want,
			       bool old_value)
{
	struct place p = open_place(g, e->args[0], false);
	s32 step = e->op == TOK_INC ? 1 : -1;
	emit_reg reg;

	g->em.span = e->at;
	/* A variable may be one of the keys. */
	reg = gen_number(g, step, emit_is_var(&g->em, want) ? EMIT_NONE : want);
	add_place(g, &p, reg);
	if (old_value)
		emit_op(&g->em, SX_OP_ADDI, reg, reg, 0, -step);
	return reg;
}

emit_reg gen_crement(struct gen *g, struct expr *e, emit_reg want, bool drop)
{
	struct emit_mark mark = emit_mark(&g->em);
	bool old_value = e->postfix && !drop;
	emit_reg reg;

	if (gen_is_local(e->args[0]->sym))
		reg = crement_local(g, e, old_value);
	else
		reg = crement_shared(g, e, want, old_value);
	return deliver(g, mark, reg, want, drop);
}

/* A single value becomes 0 or "". */
static void delete_value(struct gen *g, struct expr *e)
{
	const struct symbol *sym = e->sym;
	emit_reg reg;

	if (gen_is_string(e)) {
		reg = emit_temp(&g->em, true, 1);
		emit_op(&g->em, SX_OP_LS, reg, 0, 0,
			(s32)gen_string(g, intern_str(g->script->intern, ""),
					e->span));
	} else {
		reg = gen_number(g, 0, EMIT_NONE);
	}
	gen_store(g, sym, reg);
}

void gen_delete(struct gen *g, struct expr *e)
{
	const struct symbol *sym = e->sym;
	struct emit_mark mark = emit_mark(&g->em);
	struct gen_group keys;

	if (e->kind == EX_INDEX && gen_has_any(e)) {
		gen_delete_slice(g, e);
	} else if (e->kind == EX_INDEX) {
		keys = gen_args(g, e->args, e->nargs, false);
		gen_lock(g, sym, SX_LOCK_WRITE);
		emit_op(&g->em, SX_OP_MDEL, keys.ints, keys.strs, 0,
			(s32)sym->index);
	} else if (sym->nkeys) {
		gen_lock(g, sym, SX_LOCK_WRITE);
		emit_op(&g->em, SX_OP_MCLR, 0, 0, 0, (s32)sym->index);
	} else if (types_of(sym->type) == TYPE_STAT) {
		gen_lock(g, sym, SX_LOCK_WRITE);
		emit_op(&g->em, SX_OP_STCLR, 0, 0, 0, (s32)sym->index);
	} else {
		delete_value(g, e);
	}
	emit_release(&g->em, mark);
}

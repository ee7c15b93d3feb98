// SPDX-License-Identifier: GPL-2.0
/* Operand groups, and the calls that take them. */
#include "codegen/gen.h"
#include "script/builtins.h"

/* How the operands of one type get into their registers. */
struct file {
	u32 nr; /* operands of this type */
	emit_reg base;
	bool placed; /* base is final: slots, or variables as they are */
	bool in_place; /* nothing to be computed */
	u32 next; /* operand to be computed */
};

static bool is_string(const struct gen_operand *op)
{
	return op->e ? gen_is_string(op->e) : (op->reg & EMIT_STR) != 0;
}

static bool any_writes(const struct gen_operand *ops, u32 nr)
{
	u32 i;

	for (i = 0; i < nr; i++)
		if (ops[i].e && ops[i].e->writes)
			return true;
	return false;
}

/* The register of a variable of the function, else EMIT_NONE. */
static emit_reg var_register(const struct gen_operand *op)
{
	if (op->e && op->e->kind == EX_VAR && op->e->sym->kind != SYM_GLOBAL)
		return (emit_reg)op->e->sym->index;
	return EMIT_NONE;
}

/* The first of the variables, if they have consecutive registers. */
static emit_reg find_run(const struct gen_operand *ops, u32 nr, bool string)
{
	emit_reg first = EMIT_NONE;
	u32 i, seen = 0;

	for (i = 0; i < nr; i++) {
		emit_reg reg;

		if (is_string(&ops[i]) != string)
			continue;
		reg = var_register(&ops[i]);
		if (reg == EMIT_NONE || (seen && reg != first + seen))
			return EMIT_NONE;
		if (!seen++)
			first = reg;
	}
	return first;
}

static void plan(struct gen *g, const struct gen_operand *ops, u32 nr,
		 bool string, bool copy, struct file *file)
{
	if (!file->nr)
		return;
	file->base = copy ? EMIT_NONE : find_run(ops, nr, string);
	file->in_place = file->base != EMIT_NONE;
	file->placed = file->in_place;
	/* A single one may be computed wherever it is convenient. */
	if (file->placed || file->nr == 1)
		return;
	file->base = emit_temp(&g->em, string, file->nr);
	file->placed = true;
}

static void compute(struct gen *g, const struct gen_operand *op, bool copy,
		    struct file *file)
{
	emit_reg want = EMIT_NONE;

	if (file->in_place)
		return;
	if (file->placed)
		want = (emit_reg)(file->base + file->next++);
	if (!op->e)
		want = gen_move(g, op->reg, want);
	else if (want == EMIT_NONE && copy)
		want = gen_copy(g, op->e);
	else
		want = gen_expr(g, op->e, want);
	if (!file->placed)
		file->base = want;
}

struct gen_group gen_group(struct gen *g, const struct gen_operand *ops, u32 nr,
			   bool copy)
{
	struct file files[2] = { 0 };
	u32 i;

	copy |= nr > 1 && any_writes(ops, nr);
	for (i = 0; i < nr; i++)
		files[is_string(&ops[i])].nr++;
	plan(g, ops, nr, false, copy, &files[0]);
	plan(g, ops, nr, true, copy, &files[1]);
	for (i = 0; i < nr; i++)
		compute(g, &ops[i], copy, &files[is_string(&ops[i])]);
	return (struct gen_group){ files[0].base, files[1].base };
}

struct gen_group gen_args(struct gen *g, struct expr *const *args, u32 nr,
			  bool copy)
{
	struct gen_operand *ops;
	u32 i;

	if (!nr)
		return (struct gen_group){ 0, 0 };
	ops = arena_alloc(g->script->arena, nr * sizeof(*ops));
	for (i = 0; i < nr; i++)
		ops[i] = (struct gen_operand){ args[i], EMIT_NONE };
	return gen_group(g, ops, nr, copy);
}

void gen_lock(struct gen *g, const struct symbol *sym, enum sx_lock_mode mode)
{
	if (!g->em.dead)
		locks_use(&g->locks, g->fn->index, sym->index, mode);
}

static s32 callee_index(struct gen *g, struct expr *e)
{
	u32 index;

	if (e->builtin)
		return (s32)(e->builtin - builtins);
	if (g->em.dead)
		return 0;
	index = gen_function_index(g, e->fn);
	locks_call(&g->locks, g->fn->index, index);
	return (s32)index;
}

emit_reg gen_call(struct gen *g, struct expr *e, emit_reg want)
{
	struct emit_mark mark = emit_mark(&g->em);
	struct gen_group args = gen_args(g, e->args, e->nargs, false);
	emit_reg reg = 0;

	emit_release(&g->em, mark);
	if (types_of(e->type) != TYPE_NONE)
		reg = gen_dest(g, gen_is_string(e), want);
	g->em.span = e->at;
	emit_op(&g->em, e->builtin ? SX_OP_BLT : SX_OP_CALL, args.ints,
		args.strs, reg, callee_index(g, e));
	return reg;
}

// SPDX-License-Identifier: GPL-2.0
/*
 * Loops. The condition stands at the bottom, and is reached by a jump first:
 * one jump a turn.
 */
#include "codegen/gen.h"

/* The labels of the loops around are kept by the caller's frame. */
struct loop {
	u32 break_label;
	u32 continue_label;
};

static struct loop enter_loop(struct gen *g)
{
	struct loop outer = { g->break_label, g->continue_label };

	g->break_label = emit_label(&g->em);
	g->continue_label = emit_label(&g->em);
	return outer;
}

static void leave_loop(struct gen *g, struct loop outer)
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
	struct loop outer;
	u32 top, test;

	if (s->init)
		gen_drop(g, s->init);
	if (is_never(s->expr))
		return;
	outer = enter_loop(g);
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
	leave_loop(g, outer);
}

static u32 add_iter(struct gen *g, const struct stmt *s)
{
	const struct foreach *each = s->each;
	u32 index = build_rows(&g->img, SX_SEC_ITERS);
	struct sx_iter *row;

	if (index == SX_MAX_ITERS)
		diag_error(g->diag, E_LIMIT, s->span,
			   "more than %d foreach loops", SX_MAX_ITERS);
	row = build_row(&g->img, SX_SEC_ITERS);
	row->global = (u16)each->sym->index;
	row->sort_by = each->sort_by;
	row->dir = each->dir;
	return index;
}

static void start_iter(struct gen *g, const struct foreach *each, u32 iter)
{
	struct emit_mark mark = emit_mark(&g->em);
	emit_reg limit = each->limit ? gen_expr(g, each->limit, EMIT_NONE)
				     : gen_number(g, -1, EMIT_NONE);

	g->em.span = each->name_span;
	gen_lock(g, each->sym, SX_LOCK_WRITE);
	emit_op(&g->em, SX_OP_FEACH, limit, 0, 0, (s32)iter);
	emit_release(&g->em, mark);
}

/* Registers that an iterator writes the keys of one type to. */
struct key_file {
	emit_reg base;
	u32 nr;
	bool direct; /* they are the variables' own */
};

static bool key_is_string(const struct foreach *each, u32 i)
{
	return types_of(each->sym->keys[i]) == TYPE_STRING;
}

static struct key_file plan_keys(struct gen *g, const struct foreach *each,
				 bool string)
{
	struct key_file file = { .direct = true };
	u32 i;

	for (i = 0; i < each->nkeys; i++) {
		const struct symbol *sym = each->keys[i]->sym;

		if (key_is_string(each, i) != string)
			continue;
		if (!file.nr)
			file.base = (emit_reg)sym->index;
		if (sym->kind == SYM_GLOBAL ||
		    sym->index != file.base + file.nr)
			file.direct = false;
		file.nr++;
	}
	if (file.nr && !file.direct)
		file.base = emit_temp(&g->em, string, file.nr);
	return file;
}

static void store_keys(struct gen *g, const struct foreach *each,
		       const struct key_file *files)
{
	u32 next[2] = { 0 };
	u32 i;

	for (i = 0; i < each->nkeys; i++) {
		bool string = key_is_string(each, i);
		emit_reg from = (emit_reg)(files[string].base + next[string]++);

		if (!files[string].direct)
			gen_store(g, each->keys[i]->sym, from);
	}
}

/* `value = [keys] in map` reads the entry in each turn. */
static void load_value(struct gen *g, const struct foreach *each,
		       const struct key_file *files)
{
	bool string = types_of(each->sym->type) == TYPE_STRING;
	struct emit_mark mark = emit_mark(&g->em);
	const struct symbol *sym = each->value->sym;
	bool local = sym->kind != SYM_GLOBAL;
	emit_reg reg = local ? (emit_reg)sym->index
			     : emit_temp(&g->em, string, 1);

	emit_op(&g->em, string ? SX_OP_MLDS : SX_OP_MLDI, files[0].base,
		files[1].base, reg, (s32)each->sym->index);
	if (!local)
		gen_store(g, sym, reg);
	emit_release(&g->em, mark);
}

void gen_foreach(struct gen *g, struct stmt *s)
{
	const struct foreach *each = s->each;
	struct emit_mark mark = emit_mark(&g->em);
	u32 iter = add_iter(g, s);
	struct key_file files[2];
	struct loop outer;
	emit_reg more;
	u32 top;

	start_iter(g, each, iter);
	outer = enter_loop(g);
	top = emit_label(&g->em);
	files[0] = plan_keys(g, each, false);
	files[1] = plan_keys(g, each, true);
	emit_jump(&g->em, SX_OP_JMP, 0, 0, g->continue_label);
	emit_place(&g->em, top);
	g->em.span = s->span;
	if (each->value)
		load_value(g, each, files);
	store_keys(g, each, files);
	gen_stmt(g, s->body);
	emit_place(&g->em, g->continue_label);
	g->em.span = s->span;
	more = emit_temp(&g->em, false, 1);
	emit_op(&g->em, SX_OP_FNEXT, files[0].base, files[1].base, more,
		(s32)iter);
	emit_jump(&g->em, SX_OP_JNZ, more, 0, top);
	emit_release(&g->em, mark);
	leave_loop(g, outer);
}

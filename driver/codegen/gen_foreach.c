// SPDX-License-Identifier: GPL-2.0
/* Loops over arrays, parts of arrays, and buckets. */
#include "codegen/gen.h"

#include "hist.h"

s32 gen_iter(struct gen *g, const struct sx_iter *row, struct span span)
{
	u32 index = build_rows(&g->img, SX_SEC_ITERS);

	if (index == SX_MAX_ITERS)
		diag_error(g->diag, E_LIMIT, span,
			   "more than %d foreach loops and uses of '*' as a "
			   "key",
			   SX_MAX_ITERS);
	*(struct sx_iter *)build_row(&g->img, SX_SEC_ITERS) = *row;
	return (s32)index;
}

static emit_reg loop_limit(struct gen *g, const struct foreach *each)
{
	return each->limit ? gen_expr(g, each->limit, EMIT_NONE)
			   : gen_number(g, -1, EMIT_NONE);
}

static s32 start_iter(struct gen *g, const struct stmt *s)
{
	const struct foreach *each = s->each;
	struct emit_mark mark = emit_mark(&g->em);
	struct sx_iter row = {
		.global = (u16)each->sym->index,
		.sort_by = each->sort_by,
		.dir = each->dir,
	};
	struct gen_group keys = { 0 };
	emit_reg limit;
	s32 iter;

	if (each->slice)
		keys = gen_slice(g, each->slice, each->nslice, &row.slice);
	limit = loop_limit(g, each);
	g->em.span = each->name_span;
	gen_lock(g, each->sym, SX_LOCK_WRITE);
	iter = gen_iter(g, &row, s->span);
	if (row.slice)
		emit_op(&g->em, SX_OP_FEACHS, keys.ints, keys.strs, limit,
			iter);
	else
		emit_op(&g->em, SX_OP_FEACH, limit, 0, 0, iter);
	emit_release(&g->em, mark);
	return iter;
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

static void gen_array_loop(struct gen *g, struct stmt *s)
{
	const struct foreach *each = s->each;
	struct emit_mark mark = emit_mark(&g->em);
	s32 iter = start_iter(g, s);
	struct gen_labels outer = gen_enter_loop(g);
	u32 top = emit_label(&g->em);
	struct key_file files[2];
	emit_reg more;

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
	emit_op(&g->em, SX_OP_FNEXT, files[0].base, files[1].base, more, iter);
	emit_jump(&g->em, SX_OP_JNZ, more, 0, top);
	emit_release(&g->em, mark);
	gen_leave_loop(g, outer);
}

static u32 bucket_nr(const struct symbol *sym)
{
	const struct sx_global row = {
		.hist = sym->hist,
		.hist_start = sym->hist_bounds[0],
		.hist_stop = sym->hist_bounds[1],
		.hist_step = sym->hist_bounds[2],
	};

	return sx_hist_bucket_nr(&row);
}

/* The number of turns: all buckets, or `limit` of them if that is less. */
static emit_reg bucket_turns(struct gen *g, const struct foreach *each)
{
	u32 nr = bucket_nr(each->buckets->args[0]->sym);
	emit_reg most = emit_temp(&g->em, false, 1);
	emit_reg limit;
	u32 done;

	if (!each->limit)
		return gen_number(g, nr, most);
	done = emit_label(&g->em);
	limit = gen_expr(g, each->limit, EMIT_NONE);
	gen_number(g, nr, most);
	emit_jump(&g->em, SX_OP_JLE, most, limit, done);
	gen_move(g, limit, most);
	emit_place(&g->em, done);
	return most;
}

/* The variable may be changed in the loop, so the count is another one. */
static void gen_bucket_loop(struct gen *g, struct stmt *s)
{
	const struct foreach *each = s->each;
	struct emit_mark mark = emit_mark(&g->em);
	emit_reg turns = bucket_turns(g, each);
	emit_reg at = gen_number(g, 0, emit_temp(&g->em, false, 1));
	struct gen_labels outer = gen_enter_loop(g);
	u32 top = emit_label(&g->em);
	u32 test = emit_label(&g->em);

	emit_jump(&g->em, SX_OP_JMP, 0, 0, test);
	emit_place(&g->em, top);
	gen_store(g, each->keys[0]->sym, at);
	gen_stmt(g, s->body);
	emit_place(&g->em, g->continue_label);
	g->em.span = s->span;
	emit_op(&g->em, SX_OP_ADDI, at, at, 0, 1);
	emit_place(&g->em, test);
	emit_jump(&g->em, SX_OP_JLT, at, turns, top);
	gen_leave_loop(g, outer);
	emit_release(&g->em, mark);
}

void gen_foreach(struct gen *g, struct stmt *s)
{
	if (s->each->buckets)
		gen_bucket_loop(g, s);
	else
		gen_array_loop(g, s);
}

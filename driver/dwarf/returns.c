// SPDX-License-Identifier: GPL-2.0
/* Where functions are left. */
#include "dwarf/returns.h"

#include <stdlib.h>
#include <string.h>

#include "unwind_step.h"

/* All functions together may have so many times the bytes that there are. */
#define OVERLAP_MAX 8

struct finder {
	struct index_writer *w;
	struct code_funcs *funcs;
	struct sx_unwind_table table;
	struct sweep sweep;
	u32 *first_part; /* of a function: 1 + number of a part; 0: none */
	u32 *next_part;
	struct vec codes; /* struct index_code, a row for each function */
	struct vec returns; /* struct index_return */
};

/* How the stack is at an instruction. */
enum stack {
	STACK_UNKNOWN,
	STACK_ENTRY, /* as where the function begins */
	STACK_OTHER,
};

static enum stack stack_at(const struct finder *f, u64 at)
{
	const struct sx_unwind_rule *rule =
		sx_unwind_find(&f->table, (u32)(at - f->w->base));

	if (!rule || rule->cfa == SX_CFA_UNKNOWN)
		return STACK_UNKNOWN;
	return rule->cfa == SX_CFA_REG && rule->reg == SX_UNWIND_RSP &&
			       rule->off == 8
		       ? STACK_ENTRY
		       : STACK_OTHER;
}

static void add_ranges(struct finder *f, const struct code_func *func)
{
	u32 i;

	for (i = 0; i < func->range_nr; i++) {
		const struct unwind_range *r =
			vec_at(&f->funcs->ranges, func->range_first + i);

		sweep_add(&f->sweep, r->low, r->high);
	}
}

/* Takes what a jump leads to into the function, if it is a part of one. */
static bool take_part(struct finder *f, const struct sweep_jump *j,
		      enum stack stack)
{
	struct code_func *to = functions_around(f->funcs, j->to);

	if (!to || sweep_holds(&f->sweep, to->entry) ||
	    f->sweep.ranges.nr == SWEEP_RANGES_MAX)
		return false;
	if (!to->part &&
	    (to->source != INDEX_CODE_UNWIND || stack != STACK_OTHER))
		return false;
	to->part = true;
	to->owner = 0;
	add_ranges(f, to);
	return true;
}

static void leave_by_jump(struct finder *f, const struct sweep_jump *j)
{
	enum stack stack = stack_at(f, j->at);
	struct sweep_exit *e;

	if (take_part(f, j, stack))
		return;
	if (stack == STACK_OTHER ||
	    (stack == STACK_UNKNOWN && !functions_at(f->funcs, j->to)))
		e = sweep_exit_add(&f->sweep, j->at, INDEX_RETURN_JUMP_UNKNOWN);
	else
		e = sweep_exit_add(&f->sweep, j->at, INDEX_RETURN_TAIL_JUMP);
	e->to = j->to;
	e->flags = j->conditional ? INDEX_RETURN_CONDITIONAL : 0;
}

/* Parts that are found add jumps of their own. */
static void follow_jumps(struct finder *f)
{
	struct sweep *s = &f->sweep;
	u32 i;

	for (i = 0; i < s->jumps.nr; i++) {
		const struct sweep_jump j =
			*(struct sweep_jump *)vec_at(&s->jumps, i);

		if (!sweep_holds(s, j.to))
			leave_by_jump(f, &j);
	}
	for (i = 0; i < s->jumps.nr; i++) {
		const struct sweep_jump *j = vec_at(&s->jumps, i);

		if (sweep_holds(s, j->to) && !sweep_is_start(s, j->to))
			sweep_exit_add(s, j->to, INDEX_RETURN_UNDECODABLE);
	}
}

static bool is_inside(const struct finder *f, const struct sweep_jump *j)
{
	return j->table || stack_at(f, j->at) == STACK_OTHER;
}

/*
 * A jump by a register or memory, where the stack is as at the entry: to
 * another function, or to a label whose address was taken. Such labels begin
 * blocks that no direct jump reaches; where there are some, tables of other
 * jumps may be why.
 */
static void judge_indirect(struct finder *f)
{
	struct sweep *s = &f->sweep;
	bool connected, tables = false;
	u32 i;

	if (!s->indirect.nr)
		return;
	connected = sweep_is_connected(s);
	for (i = 0; i < s->indirect.nr; i++)
		tables |= is_inside(f, vec_at(&s->indirect, i));
	for (i = 0; i < s->indirect.nr; i++) {
		const struct sweep_jump *j = vec_at(&s->indirect, i);

		if (is_inside(f, j))
			continue;
		sweep_exit_add(s, j->at,
			       connected || (tables && j->plain)
				       ? INDEX_RETURN_TAIL_INDIRECT
				       : INDEX_RETURN_JUMP_UNKNOWN);
	}
}

static int compare_exits(const void *a, const void *b)
{
	const struct sweep_exit *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return (int)x->kind - (int)y->kind;
}

static bool is_known(const struct sweep_exit *e)
{
	return e->kind != INDEX_RETURN_UNDECODABLE &&
	       e->kind != INDEX_RETURN_FALL_THROUGH &&
	       e->kind != INDEX_RETURN_JUMP_UNKNOWN;
}

/* An address of the index; INDEX_NONE for what it cannot say. */
static u32 address(const struct finder *f, u64 addr)
{
	u64 rel = addr - f->w->base;

	return addr < f->w->base || rel >= INDEX_NONE ? INDEX_NONE : (u32)rel;
}

static void write_exits(struct finder *f, const struct code_func *func)
{
	struct vec *exits = &f->sweep.exits;
	struct index_code *code = vec_push(&f->codes);
	const struct sweep_exit *before = NULL;
	u32 i;

	if (exits->nr)
		qsort(exits->data, exits->nr, exits->size, compare_exits);
	code->entry = address(f, func->entry);
	code->flags = func->source | INDEX_CODE_ALL_RETURNS;
	code->return_first = f->returns.nr;
	for (i = 0; i < exits->nr; i++) {
		const struct sweep_exit *e = vec_at(exits, i);
		struct index_return *row;

		if (!is_known(e))
			code->flags &= ~INDEX_CODE_ALL_RETURNS;
		if (before && e->at == before->at && e->kind == before->kind)
			continue;
		row = vec_push(&f->returns);
		row->addr = address(f, e->at);
		row->target = e->to ? address(f, e->to) : INDEX_NONE;
		row->kind = e->kind;
		row->flags = e->flags;
		before = e;
	}
	code->return_nr = f->returns.nr - code->return_first;
}

static void find_returns(struct finder *f, u32 number)
{
	const struct code_func *func = vec_at(&f->funcs->funcs, number);
	u32 part;

	sweep_reset(&f->sweep);
	add_ranges(f, func);
	for (part = f->first_part[number]; part; part = f->next_part[part - 1])
		add_ranges(f, vec_at(&f->funcs->funcs, part - 1));
	follow_jumps(f);
	judge_indirect(f);
	write_exits(f, func);
}

/* A function begins where the CFA is right above the return address. */
static void suspect_part(struct finder *f, struct code_func *func)
{
	if (func->source == INDEX_CODE_UNWIND &&
	    stack_at(f, func->entry) == STACK_OTHER)
		func->part = true;
}

static void link_parts(struct finder *f, struct arena *arena)
{
	struct code_func *funcs = f->funcs->funcs.data;
	u32 nr = f->funcs->funcs.nr, i;

	f->first_part = arena_alloc(arena, (nr + 1) * sizeof(u32));
	f->next_part = arena_alloc(arena, (nr + 1) * sizeof(u32));
	for (i = 0; i < nr; i++) {
		if (!funcs[i].part || funcs[i].owner == INDEX_NONE)
			continue;
		f->next_part[i] = f->first_part[funcs[i].owner];
		f->first_part[funcs[i].owner] = i + 1;
	}
}

/* What turned out to be a part of another function has no row. */
static void write_rows(const struct finder *f)
{
	u32 i;

	for (i = 0; i < f->codes.nr; i++) {
		const struct code_func *func = vec_at(&f->funcs->funcs, i);
		struct index_code code =
			*(struct index_code *)vec_at(&f->codes, i);
		const void *from = vec_at(&f->returns, code.return_first);

		if (func->part && func->owner != INDEX_NONE)
			continue;
		if (func->part)
			code.flags &= ~INDEX_CODE_ALL_RETURNS;
		code.return_first = index_writer_nr(f->w, INDEX_RETURNS);
		if (code.return_nr)
			memcpy(vec_push_many(&f->w->section[INDEX_RETURNS],
					     code.return_nr),
			       from,
			       code.return_nr * sizeof(struct index_return));
		*(struct index_code *)index_writer_row(f->w, INDEX_CODE) = code;
	}
}

void returns_make(struct index_writer *w, struct code_funcs *funcs,
		  const struct code_image *img)
{
	struct finder f = { .w = w, .funcs = funcs };
	u32 i;

	f.table = (struct sx_unwind_table){
		.rows = w->section[INDEX_UNWIND].data,
		.row_nr = w->section[INDEX_UNWIND].nr,
		.rules = w->section[INDEX_UNWIND_RULES].data,
		.rule_nr = w->section[INDEX_UNWIND_RULES].nr,
	};
	vec_init(&f.codes, funcs->arena, sizeof(struct index_code));
	vec_init(&f.returns, funcs->arena, sizeof(struct index_return));
	sweep_init(&f.sweep, img, funcs->arena);
	for (i = 0; i < funcs->funcs.nr; i++)
		suspect_part(&f, vec_at(&funcs->funcs, i));
	f.sweep.budget = OVERLAP_MAX * code_image_len(img);
	link_parts(&f, funcs->arena);
	for (i = 0; i < funcs->funcs.nr; i++)
		find_returns(&f, i);
	write_rows(&f);
}

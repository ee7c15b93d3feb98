// SPDX-License-Identifier: GPL-2.0
/* Functions and probes. */
#include <errno.h>
#include <string.h>

#include "codegen/gen.h"
#include "script/process_point.h"
#include "script/passes.h"

u32 gen_function_index(struct gen *g, struct function *fn)
{
	if (!fn->reachable) {
		fn->reachable = true;
		fn->index = g->queue.nr;
		vec_push_ptr(&g->queue, fn);
		locks_add_function(&g->locks);
	}
	return fn->index;
}

static void place_vars(struct gen *g, const struct vec *symbols)
{
	u32 i;

	for (i = 0; i < symbols->nr; i++) {
		struct symbol *sym = vec_ptr(symbols, i);
		bool string = types_of(sym->type) == TYPE_STRING;

		if (sym->kind == SYM_LOCAL && !sym->used)
			continue;
		sym->index = emit_var(&g->em, string);
	}
}

static u8 result_of(const struct function *fn)
{
	switch (types_of(fn->ret)) {
	case TYPE_STRING:
		return SX_T_STR;
	case TYPE_LONG:
		return SX_T_INT;
	default:
		return SX_T_NONE;
	}
}

static void report_frame(struct gen *g, int err)
{
	if (err == -E2BIG)
		diag_error(g->diag, E_LIMIT, g->fn->span,
			   "too many variables and intermediate values (more "
			   "than %d)",
			   SX_MAX_FRAME);
	else
		diag_error(g->diag, E_LIMIT, g->fn->span,
			   "the program has more than %u instructions",
			   SX_MAX_INSNS);
	diag_note(g->diag, "split the function or the script");
}

static void gen_function(struct gen *g, struct function *fn)
{
	struct sx_func row = { .ret = result_of(fn) };
	int err;

	g->fn = fn;
	emit_init(&g->em, g->script->arena);
	place_vars(g, &fn->params);
	row.nint_args = (u8)g->em.vars[0];
	row.nstr_args = (u8)g->em.vars[1];
	place_vars(g, &fn->locals);
	g->em.span = fn->span;
	g->invariants = NULL;
	gen_next_init(g);
	gen_stmt(g, fn->body);
	row.name = gen_string(g, fn->name, fn->span);
	err = emit_finish(&g->em, &g->img, g->diag, g->script->intern, &row);
	if (err)
		report_frame(g, err);
	else
		*(struct sx_func *)build_row(&g->img, SX_SEC_FUNCS) = row;
}

/* What is there to find, or to tell the kernel, when the script runs? */
static bool has_row(const struct point *point)
{
	return point->kind == SX_PROBE_PROCESS ||
	       point->kind == SX_PROBE_KERNEL || point->kind == SX_PROBE_TASK;
}

static u16 process_flags(const struct process_point *p, bool placed)
{
	const char *name = p->what == PROCESS_PLT ? p->name : p->spec.name;
	u16 flags = 0;

	if (p->at_return)
		flags |= SX_POINT_RETURN;
	/* An entry of the linkage table jumps to what returns for it. */
	if (p->at_return && p->what == PROCESS_PLT)
		flags |= SX_POINT_WATCH;
	if (placed && name && strpbrk(name, "*?["))
		flags |= SX_POINT_PATTERN;
	return flags;
}

static void gen_point(struct gen *g, const struct point *point, u32 probe)
{
	struct diag_place place = diag_place(g->diag, point->span);
	u32 path = gen_string(g, point->path, point->span);
	u32 symbol = gen_string(g, point->symbol, point->span);
	struct sx_point_desc *row = build_row(&g->img, SX_SEC_POINTS);

	/* Who calls is known where a function begins. */
	if (point->process && point->process->at_return &&
	    point->process->callee)
		diag_error(g->diag, E_PROBE, point->span,
			   "this version has no probes of the returns of "
			   ".callee: probe the function's own .return");
	*row = (struct sx_point_desc){
		.probe = probe,
		.kind = point->place,
		.flags = (point->optional ? SX_POINT_OPTIONAL : 0) |
			 (point->sufficient ? SX_POINT_SUFFICIENT : 0) |
			 (point->exact ? SX_POINT_EXACT : 0) |
			 (point->by_pattern ? SX_POINT_PATTERN : 0) |
			 (point->process
				  ? process_flags(point->process, point->placed)
				  : 0),
		.path = path,
		.symbol = symbol,
		.line = place.line,
		.column = place.column,
		.group = point->group,
		.addr = (u64)point->pid,
	};
	gen_place(point, row);
}

/* A row each probe point: they have names and parameters of their own. */
static void gen_probe(struct gen *g, struct probe *probe)
{
	struct point *first = vec_ptr(&probe->points, 0);
	u32 func = gen_function_index(g, probe->handler);
	u32 i;

	probe->handler->name = first->text;
	for (i = 0; i < probe->points.nr; i++) {
		const struct point *point = vec_ptr(&probe->points, i);
		u32 name = gen_string(g, point->text, point->span);
		struct sx_probe *row = build_row(&g->img, SX_SEC_PROBES);

		row->func = func;
		row->kind = point->kind;
		row->param = point->param;
		row->random = point->random;
		row->flags = (point->ticks ? SX_PROBE_TICKS : 0) |
			     (point->is_entry ? SX_PROBE_ENTRY : 0) |
			     point->perf_type;
		row->name = name;
		if (has_row(point))
			gen_point(g, point,
				  build_rows(&g->img, SX_SEC_PROBES) - 1);
	}
}

void gen_program(struct gen *g)
{
	u32 i;

	for (i = 0; i < g->script->probes.nr; i++)
		gen_probe(g, vec_ptr(&g->script->probes, i));
	for (i = 0; g->script->opts->unoptimized && i < g->script->functions.nr;
	     i++)
		gen_function_index(g, vec_ptr(&g->script->functions, i));
	for (i = 0; i < g->queue.nr; i++)
		gen_function(g, vec_ptr(&g->queue, i));
	if (!diag_errors(g->diag))
		locks_finish(&g->locks, &g->img);
}

// SPDX-License-Identifier: GPL-2.0
/* One question: the files that it is asked of, and what it asks for. */
#include "place/place.h"

#include <errno.h>
#include <stdlib.h>

#include "dwarf/provide.h"
#include "place/finder.h"
#include "place/internal.h"

/* Does the question need what only debug information tells? */
static bool needs_types(const struct process_point *p)
{
	if (p->what == PROCESS_STATEMENT)
		return !p->has_addr;
	return p->spec.file || p->inlined || p->label || p->callee;
}

static int ask_function(struct place_query *q)
{
	const struct process_point *p = q->process;

	if (p->label)
		label_find(q);
	else if (p->callee)
		callee_find(q);
	else if (q->ix)
		func_find(q);
	return p->label || p->callee ? 0 : symbol_find(q);
}

static int ask_statement(struct place_query *q)
{
	if (q->process->spec.lines)
		line_find(q);
	else
		func_find(q);
	return 0;
}

static int ask(struct place_query *q)
{
	if (q->process->has_addr)
		return addr_find(q);
	switch (q->process->what) {
	case PROCESS_STATEMENT:
		return ask_statement(q);
	case PROCESS_MARK:
		mark_find(q);
		return 0;
	case PROCESS_PLT:
		plt_find(q);
		return 0;
	default:
		return ask_function(q);
	}
}

static int ask_file(struct place_query *q)
{
	bool needed = needs_types(q->process);
	int err = provide_index(q->file->open_path, q->file->path, needed,
				q->optional || !needed, &q->ix);

	if (err == -ENODATA && !needed) {
		q->ix = NULL;
		err = 0;
	}
	return err ? err : ask(q);
}

static int find(struct place_query *q)
{
	bool absolute = q->process->absolute;
	int err = files_each(q, absolute ? addr_find_absolute : ask_file);

	if (err)
		return err;
	spot_sort(q->ret);
	return q->ret->nr ? 0 : report_nothing(q);
}

/* The caller of a function whose frame is not known cannot be told. */
static int refuse_frameless(struct place_query *q)
{
	u32 i;

	for (i = 0; i < q->ret->nr; i++) {
		const struct place_spot *spot = vec_at(q->ret, i);

		if (!spot->callers_nr ||
		    guard_expr(q->script, q->point->span, spot))
			continue;
		if (q->optional)
			return -ENOENT;
		return diag_error(
			q->script->diag, E_PROBE, q->point->span,
			"%s: who calls `%s' cannot be told: its unwind tables say nothing of where it begins",
			spot->file->path, spot->name);
	}
	return 0;
}

static int place_ask(struct place_query *q)
{
	u32 errors;
	int err;

	vec_init(q->ret, q->script->arena, sizeof(struct place_spot));
	if (finder_is_served(q->pf, q->point))
		return 0;
	errors = diag_errors(q->script->diag);
	err = find(q);
	/* The world's errors were logged, without the point. */
	if (err && !q->optional && diag_errors(q->script->diag) == errors)
		diag_error(
			q->script->diag, E_PROBE, q->point->span,
			err == -ENODATA
				? "this point needs debug information"
				: "this point's program cannot be looked at");
	if (!err && !q->listing)
		err = refuse_frameless(q);
	if (err) {
		q->ret->nr = 0;
		return q->optional && err != -ENOMEM ? 0 : err;
	}
	finder_serve(q->pf, q->point);
	return 0;
}

int place_find(struct place_finder *pf, struct script *script,
	       const struct point *point, struct vec *ret)
{
	struct place_query q = {
		.pf = pf,
		.script = script,
		.point = point,
		.process = point->process,
		.optional = point->optional || point->sufficient,
		.ret = ret,
	};

	return place_ask(&q);
}

int place_find_all(struct place_finder *pf, struct script *script,
		   const struct point *point, struct vec *ret)
{
	struct place_query q = {
		.pf = pf,
		.script = script,
		.point = point,
		.process = point->process,
		.listing = true,
		.ret = ret,
	};

	return place_ask(&q);
}

/* Do the file's symbols know it? -ENOENT: the file is not here. */
static int find_symbol(struct place_finder *pf, const struct point *point,
		       const struct target_file **ret_file, bool *ret_found)
{
	struct elf_func *syms = NULL;
	struct target *target;
	u32 nr = 0;
	int err = finder_target(pf, 0, &target);

	*ret_found = false;
	if (!err)
		err = target_find_file(target, point->path, true, ret_file);
	if (!err)
		err = elf_symbols_find((*ret_file)->syms, point->symbol, &syms,
				       &nr);
	*ret_found = nr;
	free(syms);
	return err;
}

int place_is_left(struct place_finder *pf, const struct point *point, bool *ret)
{
	const struct target_file *file;
	const struct index *ix;
	bool found, optional;
	int err;

	*ret = true;
	if (!finder_can_look(pf, point->path))
		return 0;
	err = find_symbol(pf, point, &file, &found);
	optional = point->optional || point->sufficient;
	if (err == -ENOENT || (err && err != -ENOMEM && optional))
		return 0; /* the script may run elsewhere */
	/* A pattern may match what was stripped from the file, too. */
	if (err || (found && (elf_symbols_are_full(file->syms) ||
			      !name_is_pattern(point->symbol))))
		return err;
	*ret = provide_index(file->open_path, file->path, true, true, &ix);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0
/* Functions: those that a name means, and where they are probed. */
#include <string.h>

#include "place/internal.h"

const char *func_file(const struct index *ix, u32 file)
{
	const struct index_src *src = index_row(ix, INDEX_FILES, file);

	return src ? index_str(ix, src->path) : NULL;
}

static const struct index_func *func_row(const struct index *ix, u32 func)
{
	return index_row(ix, INDEX_FUNCS, func);
}

static bool is_of_file(const struct place_query *q,
		       const struct index_func *func)
{
	const char *file = func_file(q->ix, func->file);

	return file && name_matches_file(q->process->spec.file, file);
}

static void select_funcs(struct place_query *q, bool of_file)
{
	const struct process_spec *spec = &q->process->spec;
	u32 i, nr = index_nr(q->ix, INDEX_FUNCS);

	vec_init(&q->funcs, q->script->arena, sizeof(u32));
	for (i = 0; i < nr; i++) {
		const struct index_func *func = func_row(q->ix, i);

		if (name_matches(q->ix, func, spec->name) &&
		    (!of_file || is_of_file(q, func)))
			*(u32 *)vec_push(&q->funcs) = i;
	}
}

void func_select(struct place_query *q)
{
	select_funcs(q, q->process->spec.file);
}

void func_select_all_files(struct place_query *q)
{
	select_funcs(q, false);
}

bool func_is_selected(const struct place_query *q, u32 func)
{
	u32 low = 0, high = q->funcs.nr;

	while (low < high) {
		u32 middle = low + (high - low) / 2;
		u32 at = *(u32 *)vec_at(&q->funcs, middle);

		if (at == func)
			return true;
		if (at < func)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

/* Variables that move tell of code that may be read from its first byte on. */
static bool has_moving_vars(const struct index *ix,
			    const struct index_scope *scope)
{
	const struct index_var *vars =
		index_rows(ix, INDEX_VARS, scope->var_first, scope->var_nr);
	u32 i;

	for (i = 0; vars && i < scope->var_nr; i++) {
		const struct index_loc *loc =
			index_row(ix, INDEX_LOCS, vars[i].loc_first);

		if (vars[i].loc_nr && loc &&
		    (loc->low || loc->high != INDEX_NONE))
			return true;
	}
	return false;
}

static bool is_optimised(const struct index *ix,
			 const struct index_scope *scope)
{
	const struct index_func *func = func_row(ix, scope->func);
	const struct index_unit *unit =
		func ? index_row(ix, INDEX_UNITS, func->unit) : NULL;
	const char *option = unit ? index_str(ix, unit->producer) : "";

	while ((option = strstr(option, " -O")) != NULL) {
		option += 3;
		if (*option != '0')
			return true;
	}
	return has_moving_vars(ix, scope);
}

/*
 * Code that is not optimised has its parameters in the frame, which is made by
 * the prologue.
 */
u64 func_body_addr(const struct index *ix, const struct index_scope *scope)
{
	const struct index_range *first =
		index_row(ix, INDEX_RANGES, scope->range_first);
	u64 base = index_head(ix)->base;

	if (!first || !scope->range_nr)
		return 0;
	if (scope->kind == INDEX_SCOPE_BODY &&
	    (scope->entry < first->low || scope->entry >= first->high ||
	     is_optimised(ix, scope)))
		return base + first->low;
	return base + (scope->entry == INDEX_NONE ? first->low : scope->entry);
}

struct place_spot func_spot(const struct place_query *q, u32 scope)
{
	const struct index_scope *s = index_row(q->ix, INDEX_SCOPES, scope);
	const struct index_func *func = s ? func_row(q->ix, s->func) : NULL;
	struct place_spot spot = {
		.file = q->file,
		.program = q->program,
		.ix = q->ix,
		.func = s ? s->func : INDEX_NONE,
		.scope = scope,
		.name = func ? index_str(q->ix, func->name) : "",
		.src = func ? func_file(q->ix, func->file) : NULL,
		.line = func ? func->line : 0,
		.caller = INDEX_NONE,
	};

	return spot;
}

static bool is_wanted(const struct place_query *q,
		      const struct index_scope *scope)
{
	const struct process_point *p = q->process;
	const struct index_func *func = func_row(q->ix, scope->func);
	bool is_body = scope->kind == INDEX_SCOPE_BODY;

	if (scope->kind == INDEX_SCOPE_BLOCK || !scope->range_nr || !func)
		return false;
	if (p->inlined && is_body)
		return false;
	if ((p->call || p->at_return || p->exported) && !is_body)
		return false;
	return !p->exported || func->flags & INDEX_FUNC_EXTERNAL;
}

static void add_scope(struct place_query *q, u32 row)
{
	const struct index_scope *scope = index_row(q->ix, INDEX_SCOPES, row);
	const struct index_range *first;
	struct place_spot spot;

	if (!scope || !is_wanted(q, scope) ||
	    !func_is_selected(q, scope->func) || !line_is_in(q, scope))
		return;
	spot = func_spot(q, row);
	spot.addr = func_body_addr(q->ix, scope);
	spot.kind = scope->kind == INDEX_SCOPE_BODY ? PLACE_CALL : PLACE_INLINE;
	if (q->process->at_return)
		spot.kind = PLACE_RETURN;
	if (q->process->what == PROCESS_STATEMENT)
		spot.kind = PLACE_STATEMENT;
	first = index_row(q->ix, INDEX_RANGES, scope->range_first);
	if (first && scope->kind == INDEX_SCOPE_BODY &&
	    (q->process->at_return || spot.kind == PLACE_STATEMENT))
		spot.addr = index_head(q->ix)->base + first->low;
	if (spot.addr)
		*(struct place_spot *)vec_push(q->ret) = spot;
}

void func_find(struct place_query *q)
{
	u32 i, nr = index_nr(q->ix, INDEX_SCOPES);

	func_select(q);
	for (i = 0; q->funcs.nr && i < nr; i++)
		add_scope(q, i);
}

// SPDX-License-Identifier: GPL-2.0
/* Functions: those that a name means, and where they are probed. */
#include <string.h>

#include "index/find.h"
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

		if (func && name_matches(q->ix, func, spec->name) &&
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

u64 func_body_addr(const struct index *ix, const struct index_scope *scope)
{
	const struct index_range *ranges = index_rows(
		ix, INDEX_RANGES, scope->range_first, scope->range_nr);
	u64 base = index_head(ix)->base;
	u32 i;

	if (!ranges || !scope->range_nr)
		return 0;
	for (i = 0; i < scope->range_nr; i++)
		if (scope->entry >= ranges[i].low &&
		    scope->entry < ranges[i].high)
			return base + scope->entry;
	return base + ranges[0].low;
}

u32 func_body_at(const struct place_query *q, u64 addr)
{
	const struct index_scope *scope;
	const struct index_range *first;
	u64 base = q->ix ? index_head(q->ix)->base : 0;
	u32 body;

	if (!q->ix || addr < base || addr - base >= INDEX_NONE)
		return INDEX_NONE;
	body = index_find_addr(q->ix, (u32)(addr - base));
	scope = index_row(q->ix, INDEX_SCOPES, body);
	first = scope ? index_row(q->ix, INDEX_RANGES, scope->range_first)
		      : NULL;
	return first && base + first->low == addr ? body : INDEX_NONE;
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

// SPDX-License-Identifier: GPL-2.0
/*
 * Statements. Rows of the line table are taken file by file. A row counts for
 * the function or inlined call around it that is declared last before its line,
 * if the name means that one, else for the innermost one that it means: where an
 * inlined call begins, the caller's line has a row of the same address. Of
 * one line of one of them the lowest address is probed at which a statement
 * begins; where none does, the lowest one with code of the line.
 */
#include <stdlib.h>

#include "index/find.h"
#include "index/lines.h"
#include "place/internal.h"

/* A line of a function, and where it begins. */
struct statement {
	u32 scope; /* a body or an inlined call */
	u32 inner; /* the block in it that holds addr */
	u32 file;
	u32 line;
	u32 addr;
	bool begins; /* the compiler says that a statement begins here */
};

struct search {
	struct place_query *q;
	u32 file; /* at hand */
	struct vec decls; /* u32: lines of it where functions are declared */
	struct vec found; /* struct statement */
	u32 nearest; /* of .nearest: the line instead, 0: none yet */
	u32 distance; /* of it */
};

static const struct index_scope *scope_row(const struct search *s, u32 scope)
{
	return index_row(s->q->ix, INDEX_SCOPES, scope);
}

static const struct index_func *func_of(const struct search *s, u32 scope)
{
	const struct index_scope *row = scope_row(s, scope);

	return row ? index_row(s->q->ix, INDEX_FUNCS, row->func) : NULL;
}

bool line_is_selected(const struct place_query *q, u32 addr)
{
	u32 at = index_find_addr(q->ix, addr), steps = 0;

	at = at == INDEX_NONE ? at : index_find_scope(q->ix, at, addr);
	for (; steps < 1000; steps++) {
		const struct index_scope *row =
			index_row(q->ix, INDEX_SCOPES, at);

		if (!row)
			break;
		if (row->kind != INDEX_SCOPE_BLOCK &&
		    func_is_selected(q, row->func))
			return true;
		at = row->parent;
	}
	return false;
}

static int compare_lines(const void *a, const void *b)
{
	u32 x = *(const u32 *)a, y = *(const u32 *)b;

	return x < y ? -1 : x > y;
}

static void list_decls(struct search *s)
{
	u32 i, nr = index_nr(s->q->ix, INDEX_FUNCS);

	vec_init(&s->decls, s->q->script->arena, sizeof(u32));
	for (i = 0; i < nr; i++) {
		const struct index_func *func =
			index_row(s->q->ix, INDEX_FUNCS, i);

		if (func->file == s->file && func->line)
			*(u32 *)vec_push(&s->decls) = func->line;
	}
	if (s->decls.nr)
		qsort(s->decls.data, s->decls.nr, sizeof(u32), compare_lines);
}

/* The last declaration at or before a line; 0: there is none. */
static u32 decl_before(const struct search *s, u32 line)
{
	u32 low = 0, high = s->decls.nr;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (*(u32 *)vec_at(&s->decls, middle) <= line)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? *(u32 *)vec_at(&s->decls, low - 1) : 0;
}

static bool is_declared_at(const struct search *s, u32 scope, u32 line)
{
	const struct index_func *func = func_of(s, scope);

	return func && line && func->file == s->file && func->line == line;
}

/*
 * The function that a row counts for; *ret_inner is the innermost block in it
 * that is no other call's.
 */
static u32 find_selected(const struct search *s, const struct index_line *line,
			 u32 *ret_inner)
{
	u32 body = index_find_addr(s->q->ix, line->addr);
	u32 decl = decl_before(s, line->line), found = INDEX_NONE;
	u32 at, inner, steps = 0;

	if (body == INDEX_NONE)
		return INDEX_NONE;
	at = inner = index_find_scope(s->q->ix, body, line->addr);
	for (; steps < 1000; steps++) {
		const struct index_scope *row = scope_row(s, at);
		bool declared = row && is_declared_at(s, at, decl);

		if (!row)
			break;
		if (row->kind != INDEX_SCOPE_BLOCK &&
		    func_is_selected(s->q, row->func) &&
		    (found == INDEX_NONE || declared)) {
			found = at;
			*ret_inner = inner;
			if (declared)
				break;
		}
		at = row->parent;
		if (row->kind != INDEX_SCOPE_BLOCK)
			inner = at;
	}
	return found;
}

/* The lines of the specification are relative to this one; 0 is right, too. */
static bool base_line(const struct search *s, u32 scope, u32 *ret)
{
	const struct index_func *func = func_of(s, scope);

	*ret = 0;
	if (s->q->process->spec.lines != PROCESS_LINES_RELATIVE)
		return true;
	if (!func || func->file != s->file)
		return false;
	*ret = func->line;
	return true;
}

static bool is_given(const struct process_spec *spec, u32 line, u32 base)
{
	u32 i;

	if (spec->lines == PROCESS_LINES_ALL)
		return true;
	for (i = 0; i < spec->ranges.nr; i++) {
		const struct process_range *r = vec_at(&spec->ranges, i);

		if (line >= base + r->first && line <= base + r->last)
			return true;
	}
	return false;
}

static bool is_wanted(const struct search *s, u32 line, u32 base)
{
	if (s->nearest)
		return line == s->nearest;
	return is_given(&s->q->process->spec, line, base);
}

static void take_row(struct search *s, const struct index_line *row)
{
	u32 base, inner, scope = find_selected(s, row, &inner);

	if (scope == INDEX_NONE || !base_line(s, scope, &base) ||
	    !is_wanted(s, row->line, base))
		return;
	*(struct statement *)vec_push(&s->found) = (struct statement){
		.scope = scope,
		.inner = inner,
		.file = row->file,
		.line = row->line,
		.addr = row->addr,
		.begins = row->flags & INDEX_LINE_STMT,
	};
}

static u32 distance_of(u32 a, u32 b)
{
	return a > b ? a - b : b - a;
}

/* Of two lines that are as near the one behind it. */
static void measure_row(struct search *s, const struct index_line *row)
{
	const struct process_spec *spec = &s->q->process->spec;
	u32 i, base, inner, scope = find_selected(s, row, &inner);

	if (scope == INDEX_NONE || !base_line(s, scope, &base) ||
	    !(row->flags & INDEX_LINE_STMT))
		return;
	for (i = 0; i < spec->ranges.nr; i++) {
		const struct process_range *r = vec_at(&spec->ranges, i);
		u32 distance = distance_of(row->line, base + r->first);

		if (s->nearest &&
		    (distance > s->distance ||
		     (distance == s->distance && row->line <= s->nearest)))
			continue;
		s->nearest = row->line;
		s->distance = distance;
	}
}

/* The rows of the file that have a line. */
static void each_row(struct search *s,
		     void (*fn)(struct search *s, const struct index_line *row))
{
	struct index_lines it;
	struct index_line row;

	index_lines_start_file(&it, s->q->ix, s->file);
	while (index_lines_next(&it, &row))
		if (row.line && !(row.flags & INDEX_LINE_END))
			fn(s, &row);
}

static int compare(const void *a, const void *b)
{
	const struct statement *x = a, *y = b;

	if (x->scope != y->scope)
		return x->scope < y->scope ? -1 : 1;
	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	if (x->begins != y->begins)
		return x->begins ? -1 : 1;
	return x->addr < y->addr ? -1 : x->addr > y->addr;
}

static void add_spot(struct search *s, const struct statement *at)
{
	struct place_spot spot = func_spot(s->q, at->scope);

	spot.kind = PLACE_STATEMENT;
	spot.scope = at->inner;
	spot.addr = index_head(s->q->ix)->base + at->addr;
	spot.src = func_file(s->q->ix, at->file);
	spot.line = at->line;
	*(struct place_spot *)vec_push(s->q->ret) = spot;
}

static void add_found(struct search *s)
{
	const struct statement *last = NULL;
	u32 i;

	if (s->found.nr)
		qsort(s->found.data, s->found.nr, s->found.size, compare);
	for (i = 0; i < s->found.nr; i++) {
		const struct statement *at = vec_at(&s->found, i);

		if (!last || last->scope != at->scope ||
		    last->file != at->file || last->line != at->line)
			add_spot(s, at);
		last = at;
	}
}

void line_find(struct place_query *q)
{
	struct search s = { .q = q };
	u32 nr = index_nr(q->ix, INDEX_FILES);

	func_select_all_files(q);
	vec_init(&s.found, q->script->arena, sizeof(struct statement));
	for (s.file = 0; q->funcs.nr && s.file < nr; s.file++) {
		const char *path = func_file(q->ix, s.file);

		if (!path || !name_matches_file(q->process->spec.file, path))
			continue;
		list_decls(&s);
		s.nearest = 0;
		if (q->process->nearest)
			each_row(&s, measure_row);
		each_row(&s, take_row);
	}
	add_found(&s);
}

static bool range_has_line(const struct place_query *q,
			   const struct index_range *range, u32 base)
{
	const struct process_spec *spec = &q->process->spec;
	struct index_lines it;
	struct index_line row;

	index_lines_start(&it, q->ix, range->low);
	while (index_lines_next(&it, &row) && row.addr < range->high) {
		const char *path = func_file(q->ix, row.file);

		if (row.line && !(row.flags & INDEX_LINE_END) &&
		    is_given(spec, row.line, base) && path &&
		    name_matches_file(spec->file, path))
			return true;
	}
	return false;
}

bool line_is_in(const struct place_query *q, const struct index_scope *scope)
{
	const struct process_spec *spec = &q->process->spec;
	const struct index_func *func =
		index_row(q->ix, INDEX_FUNCS, scope->func);
	const struct index_range *ranges = index_rows(
		q->ix, INDEX_RANGES, scope->range_first, scope->range_nr);
	u32 i, base = 0;

	if (!spec->lines || !func)
		return func;
	if (spec->lines == PROCESS_LINES_RELATIVE)
		base = func->line;
	else if (is_given(spec, func->line, 0))
		return true;
	for (i = 0; ranges && i < scope->range_nr; i++)
		if (range_has_line(q, &ranges[i], base))
			return true;
	return false;
}

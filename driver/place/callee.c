// SPDX-License-Identifier: GPL-2.0
/*
 * What a function calls: calls that were inlined into it, and the functions
 * that its code calls by their address. Calls by pointers, into other files and
 * jumps at the end of a function are not known.
 */
#include <stdlib.h>

#include "debuginfo/calls.h"
#include "index/find.h"
#include "place/internal.h"

/* One call instruction of the caller. */
struct call {
	u32 caller; /* row of FUNCS */
	u32 body; /* row of SCOPES: what is called */
	u64 behind; /* address in the file */
};

struct walk {
	struct place_query *q;
	u32 caller; /* row of FUNCS */
	u32 scope; /* whose code is looked at */
	struct vec calls; /* struct call */
};

static const struct index_scope *scope_row(const struct place_query *q, u32 n)
{
	return index_row(q->ix, INDEX_SCOPES, n);
}

static bool is_called(const struct place_query *q, u32 func)
{
	const struct index_func *row = index_row(q->ix, INDEX_FUNCS, func);

	return row && name_matches(q->ix, row, q->process->callee);
}

static void add_inlined(struct walk *w, u32 n, const struct index_scope *row)
{
	struct place_spot spot;

	if (!row->range_nr || w->q->process->call || w->q->process->at_return ||
	    !is_called(w->q, row->func))
		return;
	spot = func_spot(w->q, n);
	spot.kind = PLACE_INLINE;
	spot.addr = func_body_addr(w->q->ix, row);
	spot.caller = w->caller;
	if (spot.addr)
		*(struct place_spot *)vec_push(w->q->ret) = spot;
}

/* Is an address in the scope, and in no call that was inlined into it? */
static bool is_own(const struct walk *w, u64 addr)
{
	u32 rel = (u32)(addr - index_head(w->q->ix)->base);
	u32 at =
		index_find_scope(w->q->ix, index_find_addr(w->q->ix, rel), rel);
	u32 steps = 0;

	for (; at != w->scope && steps < 1000; steps++) {
		const struct index_scope *row = scope_row(w->q, at);

		if (!row || row->kind != INDEX_SCOPE_BLOCK)
			return false;
		at = row->parent;
	}
	return at == w->scope;
}

static void take_call(u64 target, u64 behind, void *arg)
{
	struct walk *w = arg;
	u32 body = func_body_at(w->q, target);
	const struct index_scope *row = scope_row(w->q, body);

	if (row && is_called(w->q, row->func) && is_own(w, behind - 1))
		*(struct call *)vec_push(&w->calls) =
			(struct call){ w->caller, body, behind };
}

static void find_calls(struct walk *w, u32 scope)
{
	const struct index_scope *row = scope_row(w->q, scope);
	const struct index_range *ranges = index_rows(
		w->q->ix, INDEX_RANGES, row->range_first, row->range_nr);
	u64 base = index_head(w->q->ix)->base;
	u32 i;

	w->scope = scope;
	for (i = 0; ranges && i < row->range_nr; i++)
		calls_each(w->q->file->elf, base + ranges[i].low,
			   base + ranges[i].high, take_call, w);
}

/* The calls right in a scope, and in what was inlined, so many levels deep. */
static void walk_calls(struct walk *w, u32 scope, u32 depth)
{
	const struct index_scope *row = scope_row(w->q, scope);
	u32 n = scope + 1, end = row ? row->end : 0;

	if (row)
		find_calls(w, scope);
	while (n < end) {
		const struct index_scope *at = scope_row(w->q, n);

		if (!at)
			return;
		if (at->kind == INDEX_SCOPE_INLINE) {
			add_inlined(w, n, at);
			if (depth > 1) {
				w->caller = at->func;
				walk_calls(w, n, depth - 1);
				w->caller = row->func;
			}
			n = at->end > n ? at->end : n + 1;
		} else {
			n++;
		}
	}
}

static int compare(const void *a, const void *b)
{
	const struct call *x = a, *y = b;

	if (x->caller != y->caller)
		return x->caller < y->caller ? -1 : 1;
	if (x->body != y->body)
		return x->body < y->body ? -1 : 1;
	return x->behind < y->behind ? -1 : x->behind > y->behind;
}

/* One spot for all calls of one function by another. */
static u32 add_called(struct walk *w, u32 first)
{
	const struct call *call = vec_at(&w->calls, first);
	const struct index_scope *row = scope_row(w->q, call->body);
	struct place_spot spot = func_spot(w->q, call->body);
	u32 i = first, left = w->calls.nr - first;
	u64 *callers =
		arena_alloc(w->q->script->arena, left * sizeof(*callers));

	for (; i < w->calls.nr; i++) {
		const struct call *at = vec_at(&w->calls, i);

		if (at->caller != call->caller || at->body != call->body)
			break;
		if (!spot.callers_nr ||
		    callers[spot.callers_nr - 1] != at->behind)
			callers[spot.callers_nr++] = at->behind;
	}
	spot.kind = w->q->process->at_return ? PLACE_RETURN : PLACE_CALL;
	spot.addr = func_body_addr(w->q->ix, row);
	spot.caller = call->caller;
	spot.callers = callers;
	*(struct place_spot *)vec_push(w->q->ret) = spot;
	return i;
}

void callee_find(struct place_query *q)
{
	struct walk w = { .q = q };
	u32 i, nr = index_nr(q->ix, INDEX_SCOPES);

	vec_init(&w.calls, q->script->arena, sizeof(struct call));
	func_select(q);
	for (i = 0; q->funcs.nr && i < nr; i++) {
		const struct index_scope *row = scope_row(q, i);

		if (row->kind == INDEX_SCOPE_BLOCK ||
		    !func_is_selected(q, row->func))
			continue;
		w.caller = row->func;
		walk_calls(&w, i, q->process->depth);
	}
	if (w.calls.nr)
		qsort(w.calls.data, w.calls.nr, w.calls.size, compare);
	for (i = 0; i < w.calls.nr;)
		i = add_called(&w, i);
}

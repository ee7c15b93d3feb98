// SPDX-License-Identifier: GPL-2.0
/* What a function calls: calls that were inlined into it. */
#include "place/internal.h"

struct walk {
	struct place_query *q;
	u32 caller; /* row of FUNCS */
};

static const struct index_scope *scope_row(const struct place_query *q, u32 n)
{
	return index_row(q->ix, INDEX_SCOPES, n);
}

static void add_call(struct walk *w, u32 n, const struct index_scope *row)
{
	const struct index_func *func =
		index_row(w->q->ix, INDEX_FUNCS, row->func);
	struct place_spot spot;

	if (!func || !row->range_nr || w->q->process->call ||
	    !name_matches(w->q->ix, func, w->q->process->callee))
		return;
	spot = func_spot(w->q, n);
	spot.kind = PLACE_INLINE;
	spot.addr = func_body_addr(w->q->ix, row);
	spot.caller = w->caller;
	if (spot.addr)
		*(struct place_spot *)vec_push(w->q->ret) = spot;
}

/* The calls right in a scope, and in what they call, so many levels deep. */
static void walk_calls(struct walk *w, u32 scope, u32 depth)
{
	const struct index_scope *row = scope_row(w->q, scope);
	u32 n = scope + 1, end = row ? row->end : 0;

	while (n < end) {
		const struct index_scope *at = scope_row(w->q, n);

		if (!at)
			return;
		if (at->kind == INDEX_SCOPE_INLINE) {
			add_call(w, n, at);
			if (depth > 1)
				walk_calls(w, n, depth - 1);
			n = at->end > n ? at->end : n + 1;
		} else {
			n++;
		}
	}
}

void callee_find(struct place_query *q)
{
	struct walk w = { .q = q };
	u32 i, nr = index_nr(q->ix, INDEX_SCOPES);

	func_select(q);
	for (i = 0; q->funcs.nr && i < nr; i++) {
		const struct index_scope *row = scope_row(q, i);

		if (row->kind == INDEX_SCOPE_BLOCK ||
		    !func_is_selected(q, row->func))
			continue;
		w.caller = row->func;
		walk_calls(&w, i, q->process->depth);
	}
}

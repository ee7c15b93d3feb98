// SPDX-License-Identifier: GPL-2.0
/* Labels, and inlined calls in functions. */
#include <fnmatch.h>

#include "index/symbols.h"
#include "place/internal.h"

static const struct index_scope *scope_row(const struct place_query *q, u32 n)
{
	return index_row(q->ix, INDEX_SCOPES, n);
}

/* The body or inlined call that a scope is in, or itself. */
static u32 function_of(const struct place_query *q, u32 scope)
{
	const struct index_scope *row = scope_row(q, scope);
	u32 steps = 0;

	for (; row && row->kind == INDEX_SCOPE_BLOCK && steps < 1000; steps++) {
		scope = row->parent;
		row = scope_row(q, scope);
	}
	return row ? scope : INDEX_NONE;
}

void label_find(struct place_query *q)
{
	u32 i, nr = index_nr(q->ix, INDEX_LABELS);

	func_select(q);
	for (i = 0; q->funcs.nr && i < nr; i++) {
		const struct index_label *label =
			index_row(q->ix, INDEX_LABELS, i);
		const char *name = index_str(q->ix, label->name);
		u32 scope = function_of(q, label->scope);
		const struct index_scope *row = scope_row(q, scope);
		struct place_spot spot;

		if (!row || !func_is_selected(q, row->func) ||
		    fnmatch(q->process->label, name, 0))
			continue;
		spot = func_spot(q, scope);
		spot.kind = PLACE_LABEL;
		spot.scope = label->scope;
		spot.addr = index_head(q->ix)->base + label->addr;
		spot.label = name;
		if (label->line) {
			spot.src = func_file(q->ix, label->file);
			spot.line = label->line;
		}
		*(struct place_spot *)vec_push(q->ret) = spot;
	}
}

// SPDX-License-Identifier: GPL-2.0
/* Marks (SDT), and entries of procedure linkage tables. */
#include <fnmatch.h>

#include "index/find.h"
#include "place/internal.h"

static bool matches(const char *pattern, const char *name)
{
	return !pattern || !fnmatch(pattern, name, 0);
}

static struct place_spot spot_at(const struct place_query *q, u32 addr,
				 u32 name)
{
	u32 body = index_find_addr(q->ix, addr);
	const struct index_scope *row = index_row(q->ix, INDEX_SCOPES, body);

	return (struct place_spot){
		.file = q->file,
		.program = q->program,
		.ix = q->ix,
		.addr = index_head(q->ix)->base + addr,
		.func = row ? row->func : INDEX_NONE,
		.scope = row ? index_find_scope(q->ix, body, addr) : INDEX_NONE,
		.name = index_str(q->ix, name),
		.caller = INDEX_NONE,
	};
}

void mark_find(struct place_query *q)
{
	const struct process_point *p = q->process;
	u32 i, nr = q->ix ? index_nr(q->ix, INDEX_MARKS) : 0;

	for (i = 0; i < nr; i++) {
		const struct index_mark *mark =
			index_row(q->ix, INDEX_MARKS, i);
		struct place_spot spot;

		if (!matches(p->provider, index_str(q->ix, mark->provider)) ||
		    !matches(p->name, index_str(q->ix, mark->name)))
			continue;
		spot = spot_at(q, mark->addr, mark->name);
		spot.kind = PLACE_MARK;
		spot.mark = mark;
		*(struct place_spot *)vec_push(q->ret) = spot;
	}
}

void plt_find(struct place_query *q)
{
	u32 i, nr = q->ix ? index_nr(q->ix, INDEX_PLT) : 0;

	for (i = 0; i < nr; i++) {
		const struct index_plt *plt = index_row(q->ix, INDEX_PLT, i);
		struct place_spot spot;

		if (!matches(q->process->name, index_str(q->ix, plt->name)))
			continue;
		spot = spot_at(q, plt->addr, plt->name);
		spot.func = spot.scope = INDEX_NONE;
		spot.kind = q->process->at_return ? PLACE_PLT_RETURN
						  : PLACE_PLT;
		*(struct place_spot *)vec_push(q->ret) = spot;
	}
}

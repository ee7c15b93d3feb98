// SPDX-License-Identifier: GPL-2.0
/* Visiting expressions. */
#include "script/walk.h"

void walk_expr(struct expr *e, walk_fn *visit, void *arg)
{
	u32 i;

	if (!e)
		return;
	visit(arg, e);
	for (i = 0; i < e->nargs; i++)
		walk_expr(e->args[i], visit, arg);
}

static void walk_foreach(struct foreach *each, const struct walk *walk)
{
	u32 i;

	if (walk->each)
		walk->each(walk->arg, each);
	walk_expr(each->value, walk->visit, walk->arg);
	for (i = 0; i < each->nkeys; i++)
		walk_expr(each->keys[i], walk->visit, walk->arg);
	for (i = 0; i < each->nslice; i++)
		walk_expr(each->slice[i], walk->visit, walk->arg);
	walk_expr(each->buckets, walk->visit, walk->arg);
	walk_expr(each->limit, walk->visit, walk->arg);
}

void walk_stmts(struct stmt *s, const struct walk *walk)
{
	for (; s; s = s->next) {
		walk_expr(s->init, walk->visit, walk->arg);
		walk_expr(s->expr, walk->visit, walk->arg);
		walk_expr(s->step, walk->visit, walk->arg);
		if (s->each)
			walk_foreach(s->each, walk);
		walk_stmts(s->body, walk);
		walk_stmts(s->other, walk);
	}
}

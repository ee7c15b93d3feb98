// SPDX-License-Identifier: GPL-2.0
/* @probewrite(x), for what stands in aliases. */
#include "script/probewrite.h"

#include "script/walk.h"

/* The name that a handler is searched for. */
struct search {
	const char *name;
	bool found;
};

static void find_write(void *arg, struct expr *e)
{
	struct search *search = arg;

	if (e->kind != EX_ASSIGN && e->kind != EX_CREMENT)
		return;
	if (e->args[0]->text == search->name)
		search->found = true;
}

static void resolve(void *arg, struct expr *e)
{
	const struct walk walk = {
		.visit = find_write,
		.arg = &(struct search){ 0 },
	};
	struct search *search = walk.arg;

	if (e->kind != EX_TARGET || e->op != TOK_AT ||
	    e->word != AT_PROBEWRITE || !e->nargs)
		return;
	search->name = e->args[0]->text;
	walk_stmts(arg, &walk);
	e->kind = EX_NUM;
	e->num = search->found;
	e->nargs = 0;
}

void probewrite_resolve(struct stmt *body, struct stmt *user)
{
	const struct walk walk = { .visit = resolve, .arg = user };

	walk_stmts(body, &walk);
}

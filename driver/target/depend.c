// SPDX-License-Identifier: GPL-2.0
/* What a body says of the program: anything, and anything of its place. */
#include "script/walk.h"
#include "target/lowering.h"

struct finding {
	bool target;
	bool place;
};

static bool is_of_place(const struct expr *e)
{
	if (e->op == TOK_TARGET)
		return !e->nargs;
	if (e->op != TOK_AT)
		return false;
	return e->word == AT_ENTRY_VALUE ||
	       (e->word == AT_CAST && e->nargs == 2) ||
	       (e->word == AT_VAR && e->nargs == 1);
}

static void look(void *arg, struct expr *e)
{
	struct finding *found = arg;

	if (e->kind != EX_TARGET)
		return;
	found->target = true;
	found->place |= is_of_place(e);
}

static struct finding find(struct stmt *body)
{
	struct finding found = { 0 };
	const struct walk walk = { .visit = look, .arg = &found };

	walk_stmts(body, &walk);
	return found;
}

bool depend_on_target(struct stmt *body)
{
	return find(body).target;
}

bool depend_on_place(struct stmt *body)
{
	return find(body).place;
}

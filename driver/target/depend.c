// SPDX-License-Identifier: GPL-2.0
/* What a body says of the program. */
#include "script/walk.h"
#include "target/lowering.h"

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

static bool is_variable(const struct expr *e)
{
	return (e->op == TOK_TARGET && !e->nargs) ||
	       (e->op == TOK_AT && e->word == AT_ENTRY_VALUE);
}

static void look(void *arg, struct expr *e)
{
	struct depend *found = arg;

	if (e->kind != EX_TARGET)
		return;
	found->target = true;
	found->place |= is_of_place(e);
	found->variables |= is_variable(e);
	found->file |= e->op == TOK_AT && e->word == AT_VAR;
}

struct depend depend_of(struct stmt *body)
{
	struct depend found = { 0 };
	const struct walk walk = { .visit = look, .arg = &found };

	walk_stmts(body, &walk);
	return found;
}

// SPDX-License-Identifier: GPL-2.0
/*
 * A part of the tree once more: the body of an alias becomes a part of every
 * handler that uses it. What the passes fill in is not copied: the source is
 * as the parser made it.
 */
#include <string.h>

#include "script/ast.h"

/* False: too much was copied already; that is an error. */
static bool may_copy(struct script *script, struct span span)
{
	if (script->copies < AST_MAX_COPIES) {
		script->copies++;
		return true;
	}
	if (!diag_full(script->diag)) {
		diag_error(script->diag, E_TOO_LARGE, span,
			   "probe points, their conditions and aliases "
			   "multiply this to more than %u parts",
			   AST_MAX_COPIES);
		diag_note(script->diag,
			  "move the body of the probe into a function");
		diag_stop(script->diag);
	}
	return false;
}

static struct expr **copy_list(struct script *script, struct expr **list,
			       u32 nr)
{
	struct expr **copy;
	u32 i;

	if (!list)
		return NULL;
	copy = arena_alloc(script->arena, nr * sizeof(*copy));
	for (i = 0; i < nr; i++)
		copy[i] = ast_copy_expr(script, list[i]);
	return copy;
}

struct expr *ast_copy_expr(struct script *script, const struct expr *e)
{
	struct expr *copy;

	if (!e || !may_copy(script, e->span))
		return (struct expr *)e;
	copy = arena_alloc(script->arena, sizeof(*copy));
	*copy = *e;
	copy->args = copy_list(script, e->args, e->nargs);
	return copy;
}

static struct foreach *copy_foreach(struct script *script,
				    const struct foreach *each)
{
	struct foreach *copy;

	if (!each)
		return NULL;
	copy = arena_alloc(script->arena, sizeof(*copy));
	*copy = *each;
	copy->value = ast_copy_expr(script, each->value);
	copy->keys = copy_list(script, each->keys, each->nkeys);
	copy->buckets = ast_copy_expr(script, each->buckets);
	copy->slice = copy_list(script, each->slice, each->nslice);
	copy->limit = ast_copy_expr(script, each->limit);
	return copy;
}

static struct stmt *copy_one(struct script *script, const struct stmt *s)
{
	struct stmt *copy = arena_alloc(script->arena, sizeof(*copy));

	*copy = *s;
	copy->next = NULL;
	copy->expr = ast_copy_expr(script, s->expr);
	copy->init = ast_copy_expr(script, s->init);
	copy->step = ast_copy_expr(script, s->step);
	copy->other = ast_copy_stmt(script, s->other);
	copy->each = copy_foreach(script, s->each);
	return copy;
}

/* The statements of a block are a list: only those inside them recurse. */
struct stmt *ast_copy_stmt(struct script *script, const struct stmt *s)
{
	struct stmt *copy, **end;
	const struct stmt *each;

	if (!s || !may_copy(script, s->span))
		return (struct stmt *)s;
	copy = copy_one(script, s);
	end = &copy->body;
	for (each = s->body; each && !diag_full(script->diag);
	     each = each->next) {
		*end = ast_copy_stmt(script, each);
		end = &(*end)->next;
	}
	return copy;
}

// SPDX-License-Identifier: GPL-2.0
/* The names in statements. */
#include "script/bind_internal.h"

static void bind_set_var(struct binder *b, struct expr *e)
{
	bind_expr(b, e);
	e->sym->assigned = true;
}

/* Buckets are numbered; there is nothing else to name or to sort by. */
static void bind_buckets(struct binder *b, struct foreach *each)
{
	bind_expr(b, each->buckets);
	if (each->nkeys == 1 && !each->value && !each->sort_by && !each->slice)
		return;
	diag_error(b->diag, E_HIST, each->name_span,
		   "a loop over buckets has one variable, their number, and "
		   "goes from the lowest to the highest");
	diag_note(b->diag, "foreach (i in %s(...)) println(%s(...)[i])",
		  each->buckets->text, each->buckets->text);
}

/* `array[x, *]`: the elements with some keys given. */
static void bind_slice(struct binder *b, struct foreach *each)
{
	u32 i;

	for (i = 0; i < each->nslice; i++)
		bind_expr(b, each->slice[i]);
	if (each->nslice == each->nkeys)
		return;
	diag_error(b->diag, E_ARITY, each->name_span,
		   "the loop has %u key%s, and '%s[...]' has %u", each->nkeys,
		   each->nkeys == 1 ? "" : "s", each->name, each->nslice);
	diag_note(b->diag, "give '*' for a key that may be anything");
}

static void bind_loop_array(struct binder *b, struct foreach *each)
{
	each->sym = bind_array(b, each->name, each->name_span, each->nkeys);
	if (each->sort_agg && each->sym &&
	    !bind_stat(b, each->sym, each->sort_span))
		each->sym->aggs |= (u16)(1u << (each->sort_by - SX_SORT_AGG));
	if (each->slice)
		bind_slice(b, each);
}

static void bind_foreach(struct binder *b, struct foreach *each)
{
	u32 i;

	if (each->buckets)
		bind_buckets(b, each);
	else
		bind_loop_array(b, each);
	for (i = 0; i < each->nkeys; i++)
		bind_set_var(b, each->keys[i]);
	if (each->value)
		bind_set_var(b, each->value);
	if (each->limit)
		bind_expr(b, each->limit);
}

/* `delete x` says nothing about what x is. */
static void bind_delete(struct binder *b, struct expr *e)
{
	if (e->kind == EX_VAR) {
		e->sym = bind_variable(b, e->text, e->span);
		e->sym->used = true;
		e->sym->assigned = true;
	} else if (e->kind == EX_INDEX) {
		e->sym = bind_array(b, e->text, e->at, e->nargs);
		bind_args(b, e);
	} else {
		diag_error(b->diag, E_LVALUE, e->span,
			   "only variables, arrays and their elements can be "
			   "deleted");
	}
}

static void bind_list(struct binder *b, struct stmt *list)
{
	for (; list; list = list->next)
		bind_stmt(b, list);
}

static void bind_loop(struct binder *b, struct stmt *s)
{
	if (s->init)
		bind_expr(b, s->init);
	if (s->expr)
		bind_expr(b, s->expr);
	if (s->step)
		bind_expr(b, s->step);
	bind_stmt(b, s->body);
}

void bind_stmt(struct binder *b, struct stmt *s)
{
	switch (s->kind) {
	case ST_BLOCK:
		bind_list(b, s->body);
		break;
	case ST_EXPR:
	case ST_RETURN:
		if (s->expr)
			bind_expr(b, s->expr);
		break;
	case ST_IF:
		bind_expr(b, s->expr);
		bind_stmt(b, s->body);
		if (s->other)
			bind_stmt(b, s->other);
		break;
	case ST_WHILE:
	case ST_FOR:
		bind_loop(b, s);
		break;
	case ST_FOREACH:
		bind_foreach(b, s->each);
		bind_stmt(b, s->body);
		break;
	case ST_DELETE:
		bind_delete(b, s->expr);
		break;
	case ST_TRY:
		bind_stmt(b, s->body);
		if (s->expr)
			bind_set_var(b, s->expr);
		if (s->other)
			bind_stmt(b, s->other);
		break;
	case ST_NEXT:
		b->fn->has_next = true;
		break;
	case ST_EMPTY:
	case ST_BREAK:
	case ST_CONTINUE:
		break;
	}
}

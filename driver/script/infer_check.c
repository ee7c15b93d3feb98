// SPDX-License-Identifier: GPL-2.0
/* Agreement of types, and the messages where there is none. */
#include "script/infer_internal.h"

/* "'x'", or what it is. */
static const char *describe(struct infer *in, const struct expr *e)
{
	switch (e->kind) {
	case EX_VAR:
		return arena_printf(in->script->arena, "'%s'", e->text);
	case EX_INDEX:
		return arena_printf(in->script->arena, "'%s[...]'", e->text);
	case EX_CALL:
	case EX_PRINT:
		return arena_printf(in->script->arena, "'%s()'", e->text);
	default:
		return "this";
	}
}

static const char *with_article(enum type type)
{
	switch (type) {
	case TYPE_LONG:
		return "a long";
	case TYPE_STRING:
		return "a string";
	case TYPE_STAT:
		return "a statistic";
	default:
		return "no value";
	}
}

static bool same_place(struct span a, struct span b)
{
	return a.src == b.src && a.off == b.off;
}

/* Where the type of e comes from, unless that is e itself. */
static void note_origin(struct infer *in, const struct expr *e)
{
	struct tvar *var = types_find(e->type);

	if (!same_place(var->span, e->span) && !same_place(var->span, e->at))
		diag_note_at(in->diag, var->span, "%s is %s because of this",
			     describe(in, e), with_article(var->type));
}

/* One disagreement shows at many places; the first one is enough. */
static bool agree(struct infer *in, struct tvar *a, struct tvar *b)
{
	u32 i;

	if (!types_unify(a, b))
		return true;
	a = types_find(a);
	b = types_find(b);
	for (i = 0; i + 1 < in->reported.nr; i += 2)
		if (vec_ptr(&in->reported, i) == a &&
		    vec_ptr(&in->reported, i + 1) == b)
			return true;
	vec_push_ptr(&in->reported, a);
	vec_push_ptr(&in->reported, b);
	return false;
}

void infer_need(struct infer *in, struct expr *e, enum type type,
		const char *who)
{
	struct tvar *want = types_create(in->script->arena, type, e->at);

	if (agree(in, e->type, want))
		return;
	diag_error(in->diag, E_TYPE, e->span, "%s needs %s, but %s is %s", who,
		   with_article(type), describe(in, e),
		   with_article(types_of(e->type)));
	note_origin(in, e);
	if (type == TYPE_STRING)
		diag_note(in->diag, "sprint(...) makes a string of a number");
	else if (type == TYPE_LONG)
		diag_note(in->diag, "strtol(STRING, 10) makes a number of a "
				    "string");
}

void infer_same(struct infer *in, struct expr *a, struct expr *b,
		const char *who)
{
	if (agree(in, a->type, b->type))
		return;
	diag_error(in->diag, E_TYPE, b->span, "%s: %s is %s, but %s is %s", who,
		   describe(in, a), with_article(types_of(a->type)),
		   describe(in, b), with_article(types_of(b->type)));
	note_origin(in, a);
	note_origin(in, b);
}

void infer_into(struct infer *in, struct expr *e, struct tvar *var,
		const char *who)
{
	if (agree(in, var, e->type))
		return;
	diag_error(in->diag, E_TYPE, e->span, "%s is %s, but %s is %s", who,
		   with_article(types_of(var)), describe(in, e),
		   with_article(types_of(e->type)));
	diag_note_at(in->diag, types_find(var)->span,
		     "%s is %s because of this", who,
		     with_article(types_of(var)));
	note_origin(in, e);
}

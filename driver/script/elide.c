// SPDX-License-Identifier: GPL-2.0
/*
 * Elision. What is removed may have been the only reader of something else,
 * so the walk is repeated until nothing changes.
 */
#include "script/elide.h"

#include "script/passes.h"
#include "script/usage.h"

#define MAX_ROUNDS 100

struct elider {
	struct script *script;
	bool changed;
};

static bool is_users(const struct elider *el, struct span span)
{
	return !ast_is_library(el->script, span.src);
}

static bool is_unread(const struct expr *target)
{
	return target->sym && target->sym->kind == SYM_LOCAL &&
	       !target->sym->reads;
}

static void warn_unread(struct elider *el, const struct expr *target)
{
	if (is_users(el, target->span) && !target->in_alias)
		diag_warning(el->script->diag, W_UNREAD, target->span,
			     "'%s' is assigned, and never read", target->text);
}

static void elide_expr(struct elider *el, struct expr *e);

/* `a = x` to x, when nothing reads a; inside of an expression. */
static void elide_assign(struct elider *el, struct expr *e)
{
	struct span span = e->span;

	if (e->op != TOK_ASSIGN || !is_unread(e->args[0]))
		return;
	warn_unread(el, e->args[0]);
	*e = *e->args[1];
	e->span = span;
	el->changed = true;
	elide_expr(el, e);
}

static void elide_expr(struct elider *el, struct expr *e)
{
	u32 i;

	if (e->kind == EX_ASSIGN)
		elide_assign(el, e);
	for (i = 0; i < e->nargs; i++)
		elide_expr(el, e->args[i]);
}

/*
 * An alias offers variables to whoever wants them: what nobody wants is not
 * read, and costs no hit its sample where the memory is not there.
 */
static bool is_offer(const struct expr *e)
{
	return e->args[0]->in_alias && usage_only_reads(e->args[1]);
}

/* The part of an expression that has to be kept when its value is not. */
static struct expr *reduce(struct elider *el, struct expr *e)
{
	bool step = e->kind == EX_ASSIGN || e->kind == EX_CREMENT;

	if (step && is_unread(e->args[0])) {
		warn_unread(el, e->args[0]);
		el->changed = true;
		return e->kind == EX_ASSIGN && !is_offer(e) &&
				       usage_has_effect(e->args[1])
			       ? reduce(el, e->args[1])
			       : NULL;
	}
	if (usage_has_effect(e)) {
		elide_expr(el, e);
		return e;
	}
	el->changed = true;
	if (is_users(el, e->span) && !e->in_alias)
		diag_warning(el->script->diag, W_NO_EFFECT, e->span,
			     "this statement has no effect");
	return NULL;
}

static void elide_part(struct elider *el, struct expr **e, bool wanted)
{
	if (!*e)
		return;
	if (wanted)
		elide_expr(el, *e);
	else
		*e = reduce(el, *e);
}

static void elide_foreach(struct elider *el, struct foreach *each)
{
	u32 i;

	for (i = 0; i < each->nslice; i++)
		elide_expr(el, each->slice[i]);
	elide_part(el, &each->limit, true);
}

static void elide_list(struct elider *el, struct stmt *s)
{
	for (; s; s = s->next) {
		elide_part(el, &s->init, false);
		elide_part(el, &s->step, false);
		if (s->kind != ST_DELETE && s->kind != ST_TRY)
			elide_part(el, &s->expr, s->kind != ST_EXPR);
		if (s->kind == ST_EXPR && !s->expr)
			s->kind = ST_EMPTY;
		if (s->each)
			elide_foreach(el, s->each);
		elide_list(el, s->body);
		elide_list(el, s->other);
	}
}

static void elide_once(struct elider *el)
{
	struct script *script = el->script;
	u32 i;

	el->changed = false;
	for (i = 0; i < script->functions.nr; i++) {
		struct function *fn = vec_ptr(&script->functions, i);

		if (fn->reached)
			elide_list(el, fn->body);
	}
	for (i = 0; i < script->probes.nr; i++) {
		struct probe *probe = vec_ptr(&script->probes, i);

		elide_list(el, probe->handler->body);
	}
}

static void check_global(struct script *script, struct symbol *sym)
{
	if (ast_is_library(script, sym->file))
		return;
	if (!sym->reads && !sym->writes)
		diag_warning(script->diag, W_UNUSED, sym->span,
			     "nothing uses the global '%s'", sym->name);
	else if (!sym->writes && !sym->init)
		diag_warning(script->diag, W_UNASSIGNED, sym->span,
			     "nothing assigns the global '%s': it is %s",
			     sym->name,
			     sym->nkeys				  ? "empty"
			     : types_of(sym->type) == TYPE_STRING ? "\"\""
			     : types_of(sym->type) == TYPE_STAT	  ? "empty"
								  : "0");
}

static void check_globals(struct script *script)
{
	u32 i;

	for (i = 0; i < script->globals.nr; i++) {
		struct symbol *sym = vec_ptr(&script->globals, i);

		if (!diag_errors(script->diag))
			check_global(script, sym);
		if (!script->opts->unoptimized)
			sym->used = sym->reads || sym->writes;
	}
}

static void mark_used(struct vec *symbols)
{
	u32 i;

	for (i = 0; i < symbols->nr; i++) {
		struct symbol *sym = vec_ptr(symbols, i);

		sym->used = sym->reads || sym->writes;
	}
}

/* Variables of functions that lost all their uses need no register. */
static void check_locals(struct script *script)
{
	u32 i;

	if (script->opts->unoptimized)
		return;
	for (i = 0; i < script->functions.nr; i++) {
		struct function *fn = vec_ptr(&script->functions, i);

		mark_used(&fn->locals);
	}
	for (i = 0; i < script->probes.nr; i++) {
		struct probe *probe = vec_ptr(&script->probes, i);

		mark_used(&probe->handler->locals);
	}
}

int elide_script(struct script *script)
{
	struct elider el = { .script = script, .changed = true };
	u32 round;

	usage_count(script);
	for (round = 0; round < MAX_ROUNDS && el.changed; round++) {
		if (script->opts->unoptimized || diag_errors(script->diag))
			break;
		elide_once(&el);
		usage_count(script);
	}
	check_globals(script);
	check_locals(script);
	return 0;
}

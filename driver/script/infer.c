// SPDX-License-Identifier: GPL-2.0
/* Types of statements, functions, globals. */
#include "script/infer.h"

#include <errno.h>

#include "script/infer_internal.h"
#include "script/setglobal.h"
#include "base/suggest.h"

static void infer_condition(struct infer *in, struct expr *e, const char *who)
{
	infer_value(in, e);
	infer_need(in, e, TYPE_LONG, who);
}

/* Whose value is not used; a call need not have one. */
static void infer_effect(struct infer *in, struct expr *e)
{
	if (ast_is_var(e))
		infer_value(in, e);
	else
		infer_expr(in, e);
}

static const char *key_name(struct infer *in, const struct symbol *sym, u32 i)
{
	return arena_printf(in->script->arena, "key %u of '%s'", i + 1,
			    sym->name);
}

static void infer_loop_keys(struct infer *in, struct foreach *each)
{
	struct symbol *sym = each->sym;
	u32 i;

	for (i = 0; i < each->nkeys; i++) {
		infer_value(in, each->keys[i]);
		if (sym && sym->nkeys == (int)each->nkeys)
			infer_into(in, each->keys[i], sym->keys[i],
				   key_name(in, sym, i));
	}
	for (i = 0; i < each->nslice; i++) {
		if (each->slice[i]->kind == EX_ANY)
			continue;
		infer_value(in, each->slice[i]);
		if (sym && sym->nkeys == (int)each->nslice)
			infer_into(in, each->slice[i], sym->keys[i],
				   key_name(in, sym, i));
	}
}

static void infer_loop_value(struct infer *in, struct foreach *each)
{
	struct symbol *sym = each->sym;

	infer_value(in, each->value);
	if (!sym)
		return;
	if (types_of(sym->type) == TYPE_STAT) {
		diag_error(in->diag, E_STAT, each->value->span,
			   "a variable cannot hold a statistic");
		diag_note(in->diag,
			  "leave '%s =' out and read "
			  "@count(%s[...]) in the loop",
			  each->value->text, each->name);
		return;
	}
	infer_into(in, each->value, sym->type,
		   arena_printf(in->script->arena, "the value of '%s'",
				sym->name));
}

static void infer_foreach(struct infer *in, struct foreach *each)
{
	infer_loop_keys(in, each);
	if (each->buckets) {
		infer_hist(in, each->buckets);
		infer_need(in, each->keys[0], TYPE_LONG,
			   "the number of a bucket");
	}
	if (each->limit)
		infer_condition(in, each->limit, "'limit'");
	if (each->value)
		infer_loop_value(in, each);
}

static void infer_return(struct infer *in, struct stmt *s)
{
	if (!s->expr)
		return;
	infer_value(in, s->expr);
	if (!in->fn->is_handler)
		infer_into(in, s->expr, in->fn->ret,
			   arena_printf(in->script->arena, "the result of '%s'",
					in->fn->name));
}

static void infer_delete(struct infer *in, struct expr *e)
{
	if (e->kind == EX_VAR && e->sym && e->sym->nkeys)
		e->type = e->sym->type;
	else if (ast_is_var(e))
		infer_expr(in, e);
}

static void infer_stmt(struct infer *in, struct stmt *s);

static void infer_list(struct infer *in, struct stmt *list)
{
	for (; list; list = list->next)
		infer_stmt(in, list);
}

static void infer_for(struct infer *in, struct stmt *s)
{
	if (s->init)
		infer_effect(in, s->init);
	if (s->expr)
		infer_condition(in, s->expr, "the condition of 'for'");
	if (s->step)
		infer_effect(in, s->step);
	infer_stmt(in, s->body);
}

static void infer_try(struct infer *in, struct stmt *s)
{
	infer_stmt(in, s->body);
	if (s->expr) {
		infer_value(in, s->expr);
		infer_need(in, s->expr, TYPE_STRING, "'catch'");
	}
	if (s->other)
		infer_stmt(in, s->other);
}

static void infer_stmt(struct infer *in, struct stmt *s)
{
	switch (s->kind) {
	case ST_BLOCK:
		infer_list(in, s->body);
		break;
	case ST_EXPR:
		infer_effect(in, s->expr);
		break;
	case ST_IF:
		infer_condition(in, s->expr, "the condition of 'if'");
		infer_stmt(in, s->body);
		if (s->other)
			infer_stmt(in, s->other);
		break;
	case ST_WHILE:
		infer_condition(in, s->expr, "the condition of 'while'");
		infer_stmt(in, s->body);
		break;
	case ST_FOR:
		infer_for(in, s);
		break;
	case ST_FOREACH:
		infer_foreach(in, s->each);
		infer_stmt(in, s->body);
		break;
	case ST_RETURN:
		infer_return(in, s);
		break;
	case ST_DELETE:
		infer_delete(in, s->expr);
		break;
	case ST_TRY:
		infer_try(in, s);
		break;
	case ST_EMPTY:
	case ST_BREAK:
	case ST_CONTINUE:
	case ST_NEXT:
		break;
	}
}

static void infer_function(struct infer *in, struct function *fn)
{
	if (!fn->body)
		return;
	in->fn = fn;
	infer_stmt(in, fn->body);
}

static void settle(struct infer *in, struct tvar *var, struct span span)
{
	types_unify(var,
		    types_create(in->script->arena,
				 types_of(var) == TYPE_UNKNOWN ? TYPE_LONG
							       : types_of(var),
				 span));
}

static void infer_global(struct infer *in, struct symbol *sym)
{
	if (sym->init && types_of(sym->type) != TYPE_STAT) {
		infer_expr(in, sym->init);
		infer_into(in, sym->init, sym->type,
			   arena_printf(in->script->arena, "'%s'", sym->name));
	}
}

static void settle_global(struct infer *in, struct symbol *sym)
{
	int i;

	if (sym->nkeys == SYMBOL_KEYS_UNKNOWN)
		sym->nkeys = 0;
	setglobal_value(in->script, sym);
	settle(in, sym->type, sym->span);
	for (i = 0; i < sym->nkeys; i++)
		settle(in, sym->keys[i], sym->span);
	if (sym->wrap && !sym->nkeys && sym->used)
		diag_error(in->diag, E_INIT, sym->span,
			   "only arrays can wrap ('%%'), and '%s' is a single "
			   "value",
			   sym->name);
}

static void suggest_symbols(struct suggest *s, const struct vec *symbols)
{
	u32 i;

	for (i = 0; i < symbols->nr; i++) {
		const struct symbol *sym = vec_ptr(symbols, i);

		if (sym->name != s->want)
			suggest_add(s, sym->name);
	}
}

/* A local that is read and never written: a slip of the pen, most often. */
static void check_local(struct infer *in, const struct function *fn,
			const struct symbol *sym)
{
	enum type type = types_of(sym->type);
	struct suggest s;

	if (sym->assigned || diag_errors(in->diag) ||
	    ast_is_library(in->script, sym->span.src))
		return;
	if (type == TYPE_UNKNOWN)
		diag_error(in->diag, E_NAME, sym->span,
			   "nothing defines '%s', and nothing tells its type",
			   sym->name);
	else
		diag_warning(in->diag, W_UNASSIGNED, sym->span,
			     "'%s' is read, and never assigned: it is %s",
			     sym->name, type == TYPE_LONG ? "0" : "\"\"");
	suggest_init(&s, sym->name);
	suggest_symbols(&s, &fn->params);
	suggest_symbols(&s, &fn->locals);
	suggest_symbols(&s, &in->script->globals);
	diag_note_suggest(in->diag, &s);
}

static void settle_function(struct infer *in, const struct function *fn)
{
	u32 i;

	for (i = 0; i < fn->locals.nr; i++) {
		struct symbol *sym = vec_ptr(&fn->locals, i);

		check_local(in, fn, sym);
		settle(in, sym->type, sym->span);
	}
	for (i = 0; i < fn->params.nr; i++) {
		struct symbol *sym = vec_ptr(&fn->params, i);

		settle(in, sym->type, sym->span);
	}
	settle(in, fn->ret, fn->span);
}

static void each_function(struct infer *in,
			  void (*act)(struct infer *in, struct function *fn))
{
	struct script *script = in->script;
	u32 i;

	for (i = 0; i < script->functions.nr; i++)
		act(in, vec_ptr(&script->functions, i));
	for (i = 0; i < script->probes.nr; i++)
		act(in, ((struct probe *)vec_ptr(&script->probes, i))->handler);
}

static void begin_function(struct infer *in, struct function *fn)
{
	if (!fn->returns_value)
		types_unify(fn->ret, types_create(in->script->arena, TYPE_NONE,
						  fn->span));
}

static void end_function(struct infer *in, struct function *fn)
{
	settle_function(in, fn);
}

int infer_script(struct script *script)
{
	struct infer in = { .script = script, .diag = script->diag };
	u32 i;

	vec_init(&in.reported, script->arena, sizeof(void *));
	for (i = 0; i < script->globals.nr; i++)
		infer_global(&in, vec_ptr(&script->globals, i));
	each_function(&in, begin_function);
	each_function(&in, infer_function);
	for (i = 0; i < script->globals.nr; i++)
		settle_global(&in, vec_ptr(&script->globals, i));
	each_function(&in, end_function);
	return diag_errors(script->diag) ? -EINVAL : 0;
}

void infer_handler(struct script *script, struct function *fn)
{
	struct infer in = { .script = script, .diag = script->diag };

	vec_init(&in.reported, script->arena, sizeof(void *));
	begin_function(&in, fn);
	infer_function(&in, fn);
	end_function(&in, fn);
}

// SPDX-License-Identifier: GPL-2.0
/* The walk over all functions that gives names their meaning. */
#include "script/bind.h"

#include <errno.h>
#include <string.h>

#include "script/bind_internal.h"

static void bind_expr(struct binder *b, struct expr *e);

static void bind_args(struct binder *b, struct expr *e)
{
	u32 i;

	for (i = 0; i < e->nargs; i++)
		bind_expr(b, e->args[i]);
}

static void bind_var(struct binder *b, struct expr *e)
{
	e->sym = bind_variable(b, e->text, e->span);
	e->sym->used = true;
	if (e->sym->kind == SYM_GLOBAL)
		bind_shape(b, e->sym, 0, e->at);
}

/* `x` or `x[keys]` that is to be a statistic; NULL after an error. */
static struct symbol *bind_stat_operand(struct binder *b, struct expr *e,
					const char *op)
{
	if (!ast_is_var(e)) {
		bind_expr(b, e);
		diag_error(b->diag, E_STAT, e->span,
			   "%s needs a statistic: a global or an element of "
			   "a global array",
			   op);
		return NULL;
	}
	bind_expr(b, e);
	if (!e->sym)
		return NULL;
	if (e->sym->kind != SYM_GLOBAL) {
		diag_error(b->diag, E_STAT, e->span,
			   "'%s' is no global, and statistics are global",
			   e->text);
		diag_note(b->diag,
			  "declare it outside of the probes: "
			  "global %s",
			  e->text);
		return NULL;
	}
	return bind_stat(b, e->sym, e->span) ? NULL : e->sym;
}

static void bind_assign(struct binder *b, struct expr *e)
{
	if (e->op == TOK_STAT_ADD)
		bind_stat_operand(b, e->args[0], "'<<<'");
	else
		bind_expr(b, e->args[0]);
	if (e->args[0]->sym)
		e->args[0]->sym->assigned = true;
	bind_expr(b, e->args[1]);
}

static void bind_agg(struct binder *b, struct expr *e)
{
	if (e->agg == SX_AGG_NR || e->nargs != 1)
		bind_args(b, e);
	if (e->agg == SX_AGG_NR) {
		diag_error(b->diag, E_UNSUPPORTED, e->at,
			   "@variance is not available in this version");
		return;
	}
	if (e->nargs != 1) {
		diag_error(b->diag, E_ARITY, e->at,
			   "%s takes 1 argument, and got %u", e->text,
			   e->nargs);
		return;
	}
	bind_stat_operand(b, e->args[0], e->text);
}

static void bind_hist_op(struct binder *b, struct expr *e)
{
	struct symbol *sym = NULL;
	u32 i;

	if (e->nargs)
		sym = bind_stat_operand(b, e->args[0], e->text);
	for (i = 1; i < e->nargs; i++)
		bind_expr(b, e->args[i]);
	if (sym || !e->nargs)
		bind_hist(b, sym, e);
}

static void bind_slice(struct binder *b, const struct expr *e)
{
	u32 i;

	for (i = 0; i < e->nargs; i++)
		if (e->args[i]->kind == EX_ANY)
			diag_error(b->diag, E_UNSUPPORTED, e->args[i]->span,
				   "'*' as a key of an array is not available "
				   "in this version");
}

static void bind_target(struct binder *b, struct expr *e)
{
	while (e->nargs && e->op != TOK_AT && e->args[0]->kind == EX_TARGET)
		e = e->args[0];
	if (e->op == TOK_AT && e->word == AT_UNKNOWN)
		return;
	diag_error(b->diag, E_TARGET_VAR, e->at,
		   "'%s' needs the debug information of the probed program, "
		   "which this version does not read",
		   e->text);
	if (*e->text == '$')
		diag_note(b->diag, "arguments of the probed function: "
				   "pointer_arg(1), long_arg(2), ...");
}

static void bind_bucket(struct binder *b, struct expr *e)
{
	bind_args(b, e);
	diag_error(b->diag, E_UNSUPPORTED, e->span,
		   "reading one bucket of a histogram is not available in "
		   "this version");
	diag_note(b->diag, "print(@hist_log(...)) prints all of them");
}

static void bind_expr(struct binder *b, struct expr *e)
{
	switch (e->kind) {
	case EX_BUCKET:
		bind_bucket(b, e);
		break;
	case EX_VAR:
		bind_var(b, e);
		break;
	case EX_INDEX:
	case EX_IN:
		bind_slice(b, e);
		e->sym = bind_array(b, e->text, e->at, e->nargs);
		bind_args(b, e);
		break;
	case EX_ASSIGN:
		bind_assign(b, e);
		break;
	case EX_CREMENT:
		bind_args(b, e);
		if (e->args[0]->sym)
			e->args[0]->sym->assigned = true;
		break;
	case EX_CALL:
		bind_call(b, e);
		bind_args(b, e);
		break;
	case EX_AGG:
		bind_agg(b, e);
		break;
	case EX_HIST:
		bind_hist_op(b, e);
		break;
	case EX_TARGET:
		bind_target(b, e);
		break;
	default:
		bind_args(b, e);
		break;
	}
}

static void bind_loop_var(struct binder *b, struct expr *e)
{
	bind_expr(b, e);
	e->sym->assigned = true;
}

static void bind_foreach(struct binder *b, struct foreach *each)
{
	u32 i;

	if (each->buckets || each->sort_by >= SX_SORT_AGG + SX_AGG_NR) {
		diag_error(b->diag, E_UNSUPPORTED, each->name_span,
			   "a loop over buckets, or by @variance, is not "
			   "available in this version");
		return;
	}
	if (each->slice)
		diag_error(b->diag, E_UNSUPPORTED, each->name_span,
			   "a loop over a part of an array is not available "
			   "in this version");
	each->sym = bind_array(b, each->name, each->name_span, each->nkeys);
	if (each->sort_agg && each->sym)
		bind_stat(b, each->sym, each->sort_span);
	for (i = 0; i < each->nkeys; i++)
		bind_loop_var(b, each->keys[i]);
	if (each->value)
		bind_loop_var(b, each->value);
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
		bind_expr(b, e);
	} else {
		diag_error(b->diag, E_LVALUE, e->span,
			   "only variables, arrays and their elements can be "
			   "deleted");
	}
}

static void bind_stmt(struct binder *b, struct stmt *s);

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

static void bind_stmt(struct binder *b, struct stmt *s)
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
		diag_error(b->diag, E_UNSUPPORTED, s->span,
			   "try and catch are not available in this version");
		break;
	case ST_NEXT:
		if (!b->fn->is_handler)
			diag_error(b->diag, E_UNSUPPORTED, s->span,
				   "'next' in a function (overloading) is not "
				   "available in this version");
		break;
	case ST_EMPTY:
	case ST_BREAK:
	case ST_CONTINUE:
		break;
	}
}

static void check_params(struct binder *b, const struct function *fn)
{
	u32 i, j;

	for (i = 0; i < fn->params.nr; i++) {
		struct symbol *sym = vec_ptr(&fn->params, i);

		for (j = 0; j < i; j++) {
			struct symbol *first = vec_ptr(&fn->params, j);

			if (first->name == sym->name)
				diag_error(b->diag, E_DUPLICATE, sym->span,
					   "two parameters are called '%s'",
					   sym->name);
		}
	}
	if (fn->params.nr > SX_MAX_FRAME / 2)
		diag_error(b->diag, E_LIMIT, fn->span,
			   "more than %d parameters", SX_MAX_FRAME / 2);
}

static void check_function(struct binder *b, struct function *fn)
{
	struct function *first = ast_find_function(b->script, fn->name);

	if (first != fn) {
		diag_error(b->diag, E_DUPLICATE, fn->span,
			   "the function '%s' is defined twice", fn->name);
		diag_note_at(b->diag, first->span, "first here");
		diag_note(b->diag, "overloading is not available in this "
				   "version");
	}
	if (ast_print_kind(fn->name))
		diag_error(b->diag, E_DUPLICATE, fn->span,
			   "'%s' belongs to the language and cannot be "
			   "defined",
			   fn->name);
	check_params(b, fn);
}

static void bind_function(struct binder *b, struct function *fn)
{
	if (!fn->body)
		return;
	b->fn = fn;
	bind_stmt(b, fn->body);
}

int bind_script(struct script *script)
{
	struct binder b = { .script = script, .diag = script->diag };
	u32 i;

	bind_globals(&b);
	for (i = 0; i < script->aliases.nr; i++)
		diag_error(b.diag, E_UNSUPPORTED,
			   ((struct alias *)vec_ptr(&script->aliases, i))->span,
			   "probe aliases are not available in this version");
	for (i = 0; i < script->functions.nr && i <= SX_MAX_FUNCS; i++)
		check_function(&b, vec_ptr(&script->functions, i));
	if (script->functions.nr + script->probes.nr > SX_MAX_FUNCS)
		diag_error(b.diag, E_LIMIT, (struct span){ 0 },
			   "more than %d functions and probes", SX_MAX_FUNCS);
	for (i = 0; i < script->functions.nr; i++)
		bind_function(&b, vec_ptr(&script->functions, i));
	for (i = 0; i < script->probes.nr; i++) {
		struct probe *probe = vec_ptr(&script->probes, i);

		bind_function(&b, probe->handler);
	}
	return diag_errors(script->diag) ? -EINVAL : 0;
}

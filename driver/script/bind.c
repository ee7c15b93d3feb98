// SPDX-License-Identifier: GPL-2.0
/* The walk over all functions that gives names their meaning. */
#include "script/bind.h"

#include <errno.h>

#include "script/bind_internal.h"

void bind_args(struct binder *b, struct expr *e)
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

/* `*` stands for any key where entries are looked for or deleted. */
static void check_no_slice(struct binder *b, const struct expr *e)
{
	u32 i;

	for (i = 0; i < e->nargs; i++) {
		if (e->args[i]->kind != EX_ANY)
			continue;
		diag_error(b->diag, E_ARRAY, e->args[i]->span,
			   "'*' as a key names many elements, and one is "
			   "needed here");
		diag_note(b->diag, "'*' has a meaning in 'in', 'delete' and "
				   "'foreach'");
	}
}

static void bind_index(struct binder *b, struct expr *e)
{
	check_no_slice(b, e);
	e->sym = bind_array(b, e->text, e->at, e->nargs);
	bind_args(b, e);
}

/* The part of `&$x->y[1]` that names something. */
static struct expr *target_root(struct expr *e)
{
	while (e->nargs && e->op != TOK_AT && e->args[0]->kind == EX_TARGET)
		e = e->args[0];
	return e;
}

/* stapx changes nothing of the target: stap does with -g. */
static void refuse_write(struct binder *b, struct expr *e)
{
	const struct expr *root = target_root(e);

	diag_error(b->diag, E_TARGET_VAR, e->span,
		   "'%s' belongs to the probed program, which stapx does not "
		   "change",
		   root->text);
}

static void bind_assign(struct binder *b, struct expr *e)
{
	if (e->args[0]->kind == EX_TARGET) {
		refuse_write(b, e->args[0]);
		bind_expr(b, e->args[1]);
		return;
	}
	if (e->op == TOK_STAT_ADD)
		bind_stat_operand(b, e->args[0], "'<<<'");
	else
		bind_expr(b, e->args[0]);
	if (e->args[0]->sym)
		e->args[0]->sym->assigned = true;
	bind_expr(b, e->args[1]);
}

/* Why one of the operators cannot be, where it is not for want of types. */
static const char *refusal(const struct expr *e)
{
	if (e->op != TOK_AT)
		return NULL;
	switch (e->word) {
	case AT_CONST:
		return "is embedded C, which is not supported";
	case AT_PERF:
		return "reads a counter of a perf probe, which this version "
		       "does not have";
	case AT_PROBEWRITE:
		return "asks for the writes of a handler: it stands in probes "
		       "and aliases only";
	default:
		return NULL;
	}
}

static void bind_target(struct binder *b, struct expr *e)
{
	e = target_root(e);
	if (e->op == TOK_AT && e->word == AT_UNKNOWN)
		return;
	if (refusal(e)) {
		diag_error(b->diag, E_TARGET_VAR, e->at, "'%s' %s", e->text,
			   refusal(e));
		return;
	}
	diag_error(b->diag, E_TARGET_VAR, e->at,
		   "'%s' needs the debug information of the probed program, "
		   "which this version does not read",
		   e->text);
	if (*e->text == '$')
		diag_note(b->diag, "arguments of the probed function: "
				   "pointer_arg(1), long_arg(2), ...");
}

void bind_expr(struct binder *b, struct expr *e)
{
	switch (e->kind) {
	case EX_VAR:
		bind_var(b, e);
		break;
	case EX_INDEX:
		bind_index(b, e);
		break;
	case EX_IN:
		e->sym = bind_array(b, e->text, e->at, e->nargs);
		bind_args(b, e);
		break;
	case EX_ASSIGN:
		bind_assign(b, e);
		break;
	case EX_CREMENT:
		if (e->args[0]->kind == EX_TARGET) {
			refuse_write(b, e->args[0]);
			break;
		}
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

void bind_handler(struct script *script, struct function *fn)
{
	struct binder b = { .script = script, .diag = script->diag };

	bind_function(&b, fn);
}

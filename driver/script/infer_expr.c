// SPDX-License-Identifier: GPL-2.0
/* Types of expressions. */
#include "script/builtins.h"
#include "script/infer_internal.h"

static struct tvar *known(struct infer *in, const struct expr *e,
			  enum type type)
{
	return types_create(in->script->arena, type, e->span);
}

static const char *quote(struct infer *in, const char *name)
{
	return arena_printf(in->script->arena, "'%s'", name);
}

static const char *op_name(const struct expr *e)
{
	return lex_kind_name(e->op);
}

void infer_keys(struct infer *in, struct expr *e, struct symbol *sym)
{
	u32 i;

	for (i = 0; i < e->nargs; i++) {
		if (e->args[i]->kind == EX_ANY)
			continue;
		infer_value(in, e->args[i]);
		if (sym && sym->nkeys == (int)e->nargs)
			infer_into(in, e->args[i], sym->keys[i],
				   arena_printf(in->script->arena,
						"key %u of '%s'", i + 1,
						sym->name));
	}
}

static void infer_index(struct infer *in, struct expr *e)
{
	infer_keys(in, e, e->sym);
	e->type = e->sym ? e->sym->type : known(in, e, TYPE_UNKNOWN);
}

static void infer_unary(struct infer *in, struct expr *e)
{
	infer_value(in, e->args[0]);
	infer_need(in, e->args[0], TYPE_LONG, op_name(e));
	e->type = known(in, e, TYPE_LONG);
}

static bool is_comparison(enum tok op)
{
	return op == TOK_EQ || op == TOK_NE || op == TOK_LT || op == TOK_LE ||
	       op == TOK_GT || op == TOK_GE;
}

static void infer_binary(struct infer *in, struct expr *e)
{
	enum type type = e->op == TOK_DOT ? TYPE_STRING : TYPE_LONG;

	infer_value(in, e->args[0]);
	infer_value(in, e->args[1]);
	e->type = known(in, e, type);
	if (is_comparison(e->op)) {
		infer_same(in, e->args[0], e->args[1], op_name(e));
		return;
	}
	infer_need(in, e->args[0], type, op_name(e));
	infer_need(in, e->args[1], type, op_name(e));
}

static void infer_regex(struct infer *in, struct expr *e)
{
	infer_value(in, e->args[0]);
	infer_need(in, e->args[0], TYPE_STRING, op_name(e));
	e->type = known(in, e, TYPE_LONG);
}

static void infer_bucket(struct infer *in, struct expr *e)
{
	infer_hist(in, e->args[0]);
	infer_value(in, e->args[1]);
	infer_need(in, e->args[1], TYPE_LONG, "the number of a bucket");
	e->type = known(in, e, TYPE_LONG);
}

static void infer_logic(struct infer *in, struct expr *e)
{
	u32 i;

	for (i = 0; i < 2; i++) {
		infer_value(in, e->args[i]);
		infer_need(in, e->args[i], TYPE_LONG, op_name(e));
	}
	e->type = known(in, e, TYPE_LONG);
}

static void infer_cond(struct infer *in, struct expr *e)
{
	infer_value(in, e->args[0]);
	infer_need(in, e->args[0], TYPE_LONG, "the condition of '?'");
	infer_value(in, e->args[1]);
	infer_value(in, e->args[2]);
	infer_same(in, e->args[1], e->args[2], "'? :'");
	e->type = e->args[1]->type;
}

/* The target of an assignment, which is no statistic. */
static void infer_target(struct infer *in, struct expr *e)
{
	infer_expr(in, e);
	if (types_of(e->type) != TYPE_STAT)
		return;
	diag_error(in->diag, E_STAT, e->span,
		   "'%s' is a statistic and cannot be assigned to", e->text);
	diag_note_at(in->diag, types_find(e->type)->span,
		     "it is a statistic because of this");
	diag_note(in->diag, "'<<<' adds a sample, 'delete' removes all");
	e->type = known(in, e, TYPE_UNKNOWN);
}

static void infer_stat_add(struct infer *in, struct expr *e)
{
	infer_expr(in, e->args[0]);
	infer_value(in, e->args[1]);
	infer_need(in, e->args[1], TYPE_LONG, "'<<<'");
	e->type = e->args[1]->type;
}

static void infer_assign(struct infer *in, struct expr *e)
{
	struct expr *target = e->args[0];
	struct expr *value = e->args[1];
	enum type type = e->op == TOK_CAT_ASSIGN ? TYPE_STRING : TYPE_LONG;

	if (e->op == TOK_STAT_ADD) {
		infer_stat_add(in, e);
		return;
	}
	infer_target(in, target);
	infer_value(in, value);
	if (e->op == TOK_ASSIGN) {
		infer_same(in, target, value, "'='");
	} else {
		infer_need(in, target, type, op_name(e));
		infer_need(in, value, type, op_name(e));
	}
	e->type = target->type;
}

static void infer_crement(struct infer *in, struct expr *e)
{
	infer_target(in, e->args[0]);
	infer_need(in, e->args[0], TYPE_LONG, op_name(e));
	e->type = known(in, e, TYPE_LONG);
}

static void infer_args(struct infer *in, struct expr *e)
{
	u32 i;

	for (i = 0; i < e->nargs; i++)
		infer_value(in, e->args[i]);
}

static enum type type_of_sx(u8 type)
{
	return type == SX_T_STR	  ? TYPE_STRING
	       : type == SX_T_INT ? TYPE_LONG
				  : TYPE_NONE;
}

static void infer_builtin(struct infer *in, struct expr *e)
{
	const char *param = e->builtin->params;
	u32 i;

	for (i = 0; i < e->nargs && param[i]; i++)
		infer_need(in, e->args[i],
			   param[i] == 's' ? TYPE_STRING : TYPE_LONG,
			   quote(in, e->text));
	e->type = known(in, e, type_of_sx(e->builtin->ret));
}

static void infer_call(struct infer *in, struct expr *e)
{
	u32 i;

	infer_args(in, e);
	if (e->builtin) {
		infer_builtin(in, e);
		return;
	}
	if (!e->fn) {
		e->type = known(in, e, TYPE_UNKNOWN);
		return;
	}
	for (i = 0; i < e->nargs && i < e->fn->params.nr; i++) {
		struct symbol *param = vec_ptr(&e->fn->params, i);

		infer_into(in, e->args[i], param->type,
			   arena_printf(in->script->arena,
					"parameter '%s' of '%s'", param->name,
					e->text));
	}
	e->type = e->fn->ret;
}

static void infer_agg(struct infer *in, struct expr *e)
{
	if (e->nargs)
		infer_expr(in, e->args[0]);
	e->type = known(in, e, TYPE_LONG);
}

static void infer_read(struct infer *in, struct expr *e)
{
	infer_value(in, e->args[0]);
	infer_need(in, e->args[0], TYPE_LONG, "an address");
	e->type = known(in, e, TYPE_LONG);
}

static void infer_stray_hist(struct infer *in, struct expr *e)
{
	diag_error(in->diag, E_HIST, e->span,
		   "a histogram is no value: it can only be printed");
	diag_note(in->diag,
		  "print(%s(...)), alone in its print, or %s(...)[N], "
		  "the samples in one bucket",
		  e->text, e->text);
	e->type = known(in, e, TYPE_UNKNOWN);
}

void infer_expr(struct infer *in, struct expr *e)
{
	switch (e->kind) {
	case EX_NUM:
	case EX_REG:
	case EX_BASE:
		e->type = known(in, e, TYPE_LONG);
		break;
	case EX_STR:
		e->type = known(in, e, TYPE_STRING);
		break;
	case EX_VAR:
		infer_index(in, e);
		break;
	case EX_INDEX:
		infer_index(in, e);
		break;
	case EX_UNARY:
		infer_unary(in, e);
		break;
	case EX_BINARY:
		infer_binary(in, e);
		break;
	case EX_REGEX:
		infer_regex(in, e);
		break;
	case EX_LOGIC:
		infer_logic(in, e);
		break;
	case EX_COND:
		infer_cond(in, e);
		break;
	case EX_ASSIGN:
		infer_assign(in, e);
		break;
	case EX_CREMENT:
		infer_crement(in, e);
		break;
	case EX_IN:
		infer_keys(in, e, e->sym);
		e->type = known(in, e, TYPE_LONG);
		break;
	case EX_CALL:
		infer_call(in, e);
		break;
	case EX_PRINT:
		infer_print(in, e);
		break;
	case EX_AGG:
		infer_agg(in, e);
		break;
	case EX_HIST:
		infer_stray_hist(in, e);
		break;
	case EX_BUCKET:
		infer_bucket(in, e);
		break;
	case EX_READ:
		infer_read(in, e);
		break;
	case EX_ANY:
	case EX_TARGET:
		e->type = known(in, e, TYPE_UNKNOWN);
		break;
	}
}

void infer_value(struct infer *in, struct expr *e)
{
	infer_expr(in, e);
	switch (types_of(e->type)) {
	case TYPE_NONE:
		diag_error(in->diag, E_NO_VALUE, e->span,
			   "'%s' returns no value", e->text);
		if (e->fn)
			diag_note_at(in->diag, e->fn->span,
				     "there is no 'return VALUE' in it");
		break;
	case TYPE_STAT:
		diag_error(in->diag, E_STAT, e->span,
			   "'%s' is a statistic and has no single value",
			   e->text);
		diag_note_at(in->diag, types_find(e->type)->span,
			     "it is a statistic because of this");
		diag_note(in->diag, "@count, @sum, @min, @max, @avg and "
				    "@variance read one");
		break;
	default:
		return;
	}
	e->type = known(in, e, TYPE_UNKNOWN);
}

// SPDX-License-Identifier: GPL-2.0
/* Statistics: what makes a global one, and what is asked of it. */
#include <errno.h>
#include <string.h>

#include "script/bind_internal.h"

#define MAX_SHIFT 62 /* of @variance */

int bind_stat(struct binder *b, struct symbol *sym, struct span span)
{
	struct tvar *stat = types_create(b->script->arena, TYPE_STAT, span);

	if (sym->init) {
		diag_error(b->diag, E_STAT, span,
			   "'%s' is a statistic here, and was declared with "
			   "a value",
			   sym->name);
		diag_note_at(b->diag, sym->init->span, "here");
		return -EINVAL;
	}
	return types_unify(sym->type, stat);
}

/* `x` or `x[keys]` that is to be a statistic; NULL after an error. */
struct symbol *bind_stat_operand(struct binder *b, struct expr *e,
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

/* A number that is known here, with or without a sign. */
static int literal_number(const struct expr *e, s64 *ret)
{
	bool negative = e->kind == EX_UNARY && e->op == TOK_SUB;
	const struct expr *number = negative ? e->args[0] : e;

	if (number->kind != EX_NUM)
		return -EINVAL;
	*ret = negative ? (s64)(0 - (u64)number->num) : number->num;
	return 0;
}

/* `@variance(x, shift)`: one shift a statistic, since its sums have it. */
static void bind_shift(struct binder *b, struct symbol *sym,
		       const struct expr *e)
{
	s64 shift = 0;

	if (e->nargs > 1 && (literal_number(e->args[1], &shift) || shift < 0 ||
			     shift > MAX_SHIFT)) {
		diag_error(b->diag, E_STAT, e->args[1]->span,
			   "the shift of @variance is a number from 0 to %d",
			   MAX_SHIFT);
		return;
	}
	if (sym->shift_span.len && sym->shift != shift) {
		diag_error(b->diag, E_STAT, e->span,
			   "@variance of '%s' has the shift %lld here, and %u "
			   "elsewhere",
			   sym->name, (long long)shift, sym->shift);
		diag_note_at(b->diag, sym->shift_span, "here");
		return;
	}
	sym->shift = (u8)shift;
	sym->shift_span = e->span;
}

void bind_agg(struct binder *b, struct expr *e)
{
	u32 most = e->agg == SX_AGG_VARIANCE ? 2 : 1;
	struct symbol *sym;

	if (!e->nargs || e->nargs > most) {
		bind_args(b, e);
		diag_error(b->diag, E_ARITY, e->at,
			   most == 1 ? "%s takes 1 argument, and got %u"
				     : "%s takes 1 or 2 arguments, and got %u",
			   e->text, e->nargs);
		return;
	}
	sym = bind_stat_operand(b, e->args[0], e->text);
	if (!sym)
		return;
	sym->aggs |= (u16)(1u << e->agg);
	if (e->agg == SX_AGG_VARIANCE)
		bind_shift(b, sym, e);
}

static const char *hist_name(u8 hist)
{
	return hist == SX_HIST_LOG ? "@hist_log" : "@hist_linear";
}

static int linear_bounds(struct binder *b, const struct expr *e, s64 *bounds)
{
	u64 buckets;
	u32 i;

	for (i = 0; i < 3; i++)
		if (literal_number(e->args[i + 1], &bounds[i]))
			return diag_error(b->diag, E_HIST, e->args[i + 1]->span,
					  "the bounds of @hist_linear must be "
					  "numbers");
	if (bounds[2] <= 0)
		return diag_error(b->diag, E_HIST, e->args[3]->span,
				  "the step of @hist_linear must be positive");
	if (bounds[1] <= bounds[0])
		return diag_error(b->diag, E_HIST, e->args[2]->span,
				  "the stop of @hist_linear must be above its "
				  "start");
	buckets = ((u64)bounds[1] - (u64)bounds[0]) / (u64)bounds[2] + 3;
	if (buckets <= SX_MAX_HIST_BUCKETS)
		return 0;
	diag_error(b->diag, E_HIST, e->span,
		   "this histogram has %llu buckets, more than %d",
		   (unsigned long long)buckets, SX_MAX_HIST_BUCKETS);
	diag_note(b->diag, "use a larger step");
	return -EINVAL;
}

static void bind_hist(struct binder *b, struct symbol *sym,
		      const struct expr *e)
{
	s64 bounds[3] = { 0 };
	u32 want = e->hist == SX_HIST_LINEAR ? 4 : 1;

	if (e->nargs != want) {
		diag_error(b->diag, E_ARITY, e->at,
			   "%s takes %u argument%s, and got %u",
			   hist_name(e->hist), want, want == 1 ? "" : "s",
			   e->nargs);
		if (want == 4)
			diag_note(b->diag, "@hist_linear(statistic, start, "
					   "stop, step)");
		return;
	}
	if (e->hist == SX_HIST_LINEAR && linear_bounds(b, e, bounds))
		return;
	if (sym->hist == SX_HIST_NONE) {
		sym->hist = e->hist;
		sym->hist_span = e->span;
		memcpy(sym->hist_bounds, bounds, sizeof(bounds));
		return;
	}
	if (sym->hist == e->hist &&
	    !memcmp(sym->hist_bounds, bounds, sizeof(bounds)))
		return;
	diag_error(b->diag, E_HIST, e->span,
		   "'%s' has another histogram already", sym->name);
	diag_note_at(b->diag, sym->hist_span, "here");
	diag_note(b->diag, "a statistic has one histogram: add the same "
			   "samples to two statistics");
}

void bind_hist_op(struct binder *b, struct expr *e)
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

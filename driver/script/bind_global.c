// SPDX-License-Identifier: GPL-2.0
/* What a global is: single value, array, statistic, with a histogram. */
#include <errno.h>
#include <string.h>

#include "script/bind_internal.h"

static void describe_shape(int nkeys, char *buf, size_t size)
{
	if (!nkeys)
		snprintf(buf, size, "a single value");
	else
		snprintf(buf, size, "an array of %d key%s", nkeys,
			 nkeys == 1 ? "" : "s");
}

int bind_shape(struct binder *b, struct symbol *sym, u32 nkeys,
	       struct span span)
{
	char is[40], was[40];
	u32 i;

	if (nkeys > SX_MAX_KEYS)
		return diag_error(b->diag, E_ARITY, span,
				  "an array has at most %d keys, this one %u",
				  SX_MAX_KEYS, nkeys);
	if (sym->nkeys == (int)nkeys)
		return 0;
	if (sym->nkeys == SYMBOL_KEYS_UNKNOWN && !(sym->size && !nkeys) &&
	    !(sym->init && !sym->size && nkeys)) {
		sym->nkeys = (int)nkeys;
		sym->shape_span = span;
		for (i = 0; i < nkeys; i++)
			sym->keys[i] = types_create(b->script->arena,
						    TYPE_UNKNOWN, span);
		return 0;
	}
	describe_shape((int)nkeys, is, sizeof(is));
	if (sym->nkeys == SYMBOL_KEYS_UNKNOWN) {
		diag_error(b->diag, E_ARRAY, span,
			   "'%s' is used as %s here, and was declared as %s",
			   sym->name, is,
			   sym->size ? "an array" : "a single value");
		diag_note_at(b->diag, sym->span, "here");
		return -EINVAL;
	}
	describe_shape(sym->nkeys, was, sizeof(was));
	diag_error(b->diag, sym->nkeys && nkeys ? E_ARITY : E_ARRAY, span,
		   "'%s' is used as %s here, and as %s before", sym->name, is,
		   was);
	diag_note_at(b->diag, sym->shape_span, "here");
	return -EINVAL;
}

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

static const char *hist_name(u8 hist)
{
	return hist == SX_HIST_LOG ? "@hist_log" : "@hist_linear";
}

/* A number, with or without a sign. */
static int literal_number(struct binder *b, const struct expr *e, s64 *ret)
{
	bool negative = e->kind == EX_UNARY && e->op == TOK_SUB;
	const struct expr *number = negative ? e->args[0] : e;

	if (number->kind != EX_NUM)
		return diag_error(b->diag, E_HIST, e->span,
				  "the bounds of @hist_linear must be numbers");
	*ret = negative ? (s64)(0 - (u64)number->num) : number->num;
	return 0;
}

static int linear_bounds(struct binder *b, const struct expr *e, s64 *bounds)
{
	u64 buckets;
	u32 i;

	for (i = 0; i < 3; i++)
		if (literal_number(b, e->args[i + 1], &bounds[i]))
			return -EINVAL;
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

void bind_hist(struct binder *b, struct symbol *sym, const struct expr *e)
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

static void check_duplicate(struct binder *b, u32 nr)
{
	struct symbol *sym = vec_ptr(&b->script->globals, nr);
	struct symbol *first = ast_global(b->script, sym->name);

	if (first == sym)
		return;
	diag_error(b->diag, E_DUPLICATE, sym->span,
		   "the global '%s' is declared twice", sym->name);
	diag_note_at(b->diag, first->span, "first here");
}

static void check_size(struct binder *b, const struct symbol *sym)
{
	const struct expr *size = sym->size;

	if (size && (size->kind != EX_NUM || size->num < 1 ||
		     size->num > SX_MAXMAPENTRIES_MAX))
		diag_error(b->diag, E_INIT, size->span,
			   "an array has 1 to %d entries",
			   SX_MAXMAPENTRIES_MAX);
	if (size && sym->init)
		diag_error(b->diag, E_INIT, sym->init->span,
			   "an array cannot have an initial value");
}

void bind_globals(struct binder *b)
{
	u32 i;

	for (i = 0; i < b->script->globals.nr; i++) {
		struct symbol *sym = vec_ptr(&b->script->globals, i);

		if (i == SX_MAX_GLOBALS) {
			diag_error(b->diag, E_LIMIT, sym->span,
				   "more than %d globals", SX_MAX_GLOBALS);
			return;
		}
		check_duplicate(b, i);
		check_size(b, sym);
	}
}

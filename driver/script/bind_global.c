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

static void check_duplicate(struct binder *b, u32 nr)
{
	struct symbol *sym = vec_ptr(&b->script->globals, nr);
	struct symbol *first = ast_global(b->script, sym->name, sym->file);

	if (first == sym || first->is_private != sym->is_private)
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

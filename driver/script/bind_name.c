// SPDX-License-Identifier: GPL-2.0
/* Looking up variables, arrays and functions. */
#include <errno.h>
#include <string.h>

#include "script/bind_internal.h"
#include "script/builtins.h"
#include "script/library.h"
#include "base/suggest.h"

static struct symbol *find_in(const struct vec *symbols, const char *name)
{
	u32 i;

	for (i = 0; i < symbols->nr; i++) {
		struct symbol *sym = vec_ptr(symbols, i);

		if (sym->name == name)
			return sym;
	}
	return NULL;
}

/* from: the place that names it; in a body of an alias it is another file. */
static struct symbol *find_variable(struct binder *b, const char *name,
				    struct span from)
{
	struct symbol *sym = find_in(&b->fn->params, name);

	if (!sym)
		sym = find_in(&b->fn->locals, name);
	return sym ? sym : ast_global(b->script, name, from.src);
}

struct symbol *bind_variable(struct binder *b, const char *name,
			     struct span span)
{
	struct symbol *sym = find_variable(b, name, span);

	if (sym)
		return sym;
	sym = ast_symbol(b->script, SYM_LOCAL, name, span);
	if (b->fn->locals.nr == SX_MAX_FRAME) {
		diag_error(b->diag, E_LIMIT, span,
			   "more than %d variables in one function",
			   SX_MAX_FRAME);
		diag_note(b->diag, "move a part of it into another function");
	}
	if (b->fn->locals.nr <= SX_MAX_FRAME)
		vec_push_ptr(&b->fn->locals, sym);
	return sym;
}

static void report_no_array(struct binder *b, const char *name,
			    struct span span)
{
	struct suggest s;
	u32 i;

	diag_error(b->diag, E_NAME, span, "there is no global array '%s'",
		   name);
	suggest_init(&s, name);
	for (i = 0; i < b->script->globals.nr; i++) {
		struct symbol *sym = vec_ptr(&b->script->globals, i);

		if (sym->name == name && sym->is_private) {
			diag_note_at(b->diag, sym->span,
				     "this one is private to its file");
			return;
		}
		suggest_add(&s, sym->name);
	}
	if (!diag_note_suggest(b->diag, &s))
		diag_note(b->diag,
			  "arrays are declared outside of probes: global %s",
			  name);
}

struct symbol *bind_array(struct binder *b, const char *name, struct span span,
			  u32 nkeys)
{
	struct symbol *sym = find_variable(b, name, span);

	if (!sym || sym->kind != SYM_GLOBAL) {
		report_no_array(b, name, span);
		if (sym)
			diag_note_at(b->diag, sym->span,
				     "this one is no array: '%s' belongs to "
				     "the %s",
				     name,
				     b->fn->is_handler ? "handler"
						       : "function");
		return NULL;
	}
	sym->used = true;
	return bind_shape(b, sym, nkeys, span) ? NULL : sym;
}

static void suggest_functions(struct binder *b, struct suggest *s)
{
	u32 i;

	for (i = 0; i < b->script->functions.nr; i++) {
		struct function *fn = vec_ptr(&b->script->functions, i);

		suggest_add(s, fn->name);
	}
	for (i = 0; i < SX_BUILTIN_NR; i++)
		suggest_add(s, builtins[i].name);
	for (i = 0; ast_print_name(i); i++)
		suggest_add(s, ast_print_name(i));
	library_suggest(b->script->library, s);
}

static void report_no_function(struct binder *b, const struct expr *e,
			       const struct function *hidden)
{
	struct suggest s;

	diag_error(b->diag, E_NAME, e->at, "there is no function '%s'",
		   e->text);
	if (hidden) {
		diag_note_at(b->diag, hidden->span,
			     "this one is private to its file");
		return;
	}
	suggest_init(&s, e->text);
	suggest_functions(b, &s);
	diag_note_suggest(b->diag, &s);
}

/*
 * A function of that name with another number of parameters, or else a
 * private one of another file; NULL: there is none.
 */
static const struct function *any_of_name(struct binder *b, const char *name)
{
	const struct function *found = NULL;
	u32 i;

	for (i = 0; i < b->script->functions.nr; i++) {
		const struct function *fn = vec_ptr(&b->script->functions, i);

		if (fn->name == name && (!found || found->is_private))
			found = fn;
	}
	return found;
}

static void report_arity(struct binder *b, const struct expr *e, u32 want)
{
	diag_error(b->diag, E_ARITY, e->at,
		   "'%s' takes %u argument%s, and got %u", e->text, want,
		   want == 1 ? "" : "s", e->nargs);
}

static void check_embedded(struct binder *b, const struct expr *e)
{
	if (!e->fn->embedded || !ast_is_library(b->script, e->fn->file))
		return;
	diag_error(b->diag, E_EMBEDDED_C, e->at,
		   "'%s' is embedded C, which is not supported", e->text);
	diag_note_at(b->diag, e->fn->span, "it is defined here");
}

static bool bind_builtin(struct binder *b, struct expr *e)
{
	const struct builtin *builtin = builtins_find(e->text);

	if (!builtin || strlen(builtin->params) != e->nargs)
		return false;
	e->builtin = builtin;
	b->script->wants_groups |= builtin == &builtins[SX_BUILTIN_matched] ||
				   builtin == &builtins[SX_BUILTIN_ngroups];
	return true;
}

void bind_call(struct binder *b, struct expr *e)
{
	const struct builtin *builtin;
	const struct function *other;

	e->fn = ast_find_function(b->script, e->text, e->nargs, e->at.src);
	if (e->fn) {
		check_embedded(b, e);
		return;
	}
	if (bind_builtin(b, e))
		return;
	builtin = builtins_find(e->text);
	other = any_of_name(b, e->text);
	if (!other)
		other = library_function(b->script->library, e->text);
	if (other && other->is_private) {
		report_no_function(b, e, other);
	} else if (other) {
		report_arity(b, e, other->params.nr);
		diag_note_at(b->diag, other->span, "it is defined here");
	} else if (builtin) {
		report_arity(b, e, (u32)strlen(builtin->params));
	} else {
		report_no_function(b, e, NULL);
	}
}

// SPDX-License-Identifier: GPL-2.0
/*
 * Overloads. Functions with one name and another number of parameters have
 * nothing in common. Those with the same number are tried one after the
 * other: by priority (written, else 0 in the user's script and 1 in the
 * library), then as they stand in the script; `next` goes on to the next one.
 */
#include "script/overload.h"

#include <errno.h>

static void set_priority(struct script *script, struct function *fn)
{
	if (!fn->has_priority)
		fn->priority = ast_is_library(script, fn->file);
}

/* A private function is one of its file only. */
static bool same_family(const struct function *a, const struct function *b)
{
	return a->name == b->name && a->params.nr == b->params.nr &&
	       a->is_private == b->is_private &&
	       (!a->is_private || a->file == b->file);
}

/* Is b, which stands behind or before a, tried after a? */
static bool is_after(const struct function *a, const struct function *b,
		     bool behind)
{
	return b->priority > a->priority ||
	       (b->priority == a->priority && behind);
}

/* The one of the family that is tried right after functions[nr]. */
static struct function *find_next(const struct vec *functions, u32 nr)
{
	const struct function *fn = vec_ptr(functions, nr);
	struct function *best = NULL;
	u32 i;

	for (i = 0; i < functions->nr; i++) {
		struct function *other = vec_ptr(functions, i);

		if (i == nr || !same_family(fn, other) ||
		    !is_after(fn, other, i > nr))
			continue;
		if (!best || other->priority < best->priority)
			best = other;
	}
	return best;
}

static const char *describe_param(struct script *script,
				  const struct function *fn, u32 i)
{
	const struct symbol *sym = vec_ptr(&fn->params, i);

	return arena_printf(script->arena, "parameter '%s' of '%s'", sym->name,
			    fn->name);
}

static void unify(struct script *script, struct tvar *a, struct tvar *b,
		  const char *what)
{
	struct span first = types_find(a)->span;
	struct span second = types_find(b)->span;

	if (!types_unify(a, b))
		return;
	diag_error(script->diag, E_TYPE, second,
		   "%s is %s here, and %s in another overload", what,
		   types_name(types_of(b)), types_name(types_of(a)));
	diag_note_at(script->diag, first, "there");
	diag_note(script->diag,
		  "overloads with as many parameters take the same types");
}

static void unify_overloads(struct script *script, struct function *a,
			    struct function *b)
{
	u32 i;

	for (i = 0; i < a->params.nr; i++) {
		const struct symbol *x = vec_ptr(&a->params, i);
		const struct symbol *y = vec_ptr(&b->params, i);

		unify(script, x->type, y->type, describe_param(script, b, i));
	}
	unify(script, a->ret, b->ret,
	      arena_printf(script->arena, "the result of '%s'", b->name));
}

/* One that returns a value: the others return 0 or "" where they do not. */
static void share_result(struct script *script)
{
	bool again = true;
	u32 i;

	while (again) {
		again = false;
		for (i = 0; i < script->functions.nr; i++) {
			struct function *fn = vec_ptr(&script->functions, i);
			struct function *next = fn->next_overload;

			if (!next || fn->returns_value == next->returns_value)
				continue;
			fn->returns_value = next->returns_value = true;
			again = true;
		}
	}
}

int overload_link(struct script *script)
{
	const struct vec *functions = &script->functions;
	u32 i;

	for (i = 0; i < functions->nr; i++)
		set_priority(script, vec_ptr(functions, i));
	for (i = 0; i < functions->nr; i++) {
		struct function *fn = vec_ptr(functions, i);

		fn->next_overload = find_next(functions, i);
		if (fn->next_overload)
			unify_overloads(script, fn, fn->next_overload);
	}
	share_result(script);
	return diag_errors(script->diag) ? -EINVAL : 0;
}

// SPDX-License-Identifier: GPL-2.0
/* What is said when nothing answers a question about a function. */
#include <errno.h>
#include <string.h>

#include "base/strbuf.h"
#include "place/internal.h"
#include "place/report.h"

/* What there is of the functions of a name. */
struct known {
	u32 bodies;
	u32 exported;
	u32 inlined;
};

static struct known count_known(const struct place_query *q)
{
	struct known ret = { 0 };
	u32 i, nr = index_nr(q->ix, INDEX_SCOPES);

	for (i = 0; i < nr; i++) {
		const struct index_scope *scope =
			index_row(q->ix, INDEX_SCOPES, i);
		const struct index_func *func;

		if (!scope || scope->kind == INDEX_SCOPE_BLOCK ||
		    !func_is_selected(q, scope->func))
			continue;
		func = index_row(q->ix, INDEX_FUNCS, scope->func);
		ret.inlined += scope->kind == INDEX_SCOPE_INLINE;
		ret.bodies += scope->kind == INDEX_SCOPE_BODY;
		ret.exported += func && func->flags & INDEX_FUNC_EXTERNAL;
	}
	return ret;
}

static const char *plural(u32 nr)
{
	return nr == 1 ? "" : "s";
}

static int explain_modifier(const struct place_query *q)
{
	const struct process_point *p = q->process;
	struct diag *diag = q->script->diag;
	struct known known = count_known(q);

	if (!known.bodies && !known.inlined) {
		diag_error(
			diag, E_PROBE, q->point->span,
			"%s: no code of `%s' is left: the compiler has optimised it away",
			q->file->path, p->spec.name);
	} else if (!known.bodies) {
		diag_error(
			diag, E_PROBE, q->point->span,
			"%s: `%s' has no body of its own: it was inlined at %u place%s",
			q->file->path, p->spec.name, known.inlined,
			plural(known.inlined));
		diag_note(
			diag,
			p->at_return
				? "what was inlined has no return: .inline probes where it begins"
				: "use .inline, or leave .%s out",
			p->call ? "call" : "exported");
	} else if (p->spec.lines) {
		diag_error(diag, E_PROBE, q->point->span,
			   "%s: `%s' has no code of these lines", q->file->path,
			   p->spec.name);
	} else if (p->inlined) {
		diag_error(diag, E_PROBE, q->point->span,
			   "%s: `%s' was inlined nowhere", q->file->path,
			   p->spec.name);
		diag_note(diag, "leave .inline out");
	} else {
		diag_error(diag, E_PROBE, q->point->span,
			   "%s: `%s' is not exported", q->file->path,
			   p->spec.name);
		diag_note(diag, "leave .exported out");
	}
	return -ENOENT;
}

/* Where the functions of the name are, if not in the file that was given. */
static int explain_file(const struct place_query *q)
{
	struct diag *diag = q->script->diag;
	struct report_list list;
	u32 i;

	diag_error(diag, E_PROBE, q->point->span,
		   "%s: no function `%s' is in a file `%s'", q->file->path,
		   q->process->spec.name, q->process->spec.file);
	report_list_init(&list, q->script->arena);
	for (i = 0; i < q->funcs.nr; i++) {
		const struct index_func *func = index_row(
			q->ix, INDEX_FUNCS, *(u32 *)vec_at(&q->funcs, i));
		const char *file = func_file(q->ix, func->file);

		if (file)
			report_list_add(&list, file);
	}
	if (list.nr)
		diag_note(diag, "it is in %s", report_list_text(&list));
	return -ENOENT;
}

static void suggest_functions(const struct place_query *q, struct suggest *s)
{
	u32 i, nr = q->ix ? index_nr(q->ix, INDEX_FUNCS) : 0;

	for (i = 0; i < nr; i++) {
		const struct index_func *func =
			index_row(q->ix, INDEX_FUNCS, i);

		suggest_add(s, name_last(index_str(q->ix, func->name)));
	}
	elf_symbols_suggest(q->file->syms, s);
}

static int explain_unknown(const struct place_query *q)
{
	const char *name = q->process->spec.name;
	struct diag *diag = q->script->diag;
	struct suggest s;

	diag_error(diag, E_PROBE, q->point->span,
		   name_is_pattern(name) ? "%s: no function matches `%s'"
					 : "%s: there is no function `%s'",
		   q->file->path, name);
	suggest_init(&s, name);
	if (!name_is_pattern(name))
		suggest_functions(q, &s);
	diag_note_suggest(diag, &s);
	if (!q->ix || !index_nr(q->ix, INDEX_FUNCS))
		report_no_types(q);
	return -ENOENT;
}

int report_function(struct place_query *q)
{
	if (!q->ix)
		return explain_unknown(q);
	func_select_all_files(q);
	if (!q->funcs.nr)
		return explain_unknown(q);
	if (!q->process->spec.file)
		return explain_modifier(q);
	func_select(q);
	if (q->funcs.nr)
		return explain_modifier(q);
	func_select_all_files(q);
	return explain_file(q);
}

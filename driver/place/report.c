// SPDX-License-Identifier: GPL-2.0
/* What is said when a question has no answer. */
#include <errno.h>

#include "place/internal.h"

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

static int report_function(const struct place_query *q)
{
	const struct process_spec *spec = &q->process->spec;
	struct diag *diag = q->script->diag;
	struct suggest s;

	diag_error(diag, E_PROBE, q->point->span,
		   name_is_pattern(spec->name)
			   ? "%s: no function matches `%s'"
			   : "%s: there is no function `%s'",
		   q->file->path, spec->text);
	suggest_init(&s, spec->name);
	if (!name_is_pattern(spec->name)) {
		suggest_functions(q, &s);
		diag_note_suggest(diag, &s);
	}
	return -ENOENT;
}

int report_nothing(const struct place_query *q)
{
	if (q->optional)
		return -ENOENT;
	return report_function(q);
}

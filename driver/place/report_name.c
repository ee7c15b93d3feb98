// SPDX-License-Identifier: GPL-2.0
/* What is said when a mark, a label, a callee or a PLT entry is not there. */
#include <errno.h>
#include <string.h>

#include "base/strbuf.h"
#include "place/internal.h"
#include "dwarf/provide.h"
#include "place/report.h"

#define SHOWN 16 /* names in a note */

void report_list_init(struct report_list *list, struct arena *arena)
{
	list->nr = 0;
	vec_init(&list->names, arena, sizeof(void *));
}

void report_list_add(struct report_list *list, const char *name)
{
	u32 i;

	for (i = 0; i < list->names.nr; i++)
		if (!strcmp(vec_ptr(&list->names, i), name))
			return;
	list->nr++;
	if (list->names.nr < SHOWN)
		vec_push_ptr(&list->names, (void *)name);
}

const char *report_list_text(const struct report_list *list)
{
	struct strbuf sb;
	u32 i;

	strbuf_init(&sb, list->names.arena);
	for (i = 0; i < list->names.nr; i++)
		strbuf_printf(&sb, "%s%s", i ? ", " : "",
			      (const char *)vec_ptr(&list->names, i));
	if (list->nr > list->names.nr)
		strbuf_printf(&sb, " and %u more", list->nr - list->names.nr);
	return sb.text;
}

void report_no_types(const struct place_query *q)
{
	char id[ELF_BUILD_ID_TEXT];
	const struct index *ix;

	diag_note(
		q->script->diag,
		"its debug information (build-id %s) was not found, so only its symbols are known",
		elf_file_build_id_text(q->file->elf, id));
	/* Says where it was looked for, and what to do. */
	provide_index(q->file->open_path, q->file->path, true, q->optional,
		      &ix);
}

static const char *mark_name(struct place_query *q,
			     const struct index_mark *mark)
{
	return arena_printf(q->script->arena, "%s:%s",
			    index_str(q->ix, mark->provider),
			    index_str(q->ix, mark->name));
}

int report_mark(struct place_query *q)
{
	const struct process_point *p = q->process;
	struct diag *diag = q->script->diag;
	struct report_list list;
	u32 i, nr = q->ix ? index_nr(q->ix, INDEX_MARKS) : 0;

	if (!nr) {
		diag_error(diag, E_PROBE, q->point->span,
			   "%s: the program has no marks", q->file->path);
		return -ENOENT;
	}
	diag_error(diag, E_PROBE, q->point->span,
		   p->provider ? "%s: there is no mark `%s' of provider `%s'"
			       : "%s: there is no mark `%s'",
		   q->file->path, p->name, p->provider);
	report_list_init(&list, q->script->arena);
	for (i = 0; i < nr; i++)
		report_list_add(&list,
				mark_name(q, index_row(q->ix, INDEX_MARKS, i)));
	diag_note(diag, "its marks are %s", report_list_text(&list));
	return -ENOENT;
}

int report_plt(struct place_query *q)
{
	struct diag *diag = q->script->diag;
	u32 i, nr = q->ix ? index_nr(q->ix, INDEX_PLT) : 0;
	struct suggest s;

	diag_error(diag, E_PROBE, q->point->span,
		   nr ? "%s: no entry of its linkage table is for `%s'"
		      : "%s: the program has no linkage table",
		   q->file->path, q->process->name);
	suggest_init(&s, q->process->name);
	for (i = 0; i < nr; i++) {
		const struct index_plt *plt = index_row(q->ix, INDEX_PLT, i);

		suggest_add(&s, index_str(q->ix, plt->name));
	}
	diag_note_suggest(diag, &s);
	return -ENOENT;
}

/* The function is there: what it has instead. */
static int report_part(struct place_query *q, const char *what,
		       const char *name, const struct vec *spots,
		       const char *(*name_of)(const struct place_spot *spot))
{
	struct diag *diag = q->script->diag;
	struct report_list list;
	u32 i;

	diag_error(diag, E_PROBE, q->point->span, "%s: `%s' has no %s `%s'",
		   q->file->path, q->process->spec.name, what, name);
	report_list_init(&list, q->script->arena);
	for (i = 0; i < spots->nr; i++)
		report_list_add(&list, name_of(vec_at(spots, i)));
	if (list.nr)
		diag_note(diag, "there %s %s", list.nr == 1 ? "is" : "are",
			  report_list_text(&list));
	return -ENOENT;
}

static const char *label_of(const struct place_spot *spot)
{
	return spot->label;
}

static const char *callee_of(const struct place_spot *spot)
{
	return name_last(spot->name);
}

/* Asks once more, for all names. */
static int report_parts(struct place_query *q, const char *what,
			void (*find)(struct place_query *q),
			const char *(*name_of)(const struct place_spot *spot))
{
	struct process_point all = *q->process;
	const char *name = all.label ? all.label : all.callee;
	struct place_query again = *q;
	struct vec spots;

	if (!q->ix)
		return report_function(q);
	func_select(q);
	if (!q->funcs.nr)
		return report_function(q);
	vec_init(&spots, q->script->arena, sizeof(struct place_spot));
	if (all.label)
		all.label = "*";
	else
		all.callee = "*";
	again.process = &all;
	again.ret = &spots;
	find(&again);
	return report_part(q, what, name, &spots, name_of);
}

int report_label(struct place_query *q)
{
	return report_parts(q, "label", label_find, label_of);
}

int report_callee(struct place_query *q)
{
	return report_parts(q, "callee", callee_find, callee_of);
}

int report_nothing(struct place_query *q)
{
	const struct process_point *p = q->process;

	if (q->optional)
		return -ENOENT;
	switch (p->what) {
	case PROCESS_STATEMENT:
		return report_statement(q);
	case PROCESS_MARK:
		return report_mark(q);
	case PROCESS_PLT:
		return report_plt(q);
	default:
		break;
	}
	if (p->label)
		return report_label(q);
	return p->callee ? report_callee(q) : report_function(q);
}

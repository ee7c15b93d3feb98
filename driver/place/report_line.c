// SPDX-License-Identifier: GPL-2.0
/* What is said when a statement is not there. */
#include <errno.h>

#include "index/find.h"
#include "index/lines.h"
#include "place/internal.h"
#include "place/report.h"

/* The statements nearest to a line of the files that the name means. */
struct near {
	u32 files; /* that match */
	const char *path; /* of the first */
	u32 before; /* lines; 0: none */
	u32 behind;
	bool elsewhere; /* the line is there, in other functions */
};

static void measure(struct place_query *q, u32 file, u32 wanted,
		    struct near *ret)
{
	struct index_lines it;
	struct index_line row;

	index_lines_start_file(&it, q->ix, file);
	while (index_lines_next(&it, &row)) {
		if (!row.line || row.flags & INDEX_LINE_END ||
		    !(row.flags & INDEX_LINE_STMT))
			continue;
		if (!line_is_selected(q, row.addr)) {
			ret->elsewhere |= row.line == wanted;
			continue;
		}
		if (row.line <= wanted && row.line > ret->before)
			ret->before = row.line;
		if (row.line >= wanted &&
		    (!ret->behind || row.line < ret->behind))
			ret->behind = row.line;
	}
}

static struct near find_near(struct place_query *q, u32 wanted)
{
	struct near ret = { 0 };
	u32 i, nr = index_nr(q->ix, INDEX_FILES);

	for (i = 0; i < nr; i++) {
		const char *path = func_file(q->ix, i);

		if (!path || !name_matches_file(q->process->spec.file, path))
			continue;
		if (!ret.files++)
			ret.path = path;
		measure(q, i, wanted, &ret);
	}
	return ret;
}

static int explain_file(struct place_query *q)
{
	const char *wanted = q->process->spec.file;
	struct diag *diag = q->script->diag;
	const char *last = wanted;
	struct suggest s;
	const char *c;
	u32 i, nr = index_nr(q->ix, INDEX_FILES);

	diag_error(diag, E_PROBE, q->point->span,
		   "%s: none of its source files is `%s'", q->file->path,
		   wanted);
	for (c = wanted; *c; c++)
		if (*c == '/')
			last = c + 1;
	suggest_init(&s, last);
	for (i = 0; i < nr; i++) {
		const char *path = func_file(q->ix, i), *name = path;

		for (c = path; c && *c; c++)
			if (*c == '/')
				name = c + 1;
		if (name && *name)
			suggest_add(&s, name);
	}
	diag_note_suggest(diag, &s);
	return -ENOENT;
}

static u32 wanted_line(const struct place_query *q)
{
	const struct process_spec *spec = &q->process->spec;
	const struct process_range *first = vec_at(&spec->ranges, 0);
	const struct index_func *func;

	if (!spec->ranges.nr)
		return 0;
	if (spec->lines != PROCESS_LINES_RELATIVE || !q->funcs.nr)
		return first->first;
	func = index_row(q->ix, INDEX_FUNCS, *(u32 *)vec_at(&q->funcs, 0));
	return func->line + first->first;
}

static void note_near(struct place_query *q, const struct near *near)
{
	struct diag *diag = q->script->diag;

	if (near->before && near->behind)
		diag_note(
			diag,
			"the nearest lines are %u and %u: use one, or .nearest",
			near->before, near->behind);
	else if (near->before || near->behind)
		diag_note(diag, "the nearest line is %u: use it, or .nearest",
			  near->before ? near->before : near->behind);
}

int report_statement(struct place_query *q)
{
	const struct process_spec *spec = &q->process->spec;
	struct near near;
	u32 line;

	if (!q->ix)
		return report_function(q);
	func_select_all_files(q);
	if (!q->funcs.nr || !spec->lines)
		return report_function(q);
	line = wanted_line(q);
	near = find_near(q, line);
	if (!near.files)
		return explain_file(q);
	if (near.elsewhere) {
		diag_error(q->script->diag, E_PROBE, q->point->span,
			   "%s: line %u of %s is none of `%s'", q->file->path,
			   line, near.path, spec->name);
		diag_note(q->script->diag,
			  "use \"*@%s:%u\" for whatever function it is in",
			  spec->file, line);
		return -ENOENT;
	}
	if (line)
		diag_error(q->script->diag, E_PROBE, q->point->span,
			   "%s: no statement begins at line %u of %s",
			   q->file->path, line, near.path);
	else
		diag_error(q->script->diag, E_PROBE, q->point->span,
			   "%s: no statement of `%s' is in %s", q->file->path,
			   spec->name, near.path);
	note_near(q, &near);
	return -ENOENT;
}

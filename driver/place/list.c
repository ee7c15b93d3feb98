// SPDX-License-Identifier: GPL-2.0
/* Listings of places (-l, -L): each text once, sorted. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "place/internal.h"

struct line {
	const char *text; /* interned */
	struct vec vars; /* const char * */
};

static int compare(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	return strcmp(x->text, y->text);
}

static bool has(const struct vec *texts, const char *text)
{
	u32 i;

	for (i = 0; i < texts->nr; i++)
		if (!strcmp(vec_ptr(texts, i), text))
			return true;
	return false;
}

/* Several places of one text: what all of them have. */
static void intersect(struct vec *vars, const struct vec *others)
{
	u32 i, kept = 0;

	for (i = 0; i < vars->nr; i++)
		if (has(others, vec_ptr(vars, i)))
			((void **)vars->data)[kept++] = vec_ptr(vars, i);
	vars->nr = kept;
}

static void print_lines(const struct vec *lines, bool variables, FILE *out)
{
	u32 i, k;

	for (i = 0; i < lines->nr; i++) {
		struct line *line = vec_at(lines, i);
		u32 same = i + 1;

		for (; same < lines->nr; same++) {
			const struct line *other = vec_at(lines, same);

			if (other->text != line->text)
				break;
			intersect(&line->vars, &other->vars);
		}
		i = same - 1;
		fputs(line->text, out);
		for (k = 0; variables && k < line->vars.nr; k++)
			fprintf(out, " %s",
				(const char *)vec_ptr(&line->vars, k));
		fputc('\n', out);
	}
}

int place_list(struct script *script, const struct point *point, bool variables,
	       FILE *out, void *arg)
{
	struct vec spots, lines;
	int err = place_find_all(arg, script, point, &spots);
	u32 i;

	if (err)
		return err == -ENOMEM ? err : -EINVAL;
	vec_init(&lines, script->arena, sizeof(struct line));
	for (i = 0; i < spots.nr; i++) {
		const struct place_spot *spot = vec_at(&spots, i);
		struct line *line = vec_push(&lines);

		line->text = spot_text(script, point, spot);
		vars_list(script->arena, spot, &line->vars);
	}
	if (lines.nr)
		qsort(lines.data, lines.nr, lines.size, compare);
	print_lines(&lines, variables, out);
	return 0;
}

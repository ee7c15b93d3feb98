// SPDX-License-Identifier: GPL-2.0
/* Listing probe points. */
#include "script/listing.h"

#include <errno.h>
#include <string.h>

#include "script/alias.h"
#include "script/alias_match.h"
#include "script/bind.h"
#include "script/infer.h"
#include "script/library.h"
#include "script/passes.h"
#include "script/points.h"

static bool matches(const char *pattern, const char *name)
{
	return alias_match_word(pattern, name, strlen(name));
}

/* "timer.s(1)" asks for "timer.s(N)". */
static bool matches_shape(const char *pattern, const char *shape)
{
	char plain[256];
	size_t len = 0;
	const char *c;

	if (matches(pattern, shape))
		return true;
	for (c = pattern; *c && len + 4 < sizeof(plain); c++) {
		plain[len++] = *c;
		if (*c != '(')
			continue;
		plain[len++] = c[1] == '"' ? 'S' : 'N';
		c += strcspn(c, ")");
		if (!*c)
			break;
		plain[len++] = ')';
	}
	plain[len] = '\0';
	return matches(plain, shape);
}

static u32 print_shapes(const char *pattern, FILE *out)
{
	u32 nr = 0;
	u32 i;

	for (i = 0; points_shape(i); i++) {
		if (points_missing(i) ||
		    !matches_shape(pattern, points_shape(i)))
			continue;
		fprintf(out, "%s\n", points_shape(i));
		nr++;
	}
	return nr;
}

static void print_variables(const struct function *handler, FILE *out)
{
	u32 i;

	for (i = 0; i < handler->locals.nr; i++) {
		const struct symbol *sym = vec_ptr(&handler->locals, i);

		fprintf(out, " %s:%s", sym->name,
			types_name(types_of(sym->type)));
	}
}

static void print_alias(const struct alias *alias, const char *pattern,
			bool variables, u32 *nr, FILE *out)
{
	u32 i;

	for (i = 0; i < alias->names.nr; i++) {
		const struct point *name = vec_ptr(&alias->names, i);

		if (!matches(pattern, name->text))
			continue;
		++*nr;
		fputs(name->text, out);
		if (variables)
			print_variables(alias->handler, out);
		fputc('\n', out);
	}
}

/* The names and types in the bodies of aliases; what is wrong is no matter. */
static void resolve_aliases(struct script *script)
{
	u32 i;

	for (i = 0; i < script->aliases.nr; i++) {
		struct alias *alias = vec_ptr(&script->aliases, i);

		bind_handler(script, alias->handler);
		infer_handler(script, alias->handler);
	}
}

/* The points that a pattern is; NULL where they are none of a program. */
static const struct vec *parse_points_of(struct script *script,
					 const char *pattern)
{
	char *text = arena_printf(script->arena, "probe %s { }", pattern);
	const struct passes_text source = { .name = "<pattern>",
					    .text = text,
					    .len = strlen(text) };
	struct probe *probe;
	u32 i;
	int err;

	if (strncmp(pattern, "process", 7) || !script->opts->list)
		return NULL;
	diag_mute(script->diag);
	err = passes_parse_text(script, &source, false, NULL);
	diag_unmute(script->diag);
	if (err || script->probes.nr != 1)
		return NULL;
	probe = vec_ptr(&script->probes, 0);
	for (i = 0; i < probe->points.nr; i++)
		if (points_resolve(script, vec_ptr(&probe->points, i)))
			return NULL;
	return &probe->points;
}

static int list_points(struct script *script, const struct vec *points,
		       bool variables, FILE *out)
{
	int first = 0;
	u32 i;

	for (i = 0; i < points->nr; i++) {
		int err = script->opts->list(script, vec_ptr(points, i),
					     variables, out,
					     script->opts->list_arg);

		first = first ? first : err;
	}
	return first;
}

int listing_print(struct script *script, const char *pattern, bool variables,
		  FILE *out)
{
	const struct vec *points = parse_points_of(script, pattern);
	u32 i, nr;

	if (points)
		return list_points(script, points, variables, out);
	if (diag_errors(script->diag))
		return -EINVAL;
	nr = print_shapes(pattern, out);
	library_load_aliases(script, pattern);
	if (variables)
		resolve_aliases(script);
	for (i = 0; i < script->aliases.nr; i++)
		print_alias(vec_ptr(&script->aliases, i), pattern, variables,
			    &nr, out);
	return nr ? 0 : -ENOENT;
}

// SPDX-License-Identifier: GPL-2.0
/*
 * What a script uses of the library. Each body is searched for names that the
 * script does not have; what the library has of them is moved into the
 * script, and its bodies are searched in turn.
 */
#include "script/library.h"

#include <errno.h>
#include <string.h>

#include "script/alias_match.h"
#include "script/builtins.h"
#include "script/library_index.h"
#include "script/passes.h"
#include "script/walk.h"

/* A file of the library, once something of it was needed. */
struct parsed {
	struct script decls; /* what has not been taken yet; else NULL entries */
	u32 src;
	bool used; /* its probes are in the script */
};

struct library {
	struct script *script;
	const char *const *dirs; /* borrowed */
	u32 dirs_nr;
	bool is_scanned;
	struct library_index index; /* by index_of() */
	struct vec parsed; /* struct parsed *, NULL: not yet; as index.files */
	struct vec todo; /* struct function *: bodies to search */
	struct vec points; /* struct vec *: lists of points to search */
	const struct function *fn; /* being searched */
};

struct library *library_open(struct script *script, const char *const *dirs,
			     u32 dirs_nr)
{
	struct library *lib = arena_alloc(script->arena, sizeof(*lib));

	lib->script = script;
	lib->dirs = dirs;
	lib->dirs_nr = dirs_nr;
	library_index_init(&lib->index, script->arena);
	vec_init(&lib->parsed, script->arena, sizeof(void *));
	vec_init(&lib->todo, script->arena, sizeof(void *));
	vec_init(&lib->points, script->arena, sizeof(void *));
	return lib;
}

/* The files are read when a name is looked for that nothing else has. */
static const struct library_index *index_of(struct library *lib)
{
	u32 i;

	if (lib->is_scanned)
		return &lib->index;
	lib->is_scanned = true;
	for (i = 0; i < lib->dirs_nr; i++)
		library_index_add(&lib->index, lib->dirs[i]);
	library_index_sort(&lib->index);
	for (i = 0; i < lib->index.files.nr; i++)
		vec_push_ptr(&lib->parsed, NULL);
	return &lib->index;
}

static struct parsed *parse_file(struct library *lib, u32 nr)
{
	const struct library_file *file = vec_at(&lib->index.files, nr);
	const struct passes_text text = {
		.name = file->path,
		.text = file->text,
		.len = file->len,
	};
	struct script *script = lib->script;
	struct parsed *parsed = vec_ptr(&lib->parsed, nr);

	if (parsed)
		return parsed;
	parsed = arena_alloc(script->arena, sizeof(*parsed));
	((struct parsed **)lib->parsed.data)[nr] = parsed;
	ast_init(&parsed->decls, script->arena, script->intern, script->diag);
	parsed->decls.opts = script->opts;
	parsed->decls.library = lib;
	parsed->decls.common = script->common;
	parsed->decls.common = script->common;
	passes_parse_text(&parsed->decls, &text, true, &parsed->src);
	*(struct source *)vec_push(&script->sources) =
		(struct source){ .file = parsed->src, .library = true };
	return parsed;
}

/* The library file that is this source, NULL: the user's script. */
static struct parsed *parsed_of(struct library *lib, u32 src)
{
	u32 i;

	src = diag_file(lib->script->diag, src);
	for (i = 0; i < lib->parsed.nr; i++) {
		struct parsed *parsed = vec_ptr(&lib->parsed, i);

		if (parsed && parsed->src == src)
			return parsed;
	}
	return NULL;
}

static void search(struct library *lib, struct function *fn)
{
	vec_push_ptr(&lib->todo, fn);
}

static void search_points(struct library *lib, struct vec *points)
{
	vec_push_ptr(&lib->points, points);
}

/* Probes of a file are armed when anything of it is used. */
static void use_file(struct library *lib, struct parsed *parsed)
{
	u32 i;

	if (parsed->used)
		return;
	parsed->used = true;
	for (i = 0; i < parsed->decls.probes.nr; i++) {
		struct probe *probe = vec_ptr(&parsed->decls.probes, i);

		vec_push_ptr(&lib->script->probes, probe);
		search_points(lib, &probe->points);
		search(lib, probe->handler);
	}
}

/* Takes entry i out of a list of declarations. */
static void *take_entry(struct vec *list, u32 i)
{
	void **entry = vec_at(list, i);
	void *taken = *entry;

	*entry = NULL;
	return taken;
}

static bool take_functions(struct library *lib, struct parsed *parsed,
			   const struct expr *call, bool own)
{
	struct vec *functions = &parsed->decls.functions;
	bool found = false;
	u32 i;

	for (i = 0; i < functions->nr; i++) {
		struct function *fn = vec_ptr(functions, i);

		if (!fn || fn->name != call->text ||
		    fn->params.nr != call->nargs || (fn->is_private && !own))
			continue;
		found = true;
		vec_push_ptr(&lib->script->functions, take_entry(functions, i));
		use_file(lib, parsed);
		search(lib, fn);
	}
	return found;
}

static bool take_global(struct library *lib, struct parsed *parsed,
			const char *name, bool own)
{
	struct vec *globals = &parsed->decls.globals;
	u32 i;

	for (i = 0; i < globals->nr; i++) {
		const struct symbol *sym = vec_ptr(globals, i);

		if (!sym || sym->name != name || (sym->is_private && !own))
			continue;
		vec_push_ptr(&lib->script->globals, take_entry(globals, i));
		use_file(lib, parsed);
		return true;
	}
	return false;
}

static bool is_builtin(const struct expr *call)
{
	const struct builtin *builtin = builtins_find(call->text);

	return builtin && strlen(builtin->params) == call->nargs;
}

static void want_function(struct library *lib, const struct expr *call)
{
	const struct library_name *row;
	u32 file = diag_file(lib->script->diag, call->at.src);
	struct parsed *own = parsed_of(lib, file);

	if (own && take_functions(lib, own, call, true))
		return;
	if (ast_find_function(lib->script, call->text, call->nargs, file) ||
	    is_builtin(call))
		return;
	row = library_index_find(index_of(lib), LIBRARY_FUNCTION, call->text);
	for (; row; row = library_index_next(&lib->index, row))
		if (take_functions(lib, parse_file(lib, row->file), call,
				   false))
			return;
}

static void want_global(struct library *lib, const char *name, struct span from)
{
	const struct library_name *row;
	u32 file = diag_file(lib->script->diag, from.src);
	struct parsed *own = parsed_of(lib, file);

	if (ast_is_param(lib->fn, name) ||
	    (own && take_global(lib, own, name, true)))
		return;
	if (ast_global(lib->script, name, file))
		return;
	row = library_index_find(index_of(lib), LIBRARY_GLOBAL, name);
	for (; row; row = library_index_next(&lib->index, row))
		if (take_global(lib, parse_file(lib, row->file), name, false))
			return;
}

static void want_expr(void *arg, struct expr *e)
{
	struct library *lib = arg;

	if (e->kind == EX_CALL)
		want_function(lib, e);
	else if (e->kind == EX_VAR || e->kind == EX_INDEX || e->kind == EX_IN)
		want_global(lib, e->text, e->at);
}

static void want_foreach(void *arg, struct foreach *each)
{
	if (each->name)
		want_global(arg, each->name, each->name_span);
}

static void take_alias(struct library *lib, struct parsed *parsed, u32 i)
{
	struct alias *alias = take_entry(&parsed->decls.aliases, i);

	vec_push_ptr(&lib->script->aliases, alias);
	use_file(lib, parsed);
	search_points(lib, &alias->targets);
	search(lib, alias->handler);
	if (alias->epilogue)
		search(lib, alias->epilogue);
}

static void take_aliases(struct library *lib, struct parsed *parsed,
			 const struct point *point)
{
	u32 i, j;

	for (i = 0; i < parsed->decls.aliases.nr; i++) {
		const struct alias *alias = vec_ptr(&parsed->decls.aliases, i);

		for (j = 0; alias && j < alias->names.nr; j++) {
			if (!alias_match(point, vec_ptr(&alias->names, j)))
				continue;
			take_alias(lib, parsed, i);
			break;
		}
	}
}

/* What no alias can be: the library need not be read for it. */
static bool is_plain(const struct point *point)
{
	static const char *const names[] = { "begin", "end", "error", "never" };
	const struct component *first = vec_at(&point->components, 0);
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (point->components.nr == 1 && first->name &&
		    !strcmp(first->name, names[i]))
			return true;
	return false;
}

/* An alias of the library may have any part of the point as its name. */
static void want_point(struct library *lib, const struct point *point)
{
	u32 i;

	if (is_plain(point))
		return;
	for (i = 0; i < index_of(lib)->names.nr; i++) {
		const struct library_name *row = vec_at(&lib->index.names, i);

		if (row->kind == LIBRARY_ALIAS &&
		    alias_match_text(point, row->name))
			take_aliases(lib, parse_file(lib, row->file), point);
	}
}

static void search_all(struct library *lib)
{
	const struct walk walk = { want_expr, want_foreach, lib };
	u32 fn = 0, list = 0, i;

	while (fn < lib->todo.nr || list < lib->points.nr) {
		if (list < lib->points.nr) {
			const struct vec *points =
				vec_ptr(&lib->points, list++);

			for (i = 0; i < points->nr; i++)
				want_point(lib, vec_ptr(points, i));
			continue;
		}
		lib->fn = vec_ptr(&lib->todo, fn++);
		walk_stmts(lib->fn->body, &walk);
	}
}

int library_load(struct script *script)
{
	struct library *lib = script->library;
	u32 i;

	if (!lib)
		return 0;
	for (i = 0; i < script->functions.nr; i++)
		search(lib, vec_ptr(&script->functions, i));
	for (i = 0; i < script->probes.nr; i++) {
		struct probe *probe = vec_ptr(&script->probes, i);

		search_points(lib, &probe->points);
		search(lib, probe->handler);
	}
	for (i = 0; i < script->aliases.nr; i++) {
		struct alias *alias = vec_ptr(&script->aliases, i);

		search_points(lib, &alias->targets);
		search(lib, alias->handler);
		if (alias->epilogue)
			search(lib, alias->epilogue);
	}
	search_all(lib);
	return diag_errors(script->diag) ? -EINVAL : 0;
}

const struct function *library_function(struct library *lib, const char *name)
{
	const struct library_name *row = NULL;
	const struct parsed *parsed;
	u32 i;

	if (lib)
		row = library_index_find(index_of(lib), LIBRARY_FUNCTION, name);
	if (!row)
		return NULL;
	parsed = parse_file(lib, row->file);
	for (i = 0; i < parsed->decls.functions.nr; i++) {
		const struct function *fn =
			vec_ptr(&parsed->decls.functions, i);

		if (fn && fn->name == name)
			return fn;
	}
	return NULL;
}

void library_suggest(const struct library *lib, struct suggest *s)
{
	u32 i;

	for (i = 0; lib && i < lib->index.names.nr; i++) {
		const struct library_name *row = vec_at(&lib->index.names, i);

		if (row->kind == LIBRARY_FUNCTION)
			suggest_add(s, row->name);
	}
}

int library_find_macro(struct library *lib, const char *name,
		       struct library_text *ret)
{
	const struct library_name *row;
	const struct library_file *file;

	row = lib ? library_index_find(index_of(lib), LIBRARY_MACRO, name)
		  : NULL;
	if (!row)
		return -ENOENT;
	file = vec_at(&lib->index.files, row->file);
	ret->src = diag_add_copy(lib->script->diag, file->path, file->text,
				 file->len);
	ret->text = file->text;
	ret->len = file->len;
	return 0;
}

void library_load_aliases(struct script *script, const char *pattern)
{
	struct library *lib = script->library;
	u32 i, j;

	for (i = 0; lib && i < index_of(lib)->names.nr; i++) {
		const struct library_name *row = vec_at(&lib->index.names, i);
		struct parsed *parsed;

		if (row->kind != LIBRARY_ALIAS ||
		    !alias_match_word(pattern, row->name, strlen(row->name)))
			continue;
		parsed = parse_file(lib, row->file);
		for (j = 0; j < parsed->decls.aliases.nr; j++)
			if (vec_ptr(&parsed->decls.aliases, j))
				take_alias(lib, parsed, j);
	}
	if (lib)
		search_all(lib);
}

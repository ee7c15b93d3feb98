// SPDX-License-Identifier: GPL-2.0
/* @var: variables of file and namespace scope. */
#include <string.h>

#include "index/find.h"
#include "target/node.h"

/* What is looked for: "name", in the units of a source file or in all. */
struct wanted {
	struct lowering *lo;
	struct lower_module *mod;
	const char *name;
	const char *file; /* NULL: any */
	u32 unit; /* this one comes first; INDEX_NONE: none does */
	const struct index_global *best;
	u32 nr; /* that are as good as the best one */
};

static const char *str(const struct wanted *w, u32 off)
{
	return index_str(w->mod->ix, off);
}

/* "src/a.c" is the path's end, at a '/'. */
static bool is_end(const char *path, const char *end)
{
	size_t len = strlen(path), tail = strlen(end);

	return len >= tail && !strcmp(path + len - tail, end) &&
	       (len == tail || *end == '/' || path[len - tail - 1] == '/');
}

static bool is_in_file(const struct wanted *w, const struct index_global *g)
{
	const struct index_unit *unit =
		index_row(w->mod->ix, INDEX_UNITS, g->unit);
	const struct index_src *src =
		index_row(w->mod->ix, INDEX_FILES, g->file);

	return !w->file || (unit && is_end(str(w, unit->name), w->file)) ||
	       (src && is_end(str(w, src->path), w->file));
}

/* Of the unit of the spot, then what all units see, then the others. */
static int rank(const struct wanted *w, const struct index_global *g)
{
	if (w->unit != INDEX_NONE && g->unit == w->unit)
		return 2;
	return g->flags & INDEX_GLOBAL_EXTERNAL ? 1 : 0;
}

static void take(struct wanted *w, const struct index_global *g)
{
	if (!g || !is_in_file(w, g))
		return;
	if (w->best && rank(w, g) < rank(w, w->best))
		return;
	if (w->best && rank(w, g) == rank(w, w->best)) {
		/* A variable of a header is told by each unit. */
		w->nr += g->addr != w->best->addr ||
			 (g->flags ^ w->best->flags) & INDEX_GLOBAL_TLS;
		return;
	}
	w->best = g;
	w->nr = 1;
}

static void search_name(struct wanted *w)
{
	u32 first, nr, i;

	nr = index_find_name(w->mod->ix, w->name, &first);
	for (i = 0; i < nr; i++) {
		const struct index_name *row =
			index_row(w->mod->ix, INDEX_NAMES, first + i);

		if (row && row->kind == INDEX_NAME_GLOBAL)
			take(w, index_row(w->mod->ix, INDEX_GLOBALS, row->row));
	}
}

/* `name` for `a::name`, as in code of that namespace. */
static void search_inner(struct wanted *w)
{
	size_t len = strlen(w->name);
	u32 i;

	for (i = 0; i < index_nr(w->mod->ix, INDEX_GLOBALS); i++) {
		const struct index_global *g =
			index_row(w->mod->ix, INDEX_GLOBALS, i);
		const char *full = g ? str(w, g->name) : "";
		size_t full_len = strlen(full);

		if (full_len > len + 2 &&
		    !strcmp(full + full_len - len, w->name) &&
		    !strncmp(full + full_len - len - 2, "::", 2))
			take(w, g);
	}
}

static void search(struct wanted *w)
{
	search_name(w);
	if (!w->best && *w->name)
		search_inner(w);
}

static bool take_object(struct wanted *w, struct object *ret)
{
	struct lowering *lo = w->lo;
	struct ttype type = ttype_of(w->mod->ix, w->best->type);
	struct expr *address = w->best->flags & INDEX_GLOBAL_TLS
				       ? address_tls(lo, w->mod, w->best->addr)
				       : address_of(lo, w->mod, w->best->addr);

	if (!address)
		return false;
	*ret = (struct object){ .mod = w->mod, .kernel = !w->mod->file };
	object_in_memory(lo, ret, type, address, 0);
	return true;
}

static u32 unit_of_spot(const struct lowering *lo)
{
	const struct index_func *func =
		lo->spot && lo->spot->ix
			? index_row(lo->spot->ix, INDEX_FUNCS, lo->spot->func)
			: NULL;

	return func ? func->unit : INDEX_NONE;
}

/* A static one of another unit is not seen. */
bool global_in_scope(struct lowering *lo, const char *name, struct object *ret)
{
	struct wanted w = { .lo = lo,
			    .mod = lo->home,
			    .name = name,
			    .unit = unit_of_spot(lo) };

	if (!lo->home || !lo->home->ix)
		return false;
	search(&w);
	if (!w.best || w.nr > 1 || !rank(&w, w.best))
		return false;
	return take_object(&w, ret);
}

static void offer_globals(struct wanted *w)
{
	struct refuse_names names;
	u32 i;

	refuse_begin(&names, w->lo, w->name);
	for (i = 0; i < index_nr(w->mod->ix, INDEX_GLOBALS); i++) {
		const struct index_global *g =
			index_row(w->mod->ix, INDEX_GLOBALS, i);

		if (g && is_in_file(w, g))
			refuse_name(&names, str(w, g->name));
	}
	refuse_end(&names, "it has");
}

static bool not_found(struct wanted *w)
{
	if (w->file)
		refuse(w->lo, "%s has no variable '%s' in a source file '%s'",
		       w->mod->path, w->name, w->file);
	else
		refuse(w->lo, "%s has no global variable '%s'", w->mod->path,
		       w->name);
	offer_globals(w);
	return false;
}

/* Each source file that has one of that name. */
static bool ambiguous(struct wanted *w)
{
	struct strbuf files;
	u32 first, nr, i;

	refuse(w->lo, "%s has several variables '%s'", w->mod->path, w->name);
	strbuf_init(&files, w->lo->arena);
	nr = index_find_name(w->mod->ix, w->name, &first);
	for (i = 0; i < nr; i++) {
		const struct index_name *row =
			index_row(w->mod->ix, INDEX_NAMES, first + i);
		const struct index_global *g =
			row && row->kind == INDEX_NAME_GLOBAL
				? index_row(w->mod->ix, INDEX_GLOBALS, row->row)
				: NULL;
		const struct index_unit *unit =
			g ? index_row(w->mod->ix, INDEX_UNITS, g->unit) : NULL;

		if (unit && is_in_file(w, g))
			strbuf_printf(&files, "%s%s@%s", files.len ? ", " : "",
				      w->name, str(w, unit->name));
	}
	if (files.len)
		diag_note(w->lo->diag, "say which: %s", files.text);
	return false;
}

/* "name" or "name@file". */
static void split_name(struct wanted *w, const char *text)
{
	const char *at = strchr(text, '@');

	w->name = text;
	if (!at)
		return;
	w->name =
		intern_bytes(w->lo->script->intern, text, (size_t)(at - text));
	w->file = at + 1;
}

static bool is_text(struct lowering *lo, const struct expr *e)
{
	if (e->kind == EX_STR)
		return true;
	diag_error(lo->diag, E_TARGET_VAR, e->span,
		   "a string constant is needed here");
	return false;
}

bool global_object(struct lowering *lo, const struct expr *e,
		   struct object *ret)
{
	struct wanted w = { .lo = lo, .unit = INDEX_NONE };
	u32 i;

	for (i = 0; i < e->nargs; i++)
		if (!is_text(lo, e->args[i]))
			return false;
	split_name(&w, e->args[0]->text);
	/* Without a module it is what `$name` is, a local variable first. */
	if (e->nargs == 1 && !w.file && lo->spot &&
	    variable_is_local(lo, w.name))
		return variable_object(lo, w.name, ret);
	if (e->nargs == 2)
		w.mod = module_named(lo, e->args[1]->text, e->args[1]->span);
	else
		w.mod = module_own(lo, "@var");
	if (!w.mod)
		return false;
	if (!w.mod->file) {
		refuse(lo, "where variables of the kernel are is not known: "
			   "name the program or library as the last argument "
			   "of @var");
		return false;
	}
	if (w.mod == lo->home)
		w.unit = unit_of_spot(lo);
	search(&w);
	if (!w.best)
		return (!w.file && func_object(lo, w.mod, w.name, ret)) ||
		       not_found(&w);
	return w.nr > 1 ? ambiguous(&w) : take_object(&w, ret);
}

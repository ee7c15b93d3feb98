// SPDX-License-Identifier: GPL-2.0
/* @cast: what lies at an address, as a type that is told by its name. */
#include <string.h>

#include "index/find.h"
#include "target/node.h"

/* C's spellings, and those of compilers in debug information. */
static const char *const spellings[][2] = {
	{ "short", "short int" },
	{ "unsigned short", "short unsigned int" },
	{ "unsigned", "unsigned int" },
	{ "long", "long int" },
	{ "unsigned long", "long unsigned int" },
	{ "long long", "long long int" },
	{ "unsigned long long", "long long unsigned int" },
};

#define SPELLINGS (sizeof(spellings) / sizeof(spellings[0]))

static const struct tag {
	const char *text;
	u32 kind; /* enum index_name_kind */
} tags[] = {
	{ "struct ", INDEX_NAME_STRUCT },
	{ "class ", INDEX_NAME_STRUCT },
	{ "union ", INDEX_NAME_UNION },
	{ "enum ", INDEX_NAME_ENUM },
};

#define TAGS (sizeof(tags) / sizeof(tags[0]))

static bool is_type(u32 kind)
{
	return kind == INDEX_NAME_TYPEDEF || kind == INDEX_NAME_STRUCT ||
	       kind == INDEX_NAME_UNION || kind == INDEX_NAME_ENUM;
}

/* "struct x" to "x" and what it must be; INDEX_NAME_KIND_NR: any type. */
static const char *strip_tag(const char *name, u32 *ret_kind)
{
	size_t i;

	*ret_kind = INDEX_NAME_KIND_NR;
	for (i = 0; i < TAGS; i++) {
		size_t len = strlen(tags[i].text);

		if (strncmp(name, tags[i].text, len) != 0)
			continue;
		*ret_kind = tags[i].kind;
		return name + len;
	}
	return name;
}

static bool same_members(const struct index *ix, const struct index_type *a,
			 const struct index_type *b)
{
	const struct index_member *x =
		index_rows(ix, INDEX_MEMBERS, a->member_first, a->member_nr);
	const struct index_member *y =
		index_rows(ix, INDEX_MEMBERS, b->member_first, b->member_nr);
	u32 i;

	if (!x || !y)
		return false;
	for (i = 0; i < a->member_nr; i++)
		if (x[i].name != y[i].name || x[i].bit_off != y[i].bit_off ||
		    x[i].bit_size != y[i].bit_size ||
		    ttype_kind(ttype_of(ix, x[i].type)) !=
			    ttype_kind(ttype_of(ix, y[i].type)) ||
		    ttype_size(ttype_of(ix, x[i].type)) !=
			    ttype_size(ttype_of(ix, y[i].type)))
			return false;
	return true;
}

/* Units may see more or less of what their members point to. */
static bool is_alike(const struct index *ix, u32 a, u32 b)
{
	const struct index_type *x = ttype_row(ttype_of(ix, a));
	const struct index_type *y = ttype_row(ttype_of(ix, b));

	if (!x || !y || x->kind != y->kind || x->size != y->size ||
	    x->flags != y->flags || x->member_nr != y->member_nr)
		return false;
	if (x->kind == INDEX_TYPE_POINTER)
		return true;
	return x == y || !ttype_is_struct(ttype_of(ix, a)) ||
	       same_members(ix, x, y);
}

static bool is_declaration(const struct index *ix, u32 row)
{
	const struct index_type *t = ttype_row(ttype_of(ix, row));

	return !t || t->flags & INDEX_TYPE_DECLARATION;
}

struct type_search {
	const struct index *ix;
	u32 found; /* INDEX_NONE: nothing */
	bool several; /* that differ */
};

static void take_row(struct type_search *s, const struct index_name *row,
		     u32 kind)
{
	if (!row || !is_type(row->kind) ||
	    (kind != INDEX_NAME_KIND_NR && row->kind != kind))
		return;
	if (s->found == INDEX_NONE || is_declaration(s->ix, s->found))
		s->found = row->row;
	else if (!is_declaration(s->ix, row->row) &&
		 !is_alike(s->ix, s->found, row->row))
		s->several = true;
}

static void search(struct type_search *s, const char *name, u32 kind)
{
	u32 first, i, nr = index_find_name(s->ix, name, &first);

	for (i = 0; i < nr; i++)
		take_row(s, index_row(s->ix, INDEX_NAMES, first + i), kind);
}

/* `name` for `a::name`, as in code of that namespace. */
static void search_inner(struct type_search *s, const char *name, u32 kind)
{
	size_t len = strlen(name);
	u32 i;

	for (i = 0; *name && i < index_nr(s->ix, INDEX_NAMES); i++) {
		const struct index_name *row = index_row(s->ix, INDEX_NAMES, i);
		const char *full = row ? index_str(s->ix, row->name) : "";
		size_t all = strlen(full);

		if (all <= len + 2 || !is_type(row->kind) ||
		    strcmp(full + all - len, name) != 0 ||
		    strncmp(full + all - len - 2, "::", 2) != 0)
			continue;
		take_row(s, row, kind);
	}
}

static void search_spellings(struct type_search *s, const char *name)
{
	size_t i;

	for (i = 0; i < SPELLINGS && s->found == INDEX_NONE; i++) {
		if (!strcmp(name, spellings[i][0]))
			search(s, spellings[i][1], INDEX_NAME_TYPEDEF);
		else if (!strcmp(name, spellings[i][1]))
			search(s, spellings[i][0], INDEX_NAME_TYPEDEF);
	}
}

/* A typedef of the name wins over a tag, as in C without the tag's word. */
static struct type_search find_type(const struct index *ix, const char *name)
{
	struct type_search s = { .ix = ix, .found = INDEX_NONE };
	u32 kind;

	name = strip_tag(name, &kind);
	if (kind == INDEX_NAME_KIND_NR)
		search(&s, name, INDEX_NAME_TYPEDEF);
	if (kind == INDEX_NAME_KIND_NR && s.found == INDEX_NONE)
		search_spellings(&s, name);
	if (s.found == INDEX_NONE)
		search(&s, name, kind);
	if (s.found == INDEX_NONE)
		search_inner(&s, name, kind);
	return s;
}

static bool no_type(struct lowering *lo, const struct lower_module *mod,
		    const char *name)
{
	size_t len = strlen(name);
	struct suggest near;
	u32 kind, i;

	refuse(lo, "%s has no type '%s'", mod->path, name);
	if (len && name[len - 1] == '*') {
		diag_note(lo->diag, "@cast takes the type of what is at the "
				    "address: leave the '*' out");
		return false;
	}
	suggest_init(&near, strip_tag(name, &kind));
	for (i = 0; i < index_nr(mod->ix, INDEX_NAMES); i++) {
		const struct index_name *row =
			index_row(mod->ix, INDEX_NAMES, i);

		if (row && is_type(row->kind))
			suggest_add(&near, index_str(mod->ix, row->name));
	}
	diag_note_suggest(lo->diag, &near);
	return false;
}

static bool take_type(struct lowering *lo, const struct lower_module *mod,
		      const char *name, struct ttype *ret)
{
	struct type_search s = find_type(mod->ix, name);

	if (s.found == INDEX_NONE)
		return no_type(lo, mod, name);
	if (s.several) {
		refuse(lo, "%s has several types '%s', and they differ",
		       mod->path, name);
		return false;
	}
	*ret = ttype_of(mod->ix, s.found);
	return true;
}

/* "a:b": the first of the modules that has the type. */
static struct lower_module *
module_of_list(struct lowering *lo, const struct expr *e, const char *name)
{
	const char *list = e->text;
	struct lower_module *mod;
	const char *one;

	for (; strchr(list, ':'); list = strchr(list, ':') + 1) {
		one = intern_bytes(lo->script->intern, list,
				   strcspn(list, ":"));
		lo->soft++;
		diag_mute(lo->diag);
		mod = module_named(lo, one, e->span);
		diag_unmute(lo->diag);
		lo->soft--;
		if (mod && find_type(mod->ix, name).found != INDEX_NONE)
			return mod;
	}
	return module_named(lo, list, e->span);
}

bool cast_object(struct lowering *lo, const struct expr *e, struct object *ret)
{
	const struct expr *name = e->args[1];
	const struct expr *module = e->nargs == 3 ? e->args[2] : NULL;
	struct lower_module *mod;
	struct expr *address;
	struct ttype type;

	if (name->kind != EX_STR || (module && module->kind != EX_STR)) {
		refuse(lo, "@cast takes the name of a type, and that of a "
			   "module, as string constants");
		return false;
	}
	mod = module ? module_of_list(lo, module, name->text)
		     : module_own(lo, "@cast");
	if (!mod || !take_type(lo, mod, name->text, &type))
		return false;
	address = rewrite_operand(lo, e->args[0]);
	*ret = (struct object){ .mod = mod, .kernel = !mod->file };
	object_in_memory(lo, ret, type, address, 0);
	return true;
}

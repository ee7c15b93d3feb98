// SPDX-License-Identifier: GPL-2.0
/* Types as listings of probe points write them. */
#include "place/type_text.h"

#include "base/strbuf.h"
#include "index/type.h"

/* A damaged index has types that are made of themselves. */
#define MAX_PARTS 200

struct writer {
	struct arena *arena;
	const struct index *ix;
	u32 parts; /* types that were looked at */
};

static const char *text_of(struct writer *w, u32 type, const char *behind);

static const char *function_text(struct writer *w, const struct index_type *t,
				 const char *behind)
{
	const struct index_member *params =
		index_rows(w->ix, INDEX_MEMBERS, t->member_first, t->member_nr);
	struct strbuf sb;
	u32 i;

	strbuf_init(&sb, w->arena);
	strbuf_puts(&sb, text_of(w, t->ref, ""));
	strbuf_printf(&sb, " (%s) (", behind);
	for (i = 0; params && i < t->member_nr && w->parts < MAX_PARTS; i++)
		strbuf_printf(&sb, "%s%s", i ? ", " : "",
			      text_of(w, params[i].type, ""));
	if (t->flags & INDEX_TYPE_VARIADIC)
		strbuf_puts(&sb, i ? ", ..." : "...");
	else if (!i)
		strbuf_puts(&sb, "void");
	strbuf_put(&sb, ')');
	return sb.text;
}

/* What a type of this kind puts before that which stands behind; or NULL. */
static const char *mark_of(u16 kind)
{
	switch (kind) {
	case INDEX_TYPE_POINTER:
		return "*";
	case INDEX_TYPE_REFERENCE:
		return "&";
	case INDEX_TYPE_ARRAY:
		return "[]";
	case INDEX_TYPE_CONST:
		return " const";
	case INDEX_TYPE_VOLATILE:
		return " volatile";
	case INDEX_TYPE_RESTRICT:
		return " restrict";
	case INDEX_TYPE_ATOMIC:
		return " _Atomic";
	default:
		return NULL;
	}
}

static const char *text_of(struct writer *w, u32 type, const char *behind)
{
	const struct index_type *t = index_row(w->ix, INDEX_TYPES, type);
	const char *name, *mark;

	if (!t || w->parts++ >= MAX_PARTS)
		return "...";
	mark = mark_of(t->kind);
	if (mark)
		return text_of(w, t->ref,
			       arena_printf(w->arena, "%s%s", mark, behind));
	if (t->kind == INDEX_TYPE_FUNC)
		return function_text(w, t, behind);
	name = t->kind == INDEX_TYPE_VOID ? "void" : index_str(w->ix, t->name);
	return arena_printf(w->arena, "%s%s%s", index_type_tag(t->kind),
			    *name ? name : "{...}", behind);
}

const char *type_text(struct arena *arena, const struct index *ix, u32 type)
{
	struct writer w = { .arena = arena, .ix = ix };

	return text_of(&w, type, "");
}

// SPDX-License-Identifier: GPL-2.0
/* Types as listings of probe points write them. */
#include "place/type_text.h"

#include "base/strbuf.h"

#define MAX_DEPTH 32

static const char *text_of(struct arena *arena, const struct index *ix,
			   u32 type, const char *behind, int depth);

static const char *tag_of(u16 kind)
{
	switch (kind) {
	case INDEX_TYPE_STRUCT:
		return "struct ";
	case INDEX_TYPE_CLASS:
		return "class ";
	case INDEX_TYPE_UNION:
		return "union ";
	case INDEX_TYPE_ENUM:
		return "enum ";
	default:
		return "";
	}
}

static const char *function_text(struct arena *arena, const struct index *ix,
				 const struct index_type *t, const char *behind,
				 int depth)
{
	const struct index_member *params =
		index_rows(ix, INDEX_MEMBERS, t->member_first, t->member_nr);
	struct strbuf sb;
	u32 i;

	strbuf_init(&sb, arena);
	strbuf_puts(&sb, text_of(arena, ix, t->ref, "", depth + 1));
	strbuf_printf(&sb, " (%s) (", behind);
	for (i = 0; params && i < t->member_nr; i++)
		strbuf_printf(
			&sb, "%s%s", i ? ", " : "",
			text_of(arena, ix, params[i].type, "", depth + 1));
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

static const char *text_of(struct arena *arena, const struct index *ix,
			   u32 type, const char *behind, int depth)
{
	const struct index_type *t = index_row(ix, INDEX_TYPES, type);
	const char *name, *mark;

	if (!t || depth > MAX_DEPTH)
		return "...";
	mark = mark_of(t->kind);
	if (mark)
		return text_of(arena, ix, t->ref,
			       arena_printf(arena, "%s%s", mark, behind),
			       depth + 1);
	if (t->kind == INDEX_TYPE_FUNC)
		return function_text(arena, ix, t, behind, depth);
	name = t->kind == INDEX_TYPE_VOID ? "void" : index_str(ix, t->name);
	return arena_printf(arena, "%s%s%s", tag_of(t->kind),
			    *name ? name : "{...}", behind);
}

const char *type_text(struct arena *arena, const struct index *ix, u32 type)
{
	return text_of(arena, ix, type, "", 0);
}

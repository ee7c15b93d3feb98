// SPDX-License-Identifier: GPL-2.0
/* Questions about types of the probed program. */
#include "target/ttype.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "index/decl.h"
#include "index/type.h"

#define TEXT_MAX 200 /* of a type in a message */

const struct index_type *ttype_row(struct ttype type)
{
	return index_row(type.ix, INDEX_TYPES,
			 index_type_strip(type.ix, type.row));
}

u32 ttype_kind(struct ttype type)
{
	const struct index_type *t = ttype_row(type);

	return t ? t->kind : INDEX_TYPE_UNKNOWN;
}

bool ttype_is_struct(struct ttype type)
{
	u32 kind = ttype_kind(type);

	return kind == INDEX_TYPE_STRUCT || kind == INDEX_TYPE_UNION ||
	       kind == INDEX_TYPE_CLASS;
}

bool ttype_is_pointer(struct ttype type)
{
	u32 kind = ttype_kind(type);

	return kind == INDEX_TYPE_POINTER || kind == INDEX_TYPE_REFERENCE;
}

bool ttype_is_char(struct ttype type)
{
	const struct index_type *t = ttype_row(type);
	const char *name = t ? index_str(type.ix, t->name) : "";

	return t && t->kind == INDEX_TYPE_INT && t->size == 1 &&
	       (!strcmp(name, "char") || !strcmp(name, "unsigned char"));
}

struct ttype ttype_inner(struct ttype type)
{
	const struct index_type *t = ttype_row(type);

	if (!t)
		return ttype_of(type.ix, INDEX_NONE);
	if (t->kind != INDEX_TYPE_ARRAY || type.dims + 1 >= t->member_nr)
		return ttype_of(type.ix, t->ref);
	type.dims++;
	return type;
}

/* Of the dimensions that are left; 0 where a bound is not known. */
static u64 array_size(struct ttype type, const struct index_type *t)
{
	const struct index_member *bounds = index_rows(
		type.ix, INDEX_MEMBERS, t->member_first, t->member_nr);
	u64 size = index_type_size(type.ix, t->ref);
	u32 i;

	for (i = type.dims; bounds && i < t->member_nr; i++)
		if (__builtin_mul_overflow(size, bounds[i].bit_off, &size))
			return 0;
	return bounds ? size : 0;
}

u64 ttype_size(struct ttype type)
{
	const struct index_type *t = ttype_row(type);

	if (!t || t->flags & INDEX_TYPE_DECLARATION)
		return 0;
	if (t->kind == INDEX_TYPE_ARRAY && type.dims)
		return array_size(type, t);
	if (ttype_is_pointer(type))
		return 8;
	return index_type_size(type.ix, type.row);
}

/* Compilers differ in what they say of it: a negative constant decides. */
static bool enum_is_signed(struct ttype type, const struct index_type *t)
{
	const struct index_enumerator *e = index_rows(
		type.ix, INDEX_ENUMERATORS, t->member_first, t->member_nr);
	const struct index_type *of = ttype_row(ttype_of(type.ix, t->ref));
	u32 i;

	for (i = 0; e && i < t->member_nr; i++)
		if (e[i].value < 0)
			return true;
	return of && of->flags & INDEX_TYPE_SIGNED;
}

bool ttype_is_signed(struct ttype type)
{
	const struct index_type *t = ttype_row(type);

	if (!t)
		return false;
	if (t->flags & INDEX_TYPE_SIGNED)
		return true;
	return t->kind == INDEX_TYPE_ENUM && enum_is_signed(type, t);
}

const char *ttype_text(struct arena *arena, struct ttype type)
{
	const char *text = "?";
	char *buf = NULL;
	size_t len;
	FILE *out = open_memstream(&buf, &len);

	if (!out)
		return text;
	decl_type(type.ix, type.row, "", out);
	if (!fclose(out))
		text = len <= TEXT_MAX
			       ? arena_strndup(arena, buf, len)
			       : arena_printf(arena, "%.*s...", TEXT_MAX, buf);
	free(buf);
	return text;
}

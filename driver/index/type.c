// SPDX-License-Identifier: GPL-2.0
/* Questions about types. References may run in circles: steps are counted. */
#include "index/type.h"

#define STEPS_MAX 100

static int is_transparent(u16 kind)
{
	return kind == INDEX_TYPE_TYPEDEF || kind == INDEX_TYPE_CONST ||
	       kind == INDEX_TYPE_VOLATILE || kind == INDEX_TYPE_RESTRICT ||
	       kind == INDEX_TYPE_ATOMIC;
}

u32 index_type_strip(const struct index *ix, u32 type)
{
	int steps;

	for (steps = 0; steps < STEPS_MAX; steps++) {
		const struct index_type *t = index_row(ix, INDEX_TYPES, type);

		if (!t)
			return INDEX_NONE;
		if (!is_transparent(t->kind))
			return type;
		type = t->ref;
	}
	return INDEX_NONE;
}

/* All dimensions of an array; 0 where one is not known. */
static u64 elements(const struct index *ix, const struct index_type *t)
{
	const struct index_member *bounds =
		index_rows(ix, INDEX_MEMBERS, t->member_first, t->member_nr);
	u64 nr = 1;
	u32 i;

	for (i = 0; bounds && i < t->member_nr; i++)
		nr *= bounds[i].bit_off;
	return bounds ? nr : 0;
}

u64 index_type_size(const struct index *ix, u32 type)
{
	u64 factor = 1;
	int steps;

	for (steps = 0; steps < STEPS_MAX; steps++) {
		const struct index_type *t =
			index_row(ix, INDEX_TYPES, index_type_strip(ix, type));

		if (!t)
			return 0;
		if (t->kind != INDEX_TYPE_ARRAY || t->size)
			return factor * t->size;
		factor *= elements(ix, t);
		type = t->ref;
	}
	return 0;
}

const char *index_type_tag(u16 kind)
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
	}
	return "";
}

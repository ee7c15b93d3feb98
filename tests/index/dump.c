// SPDX-License-Identifier: GPL-2.0
/*
 * What an index says, a line each, in the form to which pahole.awk and
 * readelf.awk bring what other tools read of the same debug information:
 *
 *   dump members INDEX     TAG NAME SIZE|MEMBER OFFSET SIZE [BIT WIDTH]|...
 *   dump functions INDEX   ADDRESS NAME PARAMETERS
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "index/file.h"
#include "index/type.h"

#define DEPTH_MAX 32

static bool is_compound(const struct index_type *t)
{
	return t &&
	       (t->kind == INDEX_TYPE_STRUCT || t->kind == INDEX_TYPE_UNION ||
		t->kind == INDEX_TYPE_CLASS);
}

/* The nameless struct or union that a member's declaration spells out. */
static const struct index_type *spelled_out(const struct index *ix, u32 type)
{
	const struct index_type *t = index_row(ix, INDEX_TYPES, type);
	int i;

	for (i = 0; t && i < DEPTH_MAX; i++) {
		switch (t->kind) {
		case INDEX_TYPE_ARRAY:
		case INDEX_TYPE_POINTER:
		case INDEX_TYPE_CONST:
		case INDEX_TYPE_VOLATILE:
			t = index_row(ix, INDEX_TYPES, t->ref);
			continue;
		}
		break;
	}
	return is_compound(t) && !*index_str(ix, t->name) ? t : NULL;
}

static void dump_members(const struct index *ix, const struct index_type *t,
			 u64 base, int depth)
{
	u32 i;

	for (i = 0; i < t->member_nr && depth < DEPTH_MAX; i++) {
		const struct index_member *m =
			index_row(ix, INDEX_MEMBERS, t->member_first + i);
		const struct index_type *inner;
		u64 size, at;

		if (!m)
			return;
		size = index_type_size(ix, m->type);
		at = base + m->bit_off / 8;
		inner = spelled_out(ix, m->type);
		if (inner)
			dump_members(ix, inner, at, depth + 1);
		printf("|%s", index_str(ix, m->name));
		if (m->flags & INDEX_MEMBER_BITS) {
			u64 bits = base * 8 + m->bit_off;

			printf(" %" PRIu64 " %u", bits, m->bit_size);
		} else {
			printf(" %" PRIu64 " %" PRIu64, at, size);
		}
	}
}

static void dump_types(const struct index *ix)
{
	u32 i;

	for (i = 1; i < index_nr(ix, INDEX_TYPES); i++) {
		const struct index_type *t = index_row(ix, INDEX_TYPES, i);

		if (!is_compound(t) || t->flags & INDEX_TYPE_DECLARATION)
			continue;
		printf("%s %s %" PRIu64,
		       t->kind == INDEX_TYPE_UNION ? "union" : "struct",
		       *index_str(ix, t->name) ? index_str(ix, t->name) : "-",
		       t->size);
		dump_members(ix, t, 0, 0);
		putchar('\n');
	}
}

static void dump_functions(const struct index *ix)
{
	u32 i;

	for (i = 0; i < index_nr(ix, INDEX_SCOPES); i++) {
		const struct index_scope *s = index_row(ix, INDEX_SCOPES, i);
		const struct index_func *f;
		const struct index_range *r;

		if (!s || s->kind != INDEX_SCOPE_BODY || !s->range_nr)
			continue;
		f = index_row(ix, INDEX_FUNCS, s->func);
		r = index_row(ix, INDEX_RANGES, s->range_first);
		if (f && r)
			printf("%" PRIx64 " %s %u\n",
			       index_head(ix)->base + r->low,
			       index_str(ix, f->name), f->param_nr);
	}
}

int main(int argc, char **argv)
{
	struct index *ix;

	if (argc != 3 || index_open(argv[2], &ix))
		return 2;
	if (!strcmp(argv[1], "members"))
		dump_types(ix);
	else if (!strcmp(argv[1], "functions"))
		dump_functions(ix);
	else
		return 2;
	index_close(ix);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0
/*
 * Prints where the members of all structs and unions of an index lie, for a
 * comparison with what pahole says: a line for each type, "TYPE: MEMBER BITS
 * SIZE; ... size N", where BITS is the bit offset in the type and SIZE that of
 * the member's type in bytes, or ":N" of a bit-field of N bits. Members of
 * nameless types stand in front of the member that has the type.
 *
 * usage: btf_layout INDEX
 */
#include <stdio.h>
#include <string.h>

#include "index/file.h"
#include "index/type.h"

#define DEPTH_MAX 32

static int is_aggregate(const struct index_type *t)
{
	return t->kind == INDEX_TYPE_STRUCT || t->kind == INDEX_TYPE_UNION;
}

/*
 * The nameless aggregate that a member is, also an array of it or a pointer,
 * behind which offsets begin anew.
 */
static const struct index_type *nameless(const struct index *ix, u32 type,
					 u64 *off)
{
	const struct index_type *t = index_row(ix, INDEX_TYPES, type);
	int steps;

	for (steps = 0; t && steps < DEPTH_MAX; steps++) {
		if (is_aggregate(t))
			return t->name ? NULL : t;
		if (t->kind != INDEX_TYPE_ARRAY &&
		    t->kind != INDEX_TYPE_POINTER &&
		    t->kind != INDEX_TYPE_CONST &&
		    t->kind != INDEX_TYPE_VOLATILE)
			return NULL;
		if (t->kind == INDEX_TYPE_POINTER)
			*off = 0;
		t = index_row(ix, INDEX_TYPES, t->ref);
	}
	return NULL;
}

static void print_members(const struct index *ix, const struct index_type *t,
			  u64 base, int depth, FILE *out)
{
	const struct index_member *m =
		index_rows(ix, INDEX_MEMBERS, t->member_first, t->member_nr);
	u32 i;

	for (i = 0; m && i < t->member_nr && depth < DEPTH_MAX; i++) {
		u64 off = base + m[i].bit_off, inner_off = off;
		const struct index_type *inner =
			nameless(ix, m[i].type, &inner_off);

		if (inner)
			print_members(ix, inner, inner_off, depth + 1, out);
		fprintf(out, "%s %llu ", index_str(ix, m[i].name),
			(unsigned long long)off);
		if (m[i].flags & INDEX_MEMBER_BITS)
			fprintf(out, ":%u; ", m[i].bit_size);
		else
			fprintf(out, "%llu; ",
				(unsigned long long)index_type_size(ix,
								    m[i].type));
	}
}

static void print_type(const struct index *ix, const struct index_type *t)
{
	const struct index_type *of = t;
	const char *what = t->kind == INDEX_TYPE_UNION ? "union" : "struct";

	if (t->kind == INDEX_TYPE_TYPEDEF) {
		of = index_row(ix, INDEX_TYPES, t->ref);
		what = "typedef";
	}
	if (!of || !is_aggregate(of) || of->flags & INDEX_TYPE_DECLARATION ||
	    !t->name || (of != t && of->name))
		return;
	printf("%s %s: ", what, index_str(ix, t->name));
	print_members(ix, of, 0, 0, stdout);
	/* pahole has no size of a union but those of its members. */
	if (of->kind == INDEX_TYPE_UNION)
		putchar('\n');
	else
		printf("size %llu\n", (unsigned long long)of->size);
}

int main(int argc, char **argv)
{
	const struct index_type *t;
	struct index *ix;
	u32 i;

	if (argc != 2 || index_open(argv[1], &ix)) {
		fprintf(stderr, "usage: btf_layout INDEX\n");
		return 2;
	}
	for (i = 0; (t = index_row(ix, INDEX_TYPES, i)); i++)
		print_type(ix, t);
	index_close(ix);
	return 0;
}

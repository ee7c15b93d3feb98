// SPDX-License-Identifier: GPL-2.0
/*
 * Joining equal types of different units. Two types are the same if nothing
 * that can be asked of them differs, however deep: the coarsest partition in
 * which members of a class agree in their own rows and in the classes of all
 * types that these name. It is found by refinement: classes begin as hashes of
 * the rows alone; each round hashes a type's class with those that it refers
 * to, until a round makes no more classes than the one before. (Partition
 * refinement as for minimising automata: Hopcroft 1971, Moore 1956.)
 *
 * A declaration first becomes the definition of its kind and name, where all
 * units agree what that is.
 */
#include <stdlib.h>
#include <string.h>

#include "dwarf/read.h"

struct join {
	struct dwarf_reader *b;
	struct arena *arena; /* of what serves the joining only */
	const struct index_type *types;
	u32 nr;
	u32 *same; /* a declaration's definition, else the type itself */
	u64 *hash;
	u64 *next;
	u64 *seen;
	u32 seen_mask;
	u32 *final; /* of each raw type: its row in the index */
};

static u64 mix(u64 h, u64 v)
{
	h = (h ^ v) * 0x9e3779b97f4a7c15ull;
	return h ^ h >> 29;
}

static int has_members(const struct index_type *t)
{
	return t->kind != INDEX_TYPE_ENUM && t->member_nr;
}

static const struct index_member *member_of(const struct join *j,
					    const struct index_type *t, u32 i)
{
	return vec_at(&j->b->raw.members, t->member_first + i);
}

static u64 hash_row(const struct join *j, const struct index_type *t)
{
	u64 h = mix(t->kind, t->flags);
	u32 i;

	h = mix(mix(mix(h, t->name), t->size), t->member_nr);
	for (i = 0; i < t->member_nr; i++) {
		if (t->kind == INDEX_TYPE_ENUM) {
			const struct index_enumerator *e = vec_at(
				&j->b->raw.enumerators, t->member_first + i);

			h = mix(mix(h, e->name), (u64)e->value);
		} else {
			const struct index_member *m = member_of(j, t, i);

			h = mix(mix(h, m->name), m->bit_off);
			h = mix(mix(h, m->bit_size), m->flags);
		}
	}
	return h;
}

static u64 hash_references(const struct join *j, u32 n)
{
	const struct index_type *t = &j->types[n];
	u64 h = mix(j->hash[n], j->hash[j->same[t->ref]]);
	u32 i;

	for (i = 0; has_members(t) && i < t->member_nr; i++)
		h = mix(h, j->hash[j->same[member_of(j, t, i)->type]]);
	return h;
}

/* By a table of those seen: sorting them took most of the time. */
static u32 count_classes(struct join *j)
{
	u32 classes = 0, i;

	memset(j->seen, 0, ((size_t)j->seen_mask + 1) * sizeof(*j->seen));
	for (i = 0; i < j->nr; i++) {
		u64 hash = j->hash[i] | 1; /* 0 is a free slot */
		u32 at = (u32)(hash >> 32) & j->seen_mask;

		while (j->seen[at] && j->seen[at] != hash)
			at = (at + 1) & j->seen_mask;
		classes += !j->seen[at];
		j->seen[at] = hash;
	}
	return classes;
}

static void refine(struct join *j)
{
	u32 before, classes = count_classes(j), i;

	do {
		u64 *done = j->hash;

		for (i = 0; i < j->nr; i++)
			j->next[i] = hash_references(j, i);
		j->hash = j->next;
		j->next = done;
		before = classes;
		classes = count_classes(j);
	} while (classes > before);
}

struct named {
	u64 key; /* of kind and name */
	u64 hash; /* of the row */
	u32 type;
	u32 declared;
};

static int compare_named(const void *a, const void *b)
{
	const struct named *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (x->declared != y->declared)
		return x->declared < y->declared ? -1 : 1;
	return x->type < y->type ? -1 : x->type > y->type;
}

/* rows: all of one kind and name, definitions first. */
static void resolve_group(struct join *j, const struct named *rows, u32 nr)
{
	u32 i;

	for (i = 1; i < nr && !rows[i].declared; i++)
		if (rows[i].hash != rows[0].hash)
			return; /* the units do not agree */
	for (; i < nr && !rows[0].declared; i++)
		j->same[rows[i].type] = rows[0].type;
}

static int can_be_declared(const struct index_type *t)
{
	return t->name &&
	       (t->kind == INDEX_TYPE_STRUCT || t->kind == INDEX_TYPE_CLASS ||
		t->kind == INDEX_TYPE_UNION || t->kind == INDEX_TYPE_ENUM);
}

static void resolve_declarations(struct join *j)
{
	struct named *rows = arena_alloc(j->arena, j->nr * sizeof(*rows) + 1);
	u32 nr = 0, first, i;

	for (i = 0; i < j->nr; i++) {
		const struct index_type *t = &j->types[i];

		if (!can_be_declared(t))
			continue;
		rows[nr].key = (u64)t->kind << 32 | t->name;
		rows[nr].hash = j->hash[i];
		rows[nr].type = i;
		rows[nr++].declared = t->flags & INDEX_TYPE_DECLARATION;
	}
	qsort(rows, nr, sizeof(*rows), compare_named);
	for (first = 0; first < nr; first = i) {
		for (i = first; i < nr && rows[i].key == rows[first].key;)
			i++;
		resolve_group(j, rows + first, i - first);
	}
}

static void copy_members(struct join *j, const struct index_type *t,
			 struct index_type *to)
{
	struct index_writer *w = j->b->w;
	u32 i;

	if (t->kind == INDEX_TYPE_ENUM) {
		to->member_first = index_writer_nr(w, INDEX_ENUMERATORS);
		for (i = 0; i < t->member_nr; i++)
			*(struct index_enumerator *)index_writer_row(
				w, INDEX_ENUMERATORS) =
				*(struct index_enumerator *)vec_at(
					&j->b->raw.enumerators,
					t->member_first + i);
		return;
	}
	to->member_first = index_writer_nr(w, INDEX_MEMBERS);
	for (i = 0; i < t->member_nr; i++) {
		struct index_member m = *member_of(j, t, i);

		m.type = j->final[m.type];
		*(struct index_member *)index_writer_row(w, INDEX_MEMBERS) = m;
	}
}

/* The first type of a class stands for it. */
static void number_classes(struct join *j)
{
	struct memo seen;
	u32 next = 0, i;

	memo_init(&seen, j->arena);
	for (i = 0; i < j->nr; i++) {
		int is_new = 1;
		u32 *row;

		if (j->same[i] != i)
			continue;
		/* A hash as a key: never NULL. */
		row = memo_get(&seen, (void *)(j->hash[i] | 1), &is_new);
		if (is_new)
			*row = next++;
		j->final[i] = *row;
	}
	for (i = 0; i < j->nr; i++)
		if (j->same[i] != i)
			j->final[i] = j->final[j->same[i]];
}

static void write_classes(struct join *j)
{
	struct index_writer *w = j->b->w;
	u32 i;

	for (i = 0; i < j->nr; i++) {
		struct index_type t = j->types[i];

		if (j->same[i] != i ||
		    (i && j->final[i] < index_writer_nr(w, INDEX_TYPES)))
			continue;
		t.ref = j->final[t.ref];
		copy_members(j, &j->types[i], &t);
		if (i) /* the writer begins with void */
			*(struct index_type *)index_writer_row(w, INDEX_TYPES) =
				t;
	}
}

static void init_join(struct join *j, struct dwarf_reader *b,
		      struct arena *arena)
{
	u32 i;

	*j = (struct join){ .b = b, .arena = arena };
	j->types = b->raw.types.data;
	j->nr = b->raw.types.nr;
	j->same = arena_alloc(arena, j->nr * sizeof(u32));
	j->final = arena_alloc(arena, j->nr * sizeof(u32));
	j->hash = arena_alloc(arena, j->nr * sizeof(u64));
	j->next = arena_alloc(arena, j->nr * sizeof(u64));
	j->seen_mask = 1023;
	while (j->seen_mask / 2 < j->nr)
		j->seen_mask = j->seen_mask * 2 + 1;
	j->seen = arena_alloc(arena, ((size_t)j->seen_mask + 1) * sizeof(u64));
	for (i = 0; i < j->nr; i++) {
		j->same[i] = i;
		j->hash[i] = hash_row(j, &j->types[i]);
	}
}

const u32 *dedup_types(struct dwarf_reader *b)
{
	struct join j;

	init_join(&j, b, b->arena);
	resolve_declarations(&j);
	refine(&j);
	number_classes(&j);
	write_classes(&j);
	return j.final;
}

/* The rows of a class's first type move up to its number. */
static void move_class(struct join *j, u32 type, u32 *members, u32 *enumerators)
{
	struct raw_types *raw = &j->b->raw;
	struct index_type t = j->types[type];
	int is_enum = t.kind == INDEX_TYPE_ENUM;
	struct vec *rows = is_enum ? &raw->enumerators : &raw->members;
	u32 *next = is_enum ? enumerators : members, i;

	if (t.member_nr)
		memmove(vec_at(rows, *next), vec_at(rows, t.member_first),
			(size_t)t.member_nr * rows->size);
	t.ref = j->final[t.ref];
	t.member_first = *next;
	*next += t.member_nr;
	for (i = 0; has_members(&t) && i < t.member_nr; i++) {
		struct index_member *m = vec_at(rows, t.member_first + i);

		m->type = j->final[m->type];
	}
	*(struct index_type *)vec_at(&raw->types, j->final[type]) = t;
}

void dedup_compact(struct dwarf_reader *b)
{
	struct arena *arena = arena_create();
	u32 types = 0, members = 0, enumerators = 0, i;
	struct join j;

	if (!arena)
		return; /* it takes more memory, that is all */
	init_join(&j, b, arena);
	refine(&j);
	number_classes(&j);
	for (i = 0; i < j.nr; i++) {
		if (j.final[i] != types)
			continue;
		move_class(&j, i, &members, &enumerators);
		types++;
	}
	b->raw.types.nr = types;
	b->raw.members.nr = members;
	b->raw.enumerators.nr = enumerators;
	read_set_types(b, j.final);
	arena_destroy(arena);
}

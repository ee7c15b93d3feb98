// SPDX-License-Identifier: GPL-2.0
/* The order in which an index is made of a file's DWARF. */
#include "dwarf/read.h"

#include <stdlib.h>

#include <gelf.h>

#define TYPES_MAX (1u << 20)

static void read_code_ranges(struct dwarf_reader *b)
{
	size_t nr, i;
	GElf_Phdr seg;

	if (!b->elf || elf_getphdrnum(b->elf, &nr))
		return;
	for (i = 0; i < nr; i++) {
		struct index_range *r;

		if (!gelf_getphdr(b->elf, (int)i, &seg) ||
		    seg.p_type != PT_LOAD || !(seg.p_flags & PF_X))
			continue;
		r = vec_push(&b->code);
		r->low = unit_address(b, seg.p_vaddr);
		r->high = unit_address(b, seg.p_vaddr + seg.p_memsz);
	}
}

void read_init(struct dwarf_reader *b, struct index_writer *w,
	       struct arena *arena, Elf *elf)
{
	*b = (struct dwarf_reader){ .w = w, .arena = arena, .elf = elf };
	vec_init(&b->raw.types, arena, sizeof(struct index_type));
	vec_init(&b->raw.members, arena, sizeof(struct index_member));
	vec_init(&b->raw.enumerators, arena, sizeof(struct index_enumerator));
	vec_init(&b->raw.todo, arena, sizeof(Dwarf_Die));
	vec_init(&b->vars, arena, sizeof(Dwarf_Die));
	vec_init(&b->bases, arena, sizeof(Dwarf_Die));
	vec_init(&b->code, arena, sizeof(struct index_range));
	lines_init(b);
	vec_init(&b->bodies, arena, sizeof(struct entry_body));
	memo_init(&b->types, arena);
	memo_init(&b->funcs, arena);
	memo_init(&b->files, arena);
	memo_init(&b->names, arena);
	memo_init(&b->var_rows, arena);
	read_code_ranges(b);
	vec_push(&b->raw.types); /* void */
	b->raw.first = 1;
	b->types_max = TYPES_MAX;
}

void read_set_types(struct dwarf_reader *b, const u32 *final)
{
	struct index_writer *w = b->w;
	u32 i;

	for (i = 0; i < index_writer_nr(w, INDEX_FUNCS); i++) {
		struct index_func *f = index_writer_at(w, INDEX_FUNCS, i);

		f->type = final[f->type];
	}
	for (i = 0; i < index_writer_nr(w, INDEX_VARS); i++) {
		struct index_var *v = index_writer_at(w, INDEX_VARS, i);

		v->type = final[v->type];
	}
	for (i = 0; i < index_writer_nr(w, INDEX_GLOBALS); i++) {
		struct index_global *g = index_writer_at(w, INDEX_GLOBALS, i);

		g->type = final[g->type];
	}
}

static int name_kind(const struct index_type *t)
{
	switch (t->kind) {
	case INDEX_TYPE_INT:
	case INDEX_TYPE_FLOAT:
	case INDEX_TYPE_TYPEDEF:
		return INDEX_NAME_TYPEDEF;
	case INDEX_TYPE_STRUCT:
	case INDEX_TYPE_CLASS:
		return INDEX_NAME_STRUCT;
	case INDEX_TYPE_UNION:
		return INDEX_NAME_UNION;
	case INDEX_TYPE_ENUM:
		return INDEX_NAME_ENUM;
	}
	return -1;
}

static void name_types(struct index_writer *w)
{
	u32 i, k;

	for (i = 1; i < index_writer_nr(w, INDEX_TYPES); i++) {
		const struct index_type *t = index_writer_at(w, INDEX_TYPES, i);
		int kind = name_kind(t);

		if (kind < 0 || t->flags & INDEX_TYPE_DECLARATION)
			continue;
		index_writer_name(w, t->name, (enum index_name_kind)kind, i);
		for (k = 0; t->kind == INDEX_TYPE_ENUM && k < t->member_nr;
		     k++) {
			const struct index_enumerator *e = index_writer_at(
				w, INDEX_ENUMERATORS, t->member_first + k);

			index_writer_name(w, e->name, INDEX_NAME_ENUMERATOR,
					  t->member_first + k);
		}
	}
}

static void name_objects(struct index_writer *w)
{
	u32 i;

	for (i = 0; i < index_writer_nr(w, INDEX_FUNCS); i++) {
		const struct index_func *f = index_writer_at(w, INDEX_FUNCS, i);

		index_writer_name(w, f->name, INDEX_NAME_FUNC, i);
		index_writer_name(w, f->linkage, INDEX_NAME_FUNC, i);
	}
	for (i = 0; i < index_writer_nr(w, INDEX_GLOBALS); i++) {
		const struct index_global *g =
			index_writer_at(w, INDEX_GLOBALS, i);

		index_writer_name(w, g->name, INDEX_NAME_GLOBAL, i);
		index_writer_name(w, g->linkage, INDEX_NAME_GLOBAL, i);
	}
}

static int compare_labels(const void *a, const void *b)
{
	const struct index_label *x = a, *y = b;

	if (x->scope != y->scope)
		return x->scope < y->scope ? -1 : 1;
	return x->addr < y->addr ? -1 : x->addr > y->addr;
}

static void sort_labels(struct vec *labels)
{
	if (labels->nr)
		qsort(labels->data, labels->nr, labels->size, compare_labels);
}

void read_finish(struct dwarf_reader *b)
{
	u32 i;

	types_fill(b);
	read_set_types(b, dedup_types(b));
	for (i = 0; i < b->vars.nr; i++)
		locs_write(b, i);
	lines_finish(b);
	sort_labels(&b->w->section[INDEX_LABELS]);
	name_types(b->w);
	name_objects(b->w);
	b->w->has |= INDEX_HAS_DWARF;
}

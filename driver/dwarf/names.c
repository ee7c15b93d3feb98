// SPDX-License-Identifier: GPL-2.0
/*
 * Names with their namespaces and classes, `a::b`. A DIE does not know its
 * parent, so a unit of a language that has namespaces is walked from the top
 * before anything is read.
 */
#include <dwarf.h>
#include <stdio.h>

#include "dwarf/attr.h"
#include "dwarf/read.h"

/* Deeper ones keep their plain names. */
#define DEPTH_MAX 64
#define NAME_MAX  4096

struct walk {
	struct dwarf_reader *b;
	char prefix[NAME_MAX];
	int depth;
};

static int opens_namespace(int tag)
{
	return tag == DW_TAG_namespace || tag == DW_TAG_module ||
	       tag == DW_TAG_structure_type || tag == DW_TAG_class_type ||
	       tag == DW_TAG_union_type || tag == DW_TAG_enumeration_type;
}

static int is_named(int tag)
{
	return opens_namespace(tag) || tag == DW_TAG_typedef ||
	       tag == DW_TAG_subprogram || tag == DW_TAG_variable ||
	       tag == DW_TAG_member;
}

static void keep(struct walk *walk, Dwarf_Die *die, const char *name, int len)
{
	char text[NAME_MAX];
	int is_new;
	u32 *row;

	if (!len)
		return;
	if (snprintf(text, sizeof(text), "%.*s%s", len, walk->prefix, name) >=
	    (int)sizeof(text))
		return;
	row = memo_get(&walk->b->names, die->addr, &is_new);
	*row = index_writer_str(walk->b->w, text);
}

static void walk_children(struct walk *walk, Dwarf_Die *parent, int len)
{
	Dwarf_Die die;

	if (walk->depth == DEPTH_MAX || dwarf_child(parent, &die))
		return;
	walk->depth++;
	do {
		const char *name = attr_text(&die, DW_AT_name);
		int tag = dwarf_tag(&die), next = len;

		if (name && is_named(tag))
			keep(walk, &die, name, len);
		if (!opens_namespace(tag))
			continue;
		if (name)
			next += snprintf(walk->prefix + len,
					 sizeof(walk->prefix) - (size_t)len,
					 "%s::", name);
		if (next < (int)sizeof(walk->prefix))
			walk_children(walk, &die, next);
	} while (!dwarf_siblingof(&die, &die));
	walk->depth--;
}

static int has_namespaces(int language)
{
	switch (language) {
	case DW_LANG_C:
	case DW_LANG_C89:
	case DW_LANG_C99:
	case DW_LANG_C11:
	case DW_LANG_Mips_Assembler:
		return 0;
	}
	return 1;
}

void names_read(struct dwarf_reader *b, Dwarf_Die *cu)
{
	struct walk walk = { .b = b };

	if (has_namespaces(dwarf_srclang(cu)))
		walk_children(&walk, cu, 0);
}

/* Of a definition outside of its class: the name of the declaration. */
static u32 *find_kept(struct dwarf_reader *b, Dwarf_Die *die, int depth)
{
	static const unsigned int links[] = { DW_AT_abstract_origin,
					      DW_AT_specification };
	u32 *kept = memo_find(&b->names, die->addr);
	size_t i;

	for (i = 0; i < 2 && !kept && depth < 8; i++) {
		Dwarf_Attribute attr;
		Dwarf_Die other;

		if (dwarf_attr(die, links[i], &attr) &&
		    dwarf_formref_die(&attr, &other))
			kept = find_kept(b, &other, depth + 1);
	}
	return kept;
}

u32 names_of(struct dwarf_reader *b, Dwarf_Die *die)
{
	u32 *kept = b->names.nr ? find_kept(b, die, 0) : NULL;
	Dwarf_Attribute attr;

	if (kept)
		return *kept;
	if (!dwarf_attr_integrate(die, DW_AT_name, &attr))
		return 0;
	return index_writer_str(b->w, dwarf_formstring(&attr));
}

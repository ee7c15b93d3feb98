// SPDX-License-Identifier: GPL-2.0
/*
 * Types of DWARF (version 5, chapter 5) as rows. A reference makes an empty
 * row and puts its DIE on a list; so nothing here recurses.
 */
#include <dwarf.h>

#include "dwarf/attr.h"
#include "dwarf/read.h"

static const struct kind {
	u16 tag;
	u16 kind;
} kinds[] = {
	{ DW_TAG_base_type, INDEX_TYPE_INT },
	{ DW_TAG_unspecified_type, INDEX_TYPE_VOID },
	{ DW_TAG_pointer_type, INDEX_TYPE_POINTER },
	{ DW_TAG_reference_type, INDEX_TYPE_REFERENCE },
	{ DW_TAG_rvalue_reference_type, INDEX_TYPE_REFERENCE },
	{ DW_TAG_array_type, INDEX_TYPE_ARRAY },
	{ DW_TAG_structure_type, INDEX_TYPE_STRUCT },
	{ DW_TAG_class_type, INDEX_TYPE_CLASS },
	{ DW_TAG_union_type, INDEX_TYPE_UNION },
	{ DW_TAG_enumeration_type, INDEX_TYPE_ENUM },
	{ DW_TAG_typedef, INDEX_TYPE_TYPEDEF },
	{ DW_TAG_template_alias, INDEX_TYPE_TYPEDEF },
	{ DW_TAG_const_type, INDEX_TYPE_CONST },
	{ DW_TAG_volatile_type, INDEX_TYPE_VOLATILE },
	{ DW_TAG_restrict_type, INDEX_TYPE_RESTRICT },
	{ DW_TAG_atomic_type, INDEX_TYPE_ATOMIC },
	{ DW_TAG_subroutine_type, INDEX_TYPE_FUNC },
	{ DW_TAG_ptr_to_member_type, INDEX_TYPE_MEMBER_POINTER },
};

static u16 kind_of(Dwarf_Die *die)
{
	int tag = dwarf_tag(die);
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].tag == tag)
			return kinds[i].kind;
	return INDEX_TYPE_UNKNOWN;
}

static u32 raw_type(struct dwarf_reader *b, Dwarf_Die *die)
{
	Dwarf_Attribute attr;
	Dwarf_Die defined;
	int is_new;
	u32 *row;

	/* It stands for a type that a unit of its own defines. */
	if (dwarf_attr(die, DW_AT_signature, &attr) &&
	    dwarf_formref_die(&attr, &defined))
		die = &defined;
	row = memo_get(&b->types, die->addr, &is_new);
	if (is_new) {
		*row = b->raw.types.nr;
		vec_push(&b->raw.types);
		*(Dwarf_Die *)vec_push(&b->raw.todo) = *die;
	}
	return *row;
}

u32 types_of(struct dwarf_reader *b, Dwarf_Die *die)
{
	Dwarf_Attribute attr;
	Dwarf_Die type;

	if (!dwarf_attr_integrate(die, DW_AT_type, &attr) ||
	    !dwarf_formref_die(&attr, &type))
		return 0;
	return raw_type(b, &type);
}

void types_declare(struct dwarf_reader *b, Dwarf_Die *die)
{
	if (kind_of(die) != INDEX_TYPE_UNKNOWN)
		raw_type(b, die);
}

static u16 base_kind(s64 encoding, u16 *ret_flags)
{
	switch (encoding) {
	case DW_ATE_float:
	case DW_ATE_complex_float:
	case DW_ATE_imaginary_float:
	case DW_ATE_decimal_float:
		return INDEX_TYPE_FLOAT;
	case DW_ATE_boolean:
		*ret_flags = INDEX_TYPE_BOOL;
		break;
	case DW_ATE_signed_char:
		*ret_flags = INDEX_TYPE_CHAR | INDEX_TYPE_SIGNED;
		break;
	case DW_ATE_unsigned_char:
	case DW_ATE_UTF:
	case DW_ATE_UCS:
	case DW_ATE_ASCII:
		*ret_flags = INDEX_TYPE_CHAR;
		break;
	case DW_ATE_signed:
	case DW_ATE_signed_fixed:
		*ret_flags = INDEX_TYPE_SIGNED;
		break;
	}
	return INDEX_TYPE_INT;
}

/* DW_AT_bit_offset of DWARF 2 and 3 counts from the most significant bit. */
static void place_bits(Dwarf_Die *die, struct index_member *m)
{
	s64 bits = attr_number(die, DW_AT_bit_size, 0);
	s64 old = attr_number(die, DW_AT_bit_offset, -1);
	s64 unit = attr_number(die, DW_AT_byte_size, 0);
	Dwarf_Attribute attr;
	Dwarf_Die type;

	if (bits <= 0)
		return;
	if (unit <= 0 && dwarf_attr(die, DW_AT_type, &attr) &&
	    dwarf_formref_die(&attr, &type)) {
		Dwarf_Word size;

		if (!dwarf_aggregate_size(&type, &size))
			unit = (s64)size;
	}
	m->flags |= INDEX_MEMBER_BITS;
	m->bit_size = (u32)bits;
	if (old >= 0)
		m->bit_off += (u64)(unit * 8 - old - bits);
}

/* A location that is a constant, or the one operation plus_uconst. */
static u64 member_bits(Dwarf_Die *die)
{
	s64 bits = attr_number(die, DW_AT_data_bit_offset, -1);
	Dwarf_Attribute attr;
	Dwarf_Word bytes;
	Dwarf_Op *ops;
	size_t nr;

	if (bits >= 0)
		return (u64)bits;
	if (!dwarf_attr(die, DW_AT_data_member_location, &attr))
		return 0;
	if (!dwarf_formudata(&attr, &bytes))
		return bytes * 8;
	if (!dwarf_getlocation(&attr, &ops, &nr) && nr == 1 &&
	    (ops[0].atom == DW_OP_plus_uconst || ops[0].atom == DW_OP_constu))
		return ops[0].number * 8;
	return 0;
}

static void add_member(struct dwarf_reader *b, Dwarf_Die *die)
{
	struct index_member m = {
		.name = index_writer_str(b->w, attr_text(die, DW_AT_name)),
		.type = types_of(b, die),
		.bit_off = member_bits(die),
	};

	if (dwarf_tag(die) == DW_TAG_inheritance)
		m.flags = INDEX_MEMBER_BASE;
	place_bits(die, &m);
	*(struct index_member *)vec_push(&b->raw.members) = m;
}

/* The number of elements; a bound that only running code knows is none. */
static void add_bound(struct dwarf_reader *b, Dwarf_Die *die)
{
	struct index_member m = { 0 };
	s64 count = attr_number(die, DW_AT_count, -1);
	s64 upper = attr_number(die, DW_AT_upper_bound, -1);
	s64 lower = attr_number(die, DW_AT_lower_bound, 0);

	if (count < 0 && upper >= lower)
		count = upper - lower + 1;
	if (count < 0)
		m.flags = INDEX_MEMBER_FLEXIBLE;
	else
		m.bit_off = (u64)count;
	*(struct index_member *)vec_push(&b->raw.members) = m;
}

static void add_enumerator(struct dwarf_reader *b, Dwarf_Die *die)
{
	struct index_enumerator *e = vec_push(&b->raw.enumerators);

	e->name = index_writer_str(b->w, attr_text(die, DW_AT_name));
	e->value = attr_number(die, DW_AT_const_value, 0);
}

static void add_child(struct dwarf_reader *b, Dwarf_Die *child,
		      struct index_type *t)
{
	switch (dwarf_tag(child)) {
	case DW_TAG_member:
		/* A static member has no place in the object. */
		if (!attr_flag(child, DW_AT_external) &&
		    !attr_flag(child, DW_AT_declaration))
			add_member(b, child);
		break;
	case DW_TAG_inheritance:
	case DW_TAG_formal_parameter:
		add_member(b, child);
		break;
	case DW_TAG_subrange_type:
		add_bound(b, child);
		break;
	case DW_TAG_enumerator:
		add_enumerator(b, child);
		break;
	case DW_TAG_unspecified_parameters:
		t->flags |= INDEX_TYPE_VARIADIC;
		break;
	}
}

static u64 type_size(Dwarf_Die *die)
{
	s64 bytes = attr_number(die, DW_AT_byte_size, -1);

	if (bytes < 0)
		bytes = (attr_number(die, DW_AT_bit_size, 0) + 7) / 8;
	return (u64)bytes;
}

static void fill_type(struct dwarf_reader *b, Dwarf_Die *die,
		      struct index_type *t)
{
	struct vec *rows;
	Dwarf_Die child;

	t->kind = kind_of(die);
	t->name = names_of(b, die);
	t->size = type_size(die);
	t->ref = types_of(b, die);
	if (t->kind == INDEX_TYPE_INT)
		t->kind = base_kind(attr_number(die, DW_AT_encoding, 0),
				    &t->flags);
	if (t->kind == INDEX_TYPE_POINTER && !t->size)
		t->size = 8;
	if (attr_flag(die, DW_AT_declaration))
		t->flags |= INDEX_TYPE_DECLARATION;
	rows = t->kind == INDEX_TYPE_ENUM ? &b->raw.enumerators
					  : &b->raw.members;
	t->member_first = rows->nr;
	if (!dwarf_child(die, &child))
		do
			add_child(b, &child, t);
		while (!dwarf_siblingof(&child, &child));
	t->member_nr = rows->nr - t->member_first;
}

/* Filling a row in refers to new ones: the rows move, so it is copied. */
void types_fill(struct dwarf_reader *b)
{
	for (; b->raw.done < b->raw.todo.nr; b->raw.done++) {
		Dwarf_Die die = *(Dwarf_Die *)vec_at(&b->raw.todo, b->raw.done);
		struct index_type t = { 0 };

		fill_type(b, &die, &t);
		*(struct index_type *)vec_at(&b->raw.types,
					     b->raw.first + b->raw.done) = t;
	}
}

/*
 * A type that is referred to again later is made again then, and joined with
 * the one that is here.
 */
void types_tidy(struct dwarf_reader *b)
{
	if (b->raw.todo.nr < b->types_max)
		return;
	dedup_compact(b);
	b->raw.todo.nr = 0;
	b->raw.done = 0;
	b->raw.first = b->raw.types.nr;
	memo_clear(&b->types);
}

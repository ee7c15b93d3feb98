// SPDX-License-Identifier: GPL-2.0
/* Types of BTF as rows of the index. */
#include <string.h>

#include "btf/impl.h"

#define POINTER_SIZE 8

static const u16 kinds[] = {
	[BTF_KIND_INT] = INDEX_TYPE_INT,
	[BTF_KIND_PTR] = INDEX_TYPE_POINTER,
	[BTF_KIND_ARRAY] = INDEX_TYPE_ARRAY,
	[BTF_KIND_STRUCT] = INDEX_TYPE_STRUCT,
	[BTF_KIND_UNION] = INDEX_TYPE_UNION,
	[BTF_KIND_ENUM] = INDEX_TYPE_ENUM,
	[BTF_KIND_FWD] = INDEX_TYPE_STRUCT,
	[BTF_KIND_TYPEDEF] = INDEX_TYPE_TYPEDEF,
	[BTF_KIND_VOLATILE] = INDEX_TYPE_VOLATILE,
	[BTF_KIND_CONST] = INDEX_TYPE_CONST,
	[BTF_KIND_RESTRICT] = INDEX_TYPE_RESTRICT,
	[BTF_KIND_FUNC_PROTO] = INDEX_TYPE_FUNC,
	[BTF_KIND_FLOAT] = INDEX_TYPE_FLOAT,
	[BTF_KIND_ENUM64] = INDEX_TYPE_ENUM,
};

static u16 kind_of(const struct btf_record *t)
{
	u16 kind = t->kind < sizeof(kinds) / sizeof(kinds[0]) ? kinds[t->kind]
							      : 0;

	if (t->kind == BTF_KIND_FWD && t->flag == BTF_FORWARD_UNION)
		return INDEX_TYPE_UNION;
	return kind ? kind : INDEX_TYPE_UNKNOWN;
}

static struct index_member *add_member(struct btf_conversion *c, u32 id,
				       u32 name_off, u32 type)
{
	struct index_member *m = index_writer_row(c->w, INDEX_MEMBERS);

	m->name = btf_text(c, id, name_off);
	m->type = btf_type_row(c, id, type);
	return m;
}

/* Encoders do not mark characters, as DWARF does. */
static bool is_char(const struct btf_conversion *c, const struct btf_record *t)
{
	const char *name = btf_str(c->btf, t->name_off);

	return t->size == 1 && name &&
	       (!strcmp(name, "char") || !strcmp(name, "signed char") ||
		!strcmp(name, "unsigned char"));
}

static void fill_int(struct btf_conversion *c, const struct btf_record *t,
		     struct index_type *to)
{
	u32 encoding = btf_word(t->body) >> 24 & 0xf;

	if (encoding & BTF_INT_SIGNED)
		to->flags |= INDEX_TYPE_SIGNED;
	if (encoding & BTF_INT_BOOL)
		to->flags |= INDEX_TYPE_BOOL;
	if (encoding & BTF_INT_CHAR || is_char(c, t))
		to->flags |= INDEX_TYPE_CHAR;
}

/* The encoder cannot say whether the source has [] or [0]: no bound. */
static void add_bound(struct btf_conversion *c, const struct btf_record *t)
{
	struct index_member *m = index_writer_row(c->w, INDEX_MEMBERS);

	m->bit_off = btf_word(t->body + 8);
	if (!m->bit_off)
		m->flags = INDEX_MEMBER_FLEXIBLE;
}

/* Bit-fields of old encoders have an integer type of so many bits. */
static void place_old_bits(struct btf_conversion *c, u32 type,
			   struct index_member *m)
{
	struct btf_record t;
	u32 word;

	if (!type || type >= btf_nr(c->btf) || btf_get(c->btf, type, &t) ||
	    t.kind != BTF_KIND_INT)
		return;
	word = btf_word(t.body);
	if (!(word >> 16 & 0xff) && (word & 0xff) == 8ull * t.size)
		return;
	m->flags |= INDEX_MEMBER_BITS;
	m->bit_off += word >> 16 & 0xff;
	m->bit_size = word & 0xff;
}

static void add_members(struct btf_conversion *c, u32 id,
			const struct btf_record *t)
{
	u32 i;

	for (i = 0; i < t->vlen; i++) {
		const uint8_t *at = btf_element(t, i, BTF_MEMBER_LEN);
		u32 type = btf_word(at + 4), off = btf_word(at + 8);
		struct index_member *m = add_member(c, id, btf_word(at), type);

		if (!t->flag) {
			m->bit_off = off;
			place_old_bits(c, type, m);
			continue;
		}
		m->bit_off = off & 0xffffff;
		m->bit_size = off >> 24;
		if (m->bit_size)
			m->flags |= INDEX_MEMBER_BITS;
	}
}

/* A last one without name and type: "...". */
static void add_params(struct btf_conversion *c, u32 id,
		       const struct btf_record *t, struct index_type *to)
{
	u32 i;

	for (i = 0; i < t->vlen; i++) {
		const uint8_t *at = btf_element(t, i, BTF_PARAM_LEN);

		if (i == t->vlen - 1 && !btf_word(at) && !btf_word(at + 4))
			to->flags |= INDEX_TYPE_VARIADIC;
		else
			add_member(c, id, btf_word(at), btf_word(at + 4));
	}
}

/*
 * 32-bit values have no sign of their own. Encoders that mark no enum at all
 * are those which know no mark.
 */
static s64 enum_value(const struct btf_conversion *c,
		      const struct btf_record *t, const uint8_t *at)
{
	u32 low = btf_word(at + 4);

	if (t->kind == BTF_KIND_ENUM64)
		return (s64)((u64)btf_word(at + 8) << 32 | low);
	return t->flag || !c->marks_signs ? (s64)(int)low : (s64)low;
}

static void add_enumerators(struct btf_conversion *c, u32 id,
			    const struct btf_record *t, struct index_type *to)
{
	size_t len = t->kind == BTF_KIND_ENUM64 ? BTF_ENUM64_LEN : BTF_ENUM_LEN;
	u32 i;

	to->member_first = index_writer_nr(c->w, INDEX_ENUMERATORS);
	for (i = 0; i < t->vlen; i++) {
		const uint8_t *at = btf_element(t, i, len);
		struct index_enumerator *e =
			index_writer_row(c->w, INDEX_ENUMERATORS);

		e->name = btf_text(c, id, btf_word(at));
		e->value = enum_value(c, t, at);
		if (t->flag || (!c->marks_signs && e->value < 0))
			to->flags |= INDEX_TYPE_SIGNED;
		index_writer_name(c->w, e->name, INDEX_NAME_ENUMERATOR,
				  to->member_first + i);
	}
	if (!t->vlen)
		to->flags |= INDEX_TYPE_DECLARATION;
}

static void fill_parts(struct btf_conversion *c, u32 id,
		       const struct btf_record *t, struct index_type *to)
{
	switch (t->kind) {
	case BTF_KIND_INT:
		fill_int(c, t, to);
		break;
	case BTF_KIND_ARRAY:
		to->size = 0;
		to->ref = btf_type_row(c, id, btf_word(t->body));
		add_bound(c, t);
		break;
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		add_members(c, id, t);
		break;
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		add_enumerators(c, id, t, to);
		break;
	case BTF_KIND_FWD:
		to->flags = INDEX_TYPE_DECLARATION;
		break;
	case BTF_KIND_FUNC_PROTO:
		add_params(c, id, t, to);
		break;
	}
}

/* Kinds whose third word is a type. */
static bool has_ref(u32 kind)
{
	return kind == BTF_KIND_PTR || kind == BTF_KIND_TYPEDEF ||
	       kind == BTF_KIND_VOLATILE || kind == BTF_KIND_CONST ||
	       kind == BTF_KIND_RESTRICT || kind == BTF_KIND_FUNC_PROTO;
}

static int name_kind(u16 kind)
{
	switch (kind) {
	case INDEX_TYPE_INT:
	case INDEX_TYPE_FLOAT:
	case INDEX_TYPE_TYPEDEF:
		return INDEX_NAME_TYPEDEF;
	case INDEX_TYPE_STRUCT:
		return INDEX_NAME_STRUCT;
	case INDEX_TYPE_UNION:
		return INDEX_NAME_UNION;
	case INDEX_TYPE_ENUM:
		return INDEX_NAME_ENUM;
	}
	return -1;
}

void btf_fill(struct btf_conversion *c, u32 id, const struct btf_record *t)
{
	struct index_type to = { .kind = kind_of(t) };
	u32 row = c->row[id];
	int name;

	to.name = btf_text(c, id, t->name_off);
	if (has_ref(t->kind))
		to.ref = btf_type_row(c, id, t->size);
	else if (t->kind != BTF_KIND_FWD && to.kind != INDEX_TYPE_UNKNOWN)
		to.size = t->size;
	if (t->kind == BTF_KIND_PTR)
		to.size = POINTER_SIZE;
	to.member_first = index_writer_nr(c->w, INDEX_MEMBERS);
	fill_parts(c, id, t, &to);
	to.member_nr = to.kind == INDEX_TYPE_ENUM
			       ? t->vlen
			       : index_writer_nr(c->w, INDEX_MEMBERS) -
					 to.member_first;
	*(struct index_type *)index_writer_at(c->w, INDEX_TYPES, row) = to;
	name = name_kind(to.kind);
	if (name >= 0 && !(to.flags & INDEX_TYPE_DECLARATION))
		index_writer_name(c->w, to.name, (enum index_name_kind)name,
				  row);
}

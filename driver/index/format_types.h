/* SPDX-License-Identifier: GPL-2.0 */
/* Rows of an index file that make up types; see format.h. */
#ifndef STAPX_INDEX_FORMAT_TYPES_H
#define STAPX_INDEX_FORMAT_TYPES_H

#include <stapx/types.h>

enum index_type_kind {
	INDEX_TYPE_VOID,
	INDEX_TYPE_INT, /* base types; flags tell signedness */
	INDEX_TYPE_FLOAT,
	INDEX_TYPE_POINTER, /* to ref */
	INDEX_TYPE_REFERENCE, /* C++ & and && */
	INDEX_TYPE_ARRAY, /* of ref; members: a row for each dimension */
	INDEX_TYPE_STRUCT,
	INDEX_TYPE_UNION,
	INDEX_TYPE_CLASS,
	INDEX_TYPE_ENUM, /* ref: the integer type, or 0 */
	INDEX_TYPE_TYPEDEF, /* of ref */
	INDEX_TYPE_CONST, /* ref, qualified */
	INDEX_TYPE_VOLATILE,
	INDEX_TYPE_RESTRICT,
	INDEX_TYPE_ATOMIC,
	INDEX_TYPE_FUNC, /* returning ref; members: the parameters */
	INDEX_TYPE_MEMBER_POINTER, /* C++ T::* */
	INDEX_TYPE_UNKNOWN, /* of a kind without a meaning here */
	INDEX_TYPE_KIND_NR,
};

#define INDEX_TYPE_SIGNED      1u /* INT, ENUM */
#define INDEX_TYPE_CHAR	       2u /* INT: prints as a character */
#define INDEX_TYPE_BOOL	       4u
#define INDEX_TYPE_DECLARATION 8u /* nothing but the name is known */
#define INDEX_TYPE_VARIADIC    16u /* FUNC */

struct index_type {
	u32 name; /* string; "" for anonymous ones */
	u32 ref;
	u64 size; /* bytes */
	u32 member_first; /* MEMBERS; of an enum: ENUMERATORS */
	u32 member_nr;
	u16 kind; /* enum index_type_kind */
	u16 flags; /* INDEX_TYPE_* */
	u32 pad;
};

/* Of a struct; for a function type the rows are its parameters. */
#define INDEX_MEMBER_BASE     1u /* a C++ base class */
#define INDEX_MEMBER_BITS     2u /* a bit-field */
#define INDEX_MEMBER_FLEXIBLE 4u /* ARRAY: the bound is not known */
#define INDEX_MEMBER_VIRTUAL  8u /* a base class whose place code computes */

struct index_member {
	u32 name; /* string; "" for anonymous ones */
	u32 type;
	u64 bit_off; /* from the start of the struct; ARRAY: elements */
	u32 bit_size; /* of a bit-field */
	u32 flags; /* INDEX_MEMBER_* */
};

struct index_enumerator {
	u32 name; /* string */
	u32 pad;
	s64 value;
};

#endif

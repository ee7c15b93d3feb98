/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Types of the probed program, as the expressions of a script meet them: a
 * row of an index, of which some dimensions are indexed already. Rows come
 * from a file: each question checks what it reads.
 */
#ifndef STAPX_TARGET_TTYPE_H
#define STAPX_TARGET_TTYPE_H

#include <stdbool.h>

#include "base/arena.h"
#include "index/file.h"

struct ttype {
	const struct index *ix;
	u32 row; /* of TYPES */
	u32 dims; /* of an array: dimensions that were indexed */
};

static inline struct ttype ttype_of(const struct index *ix, u32 row)
{
	return (struct ttype){ .ix = ix, .row = row };
}

/* The row below typedefs and qualifiers; NULL for a damaged one. */
const struct index_type *ttype_row(struct ttype type);

/* enum index_type_kind of that row; INDEX_TYPE_UNKNOWN for a damaged one. */
u32 ttype_kind(struct ttype type);

bool ttype_is_struct(struct ttype type); /* or a union, or a class */
bool ttype_is_pointer(struct ttype type); /* or a C++ reference */

/* `char` in one of its signs: pointers to it and arrays of it are texts. */
bool ttype_is_char(struct ttype type);

/* What a pointer or reference points to, what an array has, a call returns. */
struct ttype ttype_inner(struct ttype type);

/* Bytes of an object; 0 where it has no size, or an unknown one. */
u64 ttype_size(struct ttype type);

/* Of an integer, an enum, a bool. */
bool ttype_is_signed(struct ttype type);

/* As C writes it: "struct s *". In the arena. */
const char *ttype_text(struct arena *arena, struct ttype type);

#endif

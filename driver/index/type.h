/* SPDX-License-Identifier: GPL-2.0 */
/* What can be asked of a type of an index. */
#ifndef STAPX_INDEX_TYPE_H
#define STAPX_INDEX_TYPE_H

#include "index/file.h"

/* The type below typedefs and qualifiers; INDEX_NONE for a damaged one. */
u32 index_type_strip(const struct index *ix, u32 type);

/* Bytes of an object; 0 where it has no size, or an unknown one. */
u64 index_type_size(const struct index *ix, u32 type);

/* "struct ", "enum " and so on for a kind that has tags; else "". */
const char *index_type_tag(u16 kind);

#endif

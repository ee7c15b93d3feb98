/* SPDX-License-Identifier: GPL-2.0 */
/* Finding things in an index, by name and by address. */
#ifndef STAPX_INDEX_FIND_H
#define STAPX_INDEX_FIND_H

#include "index/file.h"

/*
 * The rows of INDEX_NAMES that have this name, the first one to *ret_first;
 * returns their number. Kinds ascend within a name.
 */
u32 index_find_name(const struct index *ix, const char *name, u32 *ret_first);

/*
 * The number of rows of a section whose u32 at `field` (bytes) is below key,
 * where the rows ascend by it. It looks at few rows.
 */
u32 index_below(const struct index *ix, enum index_section section,
		size_t field, u64 key);

/* The first row of a kind with this name, or INDEX_NONE. */
u32 index_find_kind(const struct index *ix, const char *name,
		    enum index_name_kind kind);

/* The body that holds an address from base: a row of SCOPES, or INDEX_NONE. */
u32 index_find_addr(const struct index *ix, u32 addr);

/*
 * The innermost block or inlined call at an address in the body `scope`;
 * `scope` itself where there is none.
 */
u32 index_find_scope(const struct index *ix, u32 scope, u32 addr);

#endif

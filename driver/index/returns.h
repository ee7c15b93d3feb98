/* SPDX-License-Identifier: GPL-2.0 */
/* Where functions are left, by an index. */
#ifndef STAPX_INDEX_RETURNS_H
#define STAPX_INDEX_RETURNS_H

#include "index/file.h"

/*
 * The row of CODE of the function that begins at an address from base (for a
 * body of SCOPES that is the low of its first range), or NULL.
 */
const struct index_code *index_find_code(const struct index *ix, u32 entry);

/*
 * Where it is left, ascending; NULL and 0 where it never is, or where the
 * rows do not exist. Only with INDEX_CODE_ALL_RETURNS these are all.
 */
const struct index_return *index_returns(const struct index *ix,
					 const struct index_code *code,
					 u32 *ret_nr);

/* "ret", "tail jump", ...; "?" for an unknown kind. */
const char *index_return_name(u32 kind);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Lists of what an index has beside declarations: `stapx index --list=KIND`. */
#ifndef STAPX_INDEX_LIST_H
#define STAPX_INDEX_LIST_H

#include <stdio.h>

#include "index/file.h"

struct list_kind;

/* The kind of a name ("symbols"); NULL: there is none. */
const struct list_kind *list_find(const char *name);

/* All names of kinds, "symbols, marks, ...". Borrowed, for ever. */
const char *list_kinds(void);

/*
 * Prints the rows, of those that a shell pattern matches where it is not NULL.
 * Returns their number. Addresses are the ELF file's own.
 */
u32 list_print(const struct list_kind *kind, const struct index *ix,
	       const char *pattern, FILE *out);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Unwind rows and returns of an index as text, a line for each row. */
#ifndef STAPX_INDEX_LIST_CODE_H
#define STAPX_INDEX_LIST_CODE_H

#include <stdio.h>

#include "index/file.h"

/*
 * Print rows of the functions whose name a shell pattern matches; NULL: of
 * all code. Return the number of rows. Addresses are the ELF file's own.
 */
u32 list_unwind(const struct index *ix, const char *pattern, FILE *out);
u32 list_returns(const struct index *ix, const char *pattern, FILE *out);

#endif

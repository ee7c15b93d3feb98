/* SPDX-License-Identifier: GPL-2.0 */
/* C declarations of what an index knows. */
#ifndef STAPX_INDEX_DECL_H
#define STAPX_INDEX_DECL_H

#include <stdio.h>

#include "index/file.h"

/* `type name` in C's syntax, without a newline. name may be "". */
void decl_type(const struct index *ix, u32 type, const char *name, FILE *out);

/* Everything that has a name: `struct x { ... };` and so on, a line each. */
void decl_name(const struct index *ix, const struct index_name *name,
	       FILE *out);

/* All names, in their order. */
void decl_all(const struct index *ix, FILE *out);

#endif

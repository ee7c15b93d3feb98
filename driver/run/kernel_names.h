/* SPDX-License-Identifier: GPL-2.0 */
/* Functions and tracepoints of the running kernel, for the compiler. */
#ifndef STAPX_RUN_KERNEL_NAMES_H
#define STAPX_RUN_KERNEL_NAMES_H

#include "script/ast.h"

/* The hook kernel_names of struct lower_opts. */
int kernel_names_find(struct script *script, const struct point *point,
		      struct vec *ret);

/* The variables at a point in the kernel, for listings: kernel_list_vars. */
char *kernel_names_vars(u32 kind, const char *module, const char *name);

#endif

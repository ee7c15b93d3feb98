/* SPDX-License-Identifier: GPL-2.0 */
/* The probe points that there are (-l, -L). */
#ifndef STAPX_SCRIPT_LISTING_H
#define STAPX_SCRIPT_LISTING_H

#include <stdio.h>

#include "script/ast.h"

/*
 * Prints the points of the language and the aliases of the library that match
 * a pattern, with the variables that an alias sets; for a pattern that is points
 * of programs, the places that passes_opts.list finds. Returns 0; -ENOENT when
 * none matches; -EINVAL when diag holds errors.
 */
int listing_print(struct script *script, const char *pattern, bool variables,
		  FILE *out);

#endif

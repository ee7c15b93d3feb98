/* SPDX-License-Identifier: GPL-2.0 */
/* What the passes made of a script (-p2). */
#ifndef STAPX_SCRIPT_RESOLVED_H
#define STAPX_SCRIPT_RESOLVED_H

#include <stdio.h>

#include "script/ast.h"

/* Globals, functions, probes with their variables, and all types. */
void resolved_print(const struct script *script, FILE *out);

#endif

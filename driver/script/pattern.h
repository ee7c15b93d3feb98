/* SPDX-License-Identifier: GPL-2.0 */
/* Regular expressions are compiled. */
#ifndef STAPX_SCRIPT_PATTERN_H
#define STAPX_SCRIPT_PATTERN_H

#include "script/ast.h"

/*
 * Compiles the patterns of all `=~` and `!~`: with captures if the script
 * asks for them anywhere, by matched() or ngroups(). 0, or -EINVAL, reported.
 */
int pattern_script(struct script *script);

#endif

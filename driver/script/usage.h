/* SPDX-License-Identifier: GPL-2.0 */
/* Who reads and who writes which variable. */
#ifndef STAPX_SCRIPT_USAGE_H
#define STAPX_SCRIPT_USAGE_H

#include "script/ast.h"

/*
 * Counts the reads and writes of all globals and locals in the handlers and
 * the functions that they reach, which get fn->reached. An assignment whose
 * value is used reads the value, not the variable; `x++` alone only writes x.
 */
void usage_count(struct script *script);

/* Does computing e change anything, but its value? */
bool usage_has_effect(const struct expr *e);

/* Is that no more than an error where the target's memory cannot be read? */
bool usage_only_reads(const struct expr *e);

#endif

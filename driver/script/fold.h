/* SPDX-License-Identifier: GPL-2.0 */
/* Constant expressions to constants. */
#ifndef STAPX_SCRIPT_FOLD_H
#define STAPX_SCRIPT_FOLD_H

#include "script/ast.h"

/*
 * Replaces what can be computed now, with the machine's arithmetic. What
 * would be a run-time error (division by zero) is left to run time. Wants
 * types; returns 0.
 */
int fold_script(struct script *script);

#endif

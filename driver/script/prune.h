/* SPDX-License-Identifier: GPL-2.0 */
/* Statements that are never reached. */
#ifndef STAPX_SCRIPT_PRUNE_H
#define STAPX_SCRIPT_PRUNE_H

#include "script/ast.h"

/*
 * Removes branches whose condition is a constant, and what stands behind a
 * jump; after fold_script(). Does nothing with opts->unoptimized. Returns 0.
 */
int prune_script(struct script *script);

#endif

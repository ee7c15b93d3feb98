/* SPDX-License-Identifier: GPL-2.0 */
/* What has no effect. */
#ifndef STAPX_SCRIPT_ELIDE_H
#define STAPX_SCRIPT_ELIDE_H

#include "script/ast.h"

/*
 * Removes statements that change nothing and assignments to variables that
 * nothing reads, and warns of them in the user's script; warns of globals
 * that nothing uses or assigns. With opts->unoptimized everything stays.
 * Leaves the counts of usage_count(). Returns 0.
 */
int elide_script(struct script *script);

#endif

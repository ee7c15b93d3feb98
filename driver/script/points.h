/* SPDX-License-Identifier: GPL-2.0 */
/* Probe points as written, to what the machine attaches. */
#ifndef STAPX_SCRIPT_POINTS_H
#define STAPX_SCRIPT_POINTS_H

#include "script/ast.h"

/* Fills in kind, param, path, symbol of every point; 0 or -EINVAL. */
int points_resolve(struct script *script);

#endif

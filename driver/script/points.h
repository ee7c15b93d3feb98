/* SPDX-License-Identifier: GPL-2.0 */
/* Probe points as written, to what the machine attaches. */
#ifndef STAPX_SCRIPT_POINTS_H
#define STAPX_SCRIPT_POINTS_H

#include "script/ast.h"

/*
 * Fills in kind, param, path, symbol of a point. 0; -ENOENT for a point that
 * no row of points.def knows, -EOPNOTSUPP for one without an engine yet, both
 * without a report; -EINVAL after one.
 */
int points_resolve(struct script *script, struct point *point);

/* Says why points_resolve() returned err for it; -EINVAL. */
int points_report(struct script *script, const struct point *point, int err);

/* The shapes of all known points, for i = 0, 1, ...; NULL at the end. */
const char *points_shape(u32 i);

/* NULL when the points of that row work. */
const char *points_missing(u32 i);

#endif

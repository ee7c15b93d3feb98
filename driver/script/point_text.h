/* SPDX-License-Identifier: GPL-2.0 */
/* Probe points as text. */
#ifndef STAPX_SCRIPT_POINT_TEXT_H
#define STAPX_SCRIPT_POINT_TEXT_H

#include "script/ast.h"

/* "a.b(1).c("x")": the components, as the parser reads them. Interned. */
const char *point_text(struct script *script, const struct point *point);

#endif

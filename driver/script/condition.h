/* SPDX-License-Identifier: GPL-2.0 */
/* `probe POINT if (CONDITION)`. */
#ifndef STAPX_SCRIPT_CONDITION_H
#define STAPX_SCRIPT_CONDITION_H

#include "script/ast.h"

/* Conditions read globals, and do nothing else. 0 or -EINVAL. */
int condition_check(struct script *script);

#endif

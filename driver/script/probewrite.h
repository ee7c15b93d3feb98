/* SPDX-License-Identifier: GPL-2.0 */
/* @probewrite(x): does the user's handler write x? */
#ifndef STAPX_SCRIPT_PROBEWRITE_H
#define STAPX_SCRIPT_PROBEWRITE_H

#include "script/ast.h"

/* Replaces each in body by 1 or 0, as the user's statements say. */
void probewrite_resolve(struct stmt *body, struct stmt *user);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Probes with the names of aliases, to probes at points of the machine. */
#ifndef STAPX_SCRIPT_ALIAS_H
#define STAPX_SCRIPT_ALIAS_H

#include "script/ast.h"

/*
 * Replaces script->probes: every point is one that points_resolve() knows,
 * and the bodies of the aliases on the way stand before and behind that of
 * the handler. Conditions become a part of the handler. 0 or -EINVAL.
 */
int alias_expand(struct script *script);

#endif

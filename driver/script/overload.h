/* SPDX-License-Identifier: GPL-2.0 */
/* Functions of one name and as many parameters. */
#ifndef STAPX_SCRIPT_OVERLOAD_H
#define STAPX_SCRIPT_OVERLOAD_H

#include "script/ast.h"

/*
 * Brings functions in the order in which `next` tries them, links them, and
 * makes their parameters and results the same. 0 or -EINVAL.
 */
int overload_link(struct script *script);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Names to symbols and functions; single values, arrays, statistics. */
#ifndef STAPX_SCRIPT_BIND_H
#define STAPX_SCRIPT_BIND_H

#include "script/ast.h"

/*
 * Fills in sym, fn and builtin of every node, creates the locals, and decides
 * which globals are arrays (and of how many keys) and which are statistics.
 * 0 or -EINVAL after errors were recorded.
 */
int bind_script(struct script *script);

/* The same for one more handler, after bind_script(). */
void bind_handler(struct script *script, struct function *fn);

#endif

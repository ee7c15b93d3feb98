/* SPDX-License-Identifier: GPL-2.0 */
/* The types of all values. */
#ifndef STAPX_SCRIPT_INFER_H
#define STAPX_SCRIPT_INFER_H

#include "script/ast.h"

/*
 * Gives every expression, variable, key, parameter and result its type, in
 * one walk: types flow through the type variables in both directions. What
 * nothing decides is a long. Wants names bound; 0 or -EINVAL.
 */
int infer_script(struct script *script);

/* The same for one more handler, after infer_script(). */
void infer_handler(struct script *script, struct function *fn);

#endif

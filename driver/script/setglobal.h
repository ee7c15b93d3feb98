/* SPDX-License-Identifier: GPL-2.0 */
/* Initial values of globals from the command line (-G NAME=VALUE). */
#ifndef STAPX_SCRIPT_SETGLOBAL_H
#define STAPX_SCRIPT_SETGLOBAL_H

#include "script/ast.h"

/* Finds the globals that opts->globals names. 0 or -EINVAL. */
int setglobal_apply(struct script *script);

/* Makes the value an initial value of sym's type, once that was inferred. */
void setglobal_value(struct script *script, struct symbol *sym);

#endif

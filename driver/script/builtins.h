/* SPDX-License-Identifier: GPL-2.0 */
/* The machine's own functions, as the compiler sees them. */
#ifndef STAPX_SCRIPT_BUILTINS_H
#define STAPX_SCRIPT_BUILTINS_H

#include <stapx/opcodes.h>
#include <stapx/program.h>

struct builtin {
	const char *name;
	const char *params; /* i: integer, s: string */
	u8 ret; /* enum sx_type */
	u8 flags; /* SX_B_* */
};

/* Indexed by enum sx_builtin. */
extern const struct builtin builtins[SX_BUILTIN_NR];

/* NULL when there is none of that name. */
const struct builtin *builtins_find(const char *name);

#endif

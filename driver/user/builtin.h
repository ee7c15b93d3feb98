/* SPDX-License-Identifier: GPL-2.0 */
/* What the functions of the machine share in this process. */
#ifndef STAPX_USER_BUILTIN_H
#define STAPX_USER_BUILTIN_H

#include <stddef.h>

#include "builtins.h"

/* A function whose result is an integer expression. */
#define USER_INT(name, value)                    \
	int sx_builtin_##name(SX_BUILTIN_PARAMS) \
	{                                        \
		ret->i = (s64)(value);           \
		return 0;                        \
	}

/* A copy of text as the result of a function: 0, or -1 without room. */
int user_string_result(struct sx_vm *vm, const char *text, size_t len,
		       union sx_reg *ret);

#endif

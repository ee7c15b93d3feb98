/* SPDX-License-Identifier: GPL-2.0 */
/* What the functions of the machine share in this process. */
#ifndef STAPX_USER_BUILTIN_H
#define STAPX_USER_BUILTIN_H

#include <stddef.h>

#include "vm.h"

#define USER_BUILTIN_PARAMS                                 \
	struct sx_vm *vm __attribute__((unused)),           \
		union sx_reg *ints __attribute__((unused)), \
		union sx_reg *strs __attribute__((unused)), \
		union sx_reg *ret __attribute__((unused))

/* A function whose result is an integer expression. */
#define USER_INT(name, value)                      \
	int sx_builtin_##name(USER_BUILTIN_PARAMS) \
	{                                          \
		ret->i = (s64)(value);             \
		return 0;                          \
	}

/* A copy of text as the result of a function: 0, or -1 without room. */
int user_string_result(struct sx_vm *vm, const char *text, size_t len,
		       union sx_reg *ret);

#endif

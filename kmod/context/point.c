// SPDX-License-Identifier: GPL-2.0
/* Builtins that ask what was hit. */
#include "probe/engine.h"

#include "builtins.h"

int sx_builtin_pp(SX_BUILTIN_PARAMS)
{
	const struct sx_point *pt = vm->point;

	if (pt && pt->text)
		ret->s = pt->text;
	else
		ret->s = sx_program_str(vm->prog,
					vm->prog->probes[vm->probe].name);
	return 0;
}

/* An empty string where a point is no function's. */
int sx_builtin_probefunc(SX_BUILTIN_PARAMS)
{
	const struct sx_point *pt = vm->point;
	struct sx_str *s;

	if (pt && pt->name) {
		ret->s = pt->name;
		return 0;
	}
	s = sx_vm_new_str(vm, 0);
	if (!s)
		return -1;
	ret->s = s;
	return 0;
}

int sx_builtin_is_return(SX_BUILTIN_PARAMS)
{
	const struct sx_point *pt = vm->point;

	ret->i = pt && pt->is_return;
	return 0;
}

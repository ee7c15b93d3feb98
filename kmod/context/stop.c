// SPDX-License-Identifier: GPL-2.0
/* Builtins that change the flow of the handler or the session. */
#include "session/session.h"

int sx_builtin_exit(struct sx_vm *vm, union sx_reg *ints, union sx_reg *strs,
		    union sx_reg *ret)
{
	(void)ints, (void)strs, (void)ret;
	sx_session_exit(vm->host);
	return 0;
}

/* Without an error the handler ends as if it were done. */
int sx_builtin_abort(struct sx_vm *vm, union sx_reg *ints, union sx_reg *strs,
		     union sx_reg *ret)
{
	(void)ints, (void)strs, (void)ret;
	sx_session_exit(vm->host);
	return -1;
}

int sx_builtin_error(struct sx_vm *vm, union sx_reg *ints, union sx_reg *strs,
		     union sx_reg *ret)
{
	(void)ints, (void)ret;
	return sx_vm_error_str(vm, strs[0].s);
}

int sx_builtin_warn(struct sx_vm *vm, union sx_reg *ints, union sx_reg *strs,
		    union sx_reg *ret)
{
	(void)ints, (void)ret;
	sx_vm_warn(vm, strs[0].s);
	return 0;
}

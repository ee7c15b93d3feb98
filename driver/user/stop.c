// SPDX-License-Identifier: GPL-2.0
/* Builtins that change the flow of the handler or the session. */
#include "user/builtin.h"
#include "user/host.h"

int sx_builtin_exit(SX_BUILTIN_PARAMS)
{
	struct user_host *host = vm->host;

	host->exit(host);
	return 0;
}

/* Without an error the handler ends as if it were done. */
int sx_builtin_abort(SX_BUILTIN_PARAMS)
{
	struct user_host *host = vm->host;

	host->exit(host);
	return -1;
}

int sx_builtin_error(SX_BUILTIN_PARAMS)
{
	return sx_vm_error_str(vm, strs[0].s);
}

/* No entry is passed over here: one handler runs at a time. */
int sx_builtin___entry_mark(SX_BUILTIN_PARAMS)
{
	ret->i = 1;
	return 0;
}

int sx_builtin___entry_missed(SX_BUILTIN_PARAMS)
{
	vm->count.no_entry++;
	return sx_vm_error(vm, SX_ERR_NO_ENTRY, 0);
}

int sx_builtin_warn(SX_BUILTIN_PARAMS)
{
	sx_vm_warn(vm, strs[0].s);
	return 0;
}

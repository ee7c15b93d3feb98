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

int sx_builtin_warn(SX_BUILTIN_PARAMS)
{
	sx_vm_warn(vm, strs[0].s);
	return 0;
}

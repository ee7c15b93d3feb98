// SPDX-License-Identifier: GPL-2.0
/* Builtins that ask for the current task: this thread. */
#include <sched.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "user/builtin.h"
#include "user/host.h"

#define COMM_LEN 16

USER_INT(pid, getpid())
USER_INT(tid, gettid())
USER_INT(ppid, getppid())
USER_INT(uid, getuid())
USER_INT(cpu, sched_getcpu())

int sx_builtin_target(USER_BUILTIN_PARAMS)
{
	const struct user_host *host = vm->host;

	ret->i = host->target;
	return 0;
}

int sx_builtin_execname(USER_BUILTIN_PARAMS)
{
	char comm[COMM_LEN] = "";

	prctl(PR_GET_NAME, comm);
	return user_string_result(vm, comm, strnlen(comm, COMM_LEN), ret);
}

int sx_builtin_pp(USER_BUILTIN_PARAMS)
{
	ret->s = sx_program_str(vm->prog, vm->prog->probes[vm->probe].name);
	return 0;
}

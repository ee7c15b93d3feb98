// SPDX-License-Identifier: GPL-2.0
/* Builtins that ask for the current task: this thread. */
#include <sched.h>
#include <stdio.h>
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
USER_INT(euid, geteuid())
USER_INT(gid, getgid())
USER_INT(egid, getegid())
USER_INT(pgrp, getpgrp())
USER_INT(sid, getsid(0))
USER_INT(stp_pid, getpid())
USER_INT(cpu, sched_getcpu())

int sx_builtin_target(SX_BUILTIN_PARAMS)
{
	const struct user_host *host = vm->host;

	ret->i = host->target;
	return 0;
}

int sx_builtin_execname(SX_BUILTIN_PARAMS)
{
	char comm[COMM_LEN] = "";

	prctl(PR_GET_NAME, comm);
	return user_string_result(vm, comm, strnlen(comm, COMM_LEN), ret);
}

/* "" when it has just ended. */
int sx_builtin_pexecname(SX_BUILTIN_PARAMS)
{
	char path[32];
	char comm[COMM_LEN + 1] = "";
	size_t len = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/comm", (int)getppid());
	f = fopen(path, "re");
	if (f) {
		len = fread(comm, 1, COMM_LEN, f);
		fclose(f);
	}
	/* The file's line ends with a newline. */
	return user_string_result(vm, comm, len ? len - 1 : 0, ret);
}

USER_INT(is_return, 0)

/* No point here is a function's. */
int sx_builtin_probefunc(SX_BUILTIN_PARAMS)
{
	return user_string_result(vm, "", 0, ret);
}

int sx_builtin_pp(SX_BUILTIN_PARAMS)
{
	ret->s = sx_program_str(vm->prog, vm->prog->probes[vm->probe].name);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0
/*
 * Builtins that ask for a task by its address. There is none here: a task's
 * number stands for it, and /proc answers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "user/builtin.h"

#define PROC_MAX (1u << 16)

static int fault(struct sx_vm *vm, s64 task)
{
	vm->count.read_faults++;
	return sx_vm_error(vm, SX_ERR_USER_FAULT, (u64)task);
}

/* A file of /proc/TASK, to be freed; NULL: there is no such task. */
static char *read_proc(s64 task, const char *name)
{
	char path[64];
	char *text;

	snprintf(path, sizeof(path), "/proc/%lld/%s", (long long)task, name);
	return file_read_all(path, PROC_MAX, &text, NULL) ? NULL : text;
}

/* Field n (4..) of stat (proc(5)): those behind the name in brackets. */
static int stat_field(struct sx_vm *vm, s64 task, int n, union sx_reg *ret)
{
	char *text = read_proc(task, "stat");
	const char *p;

	if (!text)
		return fault(vm, task);
	p = strrchr(text, ')');
	for (n -= 2; p && n; n--)
		p = strchr(p + 1, ' ');
	ret->i = p ? atoll(p) : 0;
	free(text);
	return 0;
}

/* Number n (0..) on the line of status that starts so. */
static int status_field(struct sx_vm *vm, s64 task, const char *line, int n,
			union sx_reg *ret)
{
	char *text = read_proc(task, "status");
	const char *p;

	if (!text)
		return fault(vm, task);
	p = strstr(text, line);
	for (n++; p && n; n--)
		p = strchr(p + 1, '\t');
	ret->i = p ? atoll(p) : 0;
	free(text);
	return 0;
}

#define TASK_STAT(name, n)                                \
	int sx_builtin_##name(SX_BUILTIN_PARAMS)          \
	{                                                 \
		return stat_field(vm, ints[0].i, n, ret); \
	}
#define TASK_STATUS(name, line, n)                                         \
	int sx_builtin_##name(SX_BUILTIN_PARAMS)                           \
	{                                                                  \
		return status_field(vm, ints[0].i, "\n" line ":", n, ret); \
	}

TASK_STAT(task_parent, 4)
TASK_STAT(task_prio, 18)
TASK_STAT(task_nice, 19)
TASK_STAT(task_cpu, 39)
TASK_STATUS(task_pid, "Tgid", 0)
TASK_STATUS(task_tid, "Pid", 0)
TASK_STATUS(task_uid, "Uid", 0)
TASK_STATUS(task_euid, "Uid", 1)
TASK_STATUS(task_gid, "Gid", 0)
TASK_STATUS(task_egid, "Gid", 1)

/* The kernel's number of a state's letter. */
static s64 state_of(char letter)
{
	static const char letters[] = "SDTtXZ"; /* bits from 0 on */
	const char *at = strchr(letters, letter);

	return letter && at ? 1 << (at - letters) : 0;
}

int sx_builtin_task_state(SX_BUILTIN_PARAMS)
{
	char *text = read_proc(ints[0].i, "stat");
	const char *p;

	if (!text)
		return fault(vm, ints[0].i);
	p = strrchr(text, ')');
	ret->i = p && p[1] ? state_of(p[2]) : 0;
	free(text);
	return 0;
}

int sx_builtin_task_execname(SX_BUILTIN_PARAMS)
{
	char *text = read_proc(ints[0].i, "comm");
	int err;

	if (!text)
		return fault(vm, ints[0].i);
	err = user_string_result(vm, text, strcspn(text, "\n"), ret);
	free(text);
	return err;
}

USER_INT(task_current, gettid())

int sx_builtin_pid2task(SX_BUILTIN_PARAMS)
{
	char *text = ints[0].i > 0 ? read_proc(ints[0].i, "stat") : NULL;

	ret->i = text ? ints[0].i : 0;
	free(text);
	return 0;
}

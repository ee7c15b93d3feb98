// SPDX-License-Identifier: GPL-2.0
/*
 * Builtins that ask for a task by its address. A script may give any number:
 * all is read fault-safely, and what cannot be read is a lost sample.
 */
#include "kabi/task.h"
#include "kabi/uaccess.h"

#include "builtins.h"

#define MAX_RT_PRIO  100
#define DEFAULT_PRIO 120

static int fault(struct sx_vm *vm, u64 addr)
{
	vm->count.read_faults++;
	return sx_vm_error(vm, SX_ERR_USER_FAULT, addr);
}

/* off < 0: this kernel has no such member. */
static int read_at(struct sx_vm *vm, u64 base, long off, void *to, u32 len)
{
	u64 addr = base + (u64)off;

	if (off < 0 || base < SX_USER_END ||
	    sx_probe_read_kernel(to, addr, len))
		return fault(vm, addr);
	return 0;
}

#define TASK_FIELD(name, type, off, value)                                   \
	int sx_builtin_##name(SX_BUILTIN_PARAMS)                             \
	{                                                                    \
		type v;                                                      \
                                                                             \
		if (read_at(vm, (u64)ints[0].i, (long)(off), &v, sizeof(v))) \
			return -1;                                           \
		ret->i = (s64)(value);                                       \
		return 0;                                                    \
	}

TASK_FIELD(task_pid, s32, KOFF(task_struct, tgid), v)
TASK_FIELD(task_tid, s32, KOFF(task_struct, pid), v)
TASK_FIELD(task_parent, u64, KOFF(task_struct, real_parent), v)
TASK_FIELD(task_prio, s32, KOFF_OPT(task_struct, prio), v - MAX_RT_PRIO)
TASK_FIELD(task_nice, s32, KOFF_OPT(task_struct, static_prio), v - DEFAULT_PRIO)

/* 5.14 renamed it, and made it shorter; the low half is the same. */
static long state_off(void)
{
	long off = KOFF_OPT(task_struct, __state);

	return off >= 0 ? off : KOFF_OPT(task_struct, state);
}
TASK_FIELD(task_state, u32, state_off(), v)

/* In the thread_info at the start of the task since 5.16. */
static long cpu_off(void)
{
	long in_task = KOFF_OPT(task_struct, cpu);

	if (in_task >= 0 || KOFF_OPT(task_struct, thread_info) < 0 ||
	    KOFF_OPT(thread_info, cpu) < 0)
		return in_task;
	return KOFF_OPT(task_struct, thread_info) + KOFF_OPT(thread_info, cpu);
}
TASK_FIELD(task_cpu, u32, cpu_off(), v)

static int read_id(struct sx_vm *vm, u64 task, long off, union sx_reg *ret)
{
	u64 cred;
	u32 id;

	if (read_at(vm, task, (long)KOFF(task_struct, cred), &cred,
		    sizeof(cred)) ||
	    read_at(vm, cred, off, &id, sizeof(id)))
		return -1;
	ret->i = id;
	return 0;
}

#define TASK_ID(name, member)                                                \
	int sx_builtin_##name(SX_BUILTIN_PARAMS)                             \
	{                                                                    \
		return read_id(vm, (u64)ints[0].i, (long)KOFF(cred, member), \
			       ret);                                         \
	}

TASK_ID(task_uid, uid)
TASK_ID(task_euid, euid)
TASK_ID(task_gid, gid)
TASK_ID(task_egid, egid)

int sx_builtin_task_execname(SX_BUILTIN_PARAMS)
{
	char comm[TASK_COMM_LEN];
	struct sx_text t;
	struct sx_str *s;

	if (read_at(vm, (u64)ints[0].i, (long)KOFF(task_struct, comm), comm,
		    sizeof(comm)))
		return -1;
	comm[TASK_COMM_LEN - 1] = 0;
	s = sx_builtin_text(vm, &t);
	if (!s)
		return -1;
	sx_text_put_string(&t, comm);
	ret->s = sx_builtin_text_end(vm, s, &t);
	return 0;
}

int sx_builtin_pid2task(SX_BUILTIN_PARAMS)
{
	s64 nr = ints[0].i;

	ret->i = nr == (s32)nr && nr > 0
			 ? (s64)(unsigned long)sx_task_find((s32)nr)
			 : 0;
	return 0;
}

int sx_builtin_task_current(SX_BUILTIN_PARAMS)
{
	ret->i = (s64)(unsigned long)current;
	return 0;
}

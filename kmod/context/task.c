// SPDX-License-Identifier: GPL-2.0
/* Builtins that ask for the current task. */
#include "kabi/task.h"

#include "session/session.h"
#include "builtins.h"

int sx_builtin_pid(struct sx_vm *vm, union sx_reg *ints, union sx_reg *strs,
		   union sx_reg *ret)
{
	(void)vm, (void)ints, (void)strs;
	ret->i = task_tgid(current);
	return 0;
}

int sx_builtin_tid(struct sx_vm *vm, union sx_reg *ints, union sx_reg *strs,
		   union sx_reg *ret)
{
	(void)vm, (void)ints, (void)strs;
	ret->i = task_pid(current);
	return 0;
}

/* real_parent is protected by RCU; with interrupts off it stays allocated. */
int sx_builtin_ppid(struct sx_vm *vm, union sx_reg *ints, union sx_reg *strs,
		    union sx_reg *ret)
{
	(void)vm, (void)ints, (void)strs;
	ret->i = task_tgid(task_parent(current));
	return 0;
}

int sx_builtin_uid(struct sx_vm *vm, union sx_reg *ints, union sx_reg *strs,
		   union sx_reg *ret)
{
	(void)vm, (void)ints, (void)strs;
	ret->i = task_uid(current);
	return 0;
}

#define TASK_INT(name, value)                    \
	int sx_builtin_##name(SX_BUILTIN_PARAMS) \
	{                                        \
		ret->i = (value);                \
		return 0;                        \
	}

TASK_INT(euid, task_euid(current))
TASK_INT(gid, task_gid(current))
TASK_INT(egid, task_egid(current))
TASK_INT(pgrp, sx_task_pgrp(current))
TASK_INT(sid, sx_task_sid(current))
TASK_INT(stp_pid, ((const struct sx_session *)vm->host)->owner)

static int comm_result(struct sx_vm *vm, const char *comm, union sx_reg *ret)
{
	struct sx_str *s = sx_vm_new_str(vm, TASK_COMM_LEN - 1);
	u32 len = 0;

	if (!s)
		return -1;
	/* Another thread may be renaming it: at most a mixed name. */
	while (len < s->len && READ_ONCE(comm[len])) {
		s->data[len] = READ_ONCE(comm[len]);
		len++;
	}
	sx_vm_trim_str(vm, s, len);
	ret->s = s;
	return 0;
}

int sx_builtin_execname(SX_BUILTIN_PARAMS)
{
	return comm_result(vm, task_comm(current), ret);
}

int sx_builtin_pexecname(SX_BUILTIN_PARAMS)
{
	return comm_result(vm, task_comm(task_parent(current)), ret);
}

int sx_builtin_cpu(struct sx_vm *vm, union sx_reg *ints, union sx_reg *strs,
		   union sx_reg *ret)
{
	(void)vm, (void)ints, (void)strs;
	ret->i = smp_processor_id();
	return 0;
}

int sx_builtin_target(struct sx_vm *vm, union sx_reg *ints, union sx_reg *strs,
		      union sx_reg *ret)
{
	const struct sx_session *s = vm->host;

	(void)ints, (void)strs;
	ret->i = s->target;
	return 0;
}

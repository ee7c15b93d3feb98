// SPDX-License-Identifier: GPL-2.0
/* Tasks: finding one. */
#include "kabi/task.h"

extern void *find_get_pid(int nr);
extern struct task_struct *get_pid_task(void *pid, int type);
extern void put_pid(void *pid);
extern void __put_task_struct(struct task_struct *t);
extern struct mm_struct *get_task_mm(struct task_struct *t);
extern void *find_pid_ns(int nr, void *ns) __attribute__((weak));
extern struct task_struct *pid_task(void *pid, int type) __attribute__((weak));
extern s32 __task_pid_nr_ns(struct task_struct *t, int type, void *ns)
	__attribute__((weak));
extern char init_pid_ns[] __attribute__((weak));
KSIG(__task_pid_nr_ns, 3);
KSIG(find_get_pid, 1);
KSIG(find_pid_ns, 2);
KSIG(pid_task, 2);
KSIG(get_pid_task, 2);
KSIG(put_pid, 1);
KSIG(__put_task_struct, 1);
KSIG(get_task_mm, 1);

#define PIDTYPE_PID 0

void sx_task_put(struct task_struct *t)
{
	s32 *usage = &KFIELD(s32, t, task_struct, usage);

	if (__atomic_sub_fetch(usage, 1, __ATOMIC_ACQ_REL) == 0)
		__put_task_struct(t);
}

/* With a reference; NULL when there is no such process. */
static struct task_struct *task_of_pid(s32 nr)
{
	void *pid = find_get_pid(nr);
	struct task_struct *t;

	if (!pid)
		return NULL;
	t = get_pid_task(pid, PIDTYPE_PID);
	put_pid(pid);
	return t;
}

struct task_struct *sx_task_find(s32 nr)
{
	void *pid;

	if (!KHAVE(find_pid_ns) || !KHAVE(pid_task) || !KHAVE(init_pid_ns))
		return NULL;
	pid = find_pid_ns(nr, init_pid_ns);
	return pid ? pid_task(pid, PIDTYPE_PID) : NULL;
}

/* PIDTYPE_PGID and PIDTYPE_SID have changed their values. */
static s32 group_nr(struct task_struct *t, int type)
{
	if (!KHAVE(__task_pid_nr_ns) || !KHAVE(init_pid_ns))
		return 0;
	return __task_pid_nr_ns(t, type, init_pid_ns);
}

s32 sx_task_pgrp(struct task_struct *t)
{
	return group_nr(t, (int)KENUM_OR(PIDTYPE_PGID, 2));
}

s32 sx_task_sid(struct task_struct *t)
{
	return group_nr(t, (int)KENUM_OR(PIDTYPE_SID, 3));
}

struct mm_struct *sx_mm_of_pid(s32 nr)
{
	struct task_struct *t = task_of_pid(nr);
	struct mm_struct *mm;

	if (!t)
		return NULL;
	mm = get_task_mm(t);
	sx_task_put(t);
	return mm;
}

s32 sx_tgid_of_pid(s32 nr)
{
	struct task_struct *t = task_of_pid(nr);
	s32 tgid;

	if (!t)
		return 0;
	tgid = task_tgid(t);
	sx_task_put(t);
	return tgid;
}

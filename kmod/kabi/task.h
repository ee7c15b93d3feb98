/* SPDX-License-Identifier: GPL-2.0 */
/* Tasks: finding one, and what a handler asks of the current one. */
#ifndef STAPX_KABI_TASK_H
#define STAPX_KABI_TASK_H

#include "kabi/cpu.h"

#define TASK_COMM_LEN 16

static inline s32 task_pid(const struct task_struct *t)
{
	return KFIELD(s32, t, task_struct, pid);
}

static inline s32 task_tgid(const struct task_struct *t)
{
	return KFIELD(s32, t, task_struct, tgid);
}

static inline const char *task_comm(const struct task_struct *t)
{
	return (const char *)t + KOFF(task_struct, comm);
}

static inline struct task_struct *task_parent(const struct task_struct *t)
{
	return KFIELD(struct task_struct *, t, task_struct, real_parent);
}

/* NULL for a kernel thread. Only the current task's is stable. */
static inline struct mm_struct *task_mm(const struct task_struct *t)
{
	return KFIELD(struct mm_struct *, t, task_struct, mm);
}

#define PF_KTHREAD 0x200000u

/* Of the kernel, whosoever memory it has borrowed. */
static inline bool task_is_kthread(const struct task_struct *t)
{
	return KFIELD(u32, t, task_struct, flags) & PF_KTHREAD;
}

/* Ids in the kernel's numbering; the effective ones start with e. */
#define TASK_ID(id)                                                            \
	static inline u32 task_##id(const struct task_struct *t)               \
	{                                                                      \
		const void *cred = KFIELD(const void *, t, task_struct, cred); \
                                                                               \
		return KFIELD(u32, cred, cred, id);                            \
	}

TASK_ID(uid)
TASK_ID(euid)
TASK_ID(gid)
TASK_ID(egid)
#undef TASK_ID

#define SHADOW_STACK_ON 1ull /* ARCH_SHSTK_SHSTK; user ABI */

/* Does the CPU compare the task's return addresses with a second stack? */
static inline bool task_has_shadow_stack(const struct task_struct *t)
{
	if (KOFF_OPT(task_struct, thread) < 0 ||
	    KOFF_OPT(thread_struct, features) < 0)
		return false;
	return *(const u64 *)((const char *)t + KOFF_OPT(task_struct, thread) +
			      KOFF_OPT(thread_struct, features)) &
	       SHADOW_STACK_ON;
}

/* Process group and session of a task; 0 where the kernel does not tell. */
s32 sx_task_pgrp(struct task_struct *t);
s32 sx_task_sid(struct task_struct *t);

/*
 * The task of this number, in the kernel's numbering; NULL when there is none,
 * or the kernel does not tell. Takes no lock: RCU, or interrupts that are off,
 * keep it allocated.
 */
struct task_struct *sx_task_find(s32 nr);

/* Gives a reference to a task back. May sleep. */
void sx_task_put(struct task_struct *t);

/*
 * The address space of process pid (numbered as the caller sees it), with a
 * reference on its users; NULL when there is none. May sleep.
 */
struct mm_struct *sx_mm_of_pid(s32 pid);

/* The thread group of process pid in the kernel's numbering; 0: none. */
s32 sx_tgid_of_pid(s32 pid);

extern bool capable(int cap);
#define CAP_SYS_ADMIN 21

#endif

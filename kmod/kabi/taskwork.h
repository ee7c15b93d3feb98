/* SPDX-License-Identifier: GPL-2.0 */
/* Work that a task does itself, on its way back to user mode. */
#ifndef STAPX_KABI_TASKWORK_H
#define STAPX_KABI_TASKWORK_H

#include "kabi/task.h"

struct sx_task_work {
	void *head[2]; /* struct callback_head */
	/* In the task, preemptible; also where the task ends instead. */
	void (*func)(struct sx_task_work *work);
};

/* Has this kernel task work, and can it be taken back? */
bool sx_task_work_available(void);

/*
 * The task is not woken: one that sleeps does it when it wakes up. 0, or
 * -ESRCH when the task ends and will not do it. Sleeps not.
 */
int sx_task_work_add(struct task_struct *t, struct sx_task_work *work);

/*
 * True: the task will not do it. False: it has, or does so now. One caller at
 * a time.
 */
bool sx_task_work_cancel(struct task_struct *t, struct sx_task_work *work);

/* Returns when no task is on its way out of a func that has ended. Sleeps. */
void sx_task_work_synchronize(void);

#endif

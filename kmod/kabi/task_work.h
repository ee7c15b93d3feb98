/* SPDX-License-Identifier: GPL-2.0 */
/* Work that a task does itself, before it runs in user mode again. */
#ifndef STAPX_KABI_TASK_WORK_H
#define STAPX_KABI_TASK_WORK_H

#include "kabi/fact.h"

struct task_struct;

struct sx_task_work {
	u64 kernel[2]; /* struct callback_head; size checked */
	void (*func)(struct sx_task_work *work);
};

/* False before 3.5. */
bool sx_task_work_available(void);

/*
 * func may sleep, and owns *work; a task that ends meanwhile calls it without
 * an address space. A task that sleeps is not woken for it. 0, or -ESRCH: the
 * task ends, and func is not called. Any context but an NMI.
 */
int sx_task_work_add(struct task_struct *t, struct sx_task_work *work,
		     void (*func)(struct sx_task_work *work));

/* The same for works that can be taken back. */
bool sx_task_work_can_cancel(void);
int sx_task_work_add_cancellable(struct task_struct *t,
				 struct sx_task_work *work,
				 void (*func)(struct sx_task_work *work));

/*
 * True: the task will not do it. False: it has, or does so now. One caller at
 * a time.
 */
bool sx_task_work_cancel(struct task_struct *t, struct sx_task_work *work);

/*
 * Returns when a func that has done its last is out of our code, too. Nobody
 * adds works any more. Sleeps.
 */
void sx_task_work_leave(void);

#endif

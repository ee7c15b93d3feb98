// SPDX-License-Identifier: GPL-2.0
/* Work that a task does itself. */
#include "kabi/task_work.h"

#include "kabi/sync.h"

/* The third was a bool, then an enum: 1 is "on the way to user mode" in both. */
extern int task_work_add(struct task_struct *t, void *work, int notify)
	__attribute__((weak));
extern void synchronize_rcu_tasks(void) __attribute__((weak));
KSIG(task_work_add, 3);

#define TWA_RESUME 1

bool sx_task_work_available(void)
{
	return KHAVE(task_work_add) && KSIZE_OPT(callback_head) == 16 &&
	       KOFF_OPT(callback_head, func) >= 0;
}

static void run(void *callback_head)
{
	struct sx_task_work *work =
		container_of(callback_head, struct sx_task_work, kernel);

	work->func(work);
}

int sx_task_work_add(struct task_struct *t, struct sx_task_work *work,
		     void (*func)(struct sx_task_work *work))
{
	work->kernel[0] = work->kernel[1] = 0;
	KFIELD_OPT(void *, work->kernel, callback_head, func) = run;
	work->func = func;
	return task_work_add(t, work->kernel, TWA_RESUME);
}

/* A task may be preempted behind its last word: RCU alone would not wait. */
void sx_task_work_leave(void)
{
	if (KHAVE(synchronize_rcu_tasks))
		synchronize_rcu_tasks();
	sx_synchronize_cpus();
}

// SPDX-License-Identifier: GPL-2.0
/*
 * Task work. What takes it back was called task_work_cancel(task, func); a
 * function of that name now takes one work, and the old one has another name.
 */
#include "kabi/taskwork.h"

#include "kabi/sync.h"

extern int task_work_add(struct task_struct *t, void *head, int notify)
	__attribute__((weak));
extern void *task_work_cancel(struct task_struct *t, void (*func)(void *head))
	__attribute__((weak));
extern void *task_work_cancel_func(struct task_struct *t,
				   void (*func)(void *head))
	__attribute__((weak));
extern void synchronize_rcu_tasks(void) __attribute__((weak));
KSIG(task_work_add, 3);
KSIG(task_work_cancel, 2);
KSIG(task_work_cancel_func, 2);

bool sx_task_work_available(void)
{
	return KHAVE(task_work_add) &&
	       (KHAVE(task_work_cancel_func) || KHAVE(task_work_cancel)) &&
	       KSIZE_OPT(callback_head) ==
		       (long)sizeof(((struct sx_task_work *)0)->head);
}

static void run(void *head)
{
	struct sx_task_work *work =
		container_of((void *(*)[2])head, struct sx_task_work, head);

	work->func(work);
}

int sx_task_work_add(struct task_struct *t, struct sx_task_work *work)
{
	work->head[0] = NULL;
	*(void **)((char *)work->head + KOFF(callback_head, func)) = run;
	return task_work_add(t, work->head, (int)KENUM_OR(TWA_RESUME, 1));
}

/* Any of ours. */
static void *cancel_any(struct task_struct *t)
{
	if (KHAVE(task_work_cancel_func))
		return task_work_cancel_func(t, run);
	return task_work_cancel(t, run);
}

bool sx_task_work_cancel(struct task_struct *t, struct sx_task_work *work)
{
	void *others = NULL;
	void **head;

	do {
		head = cancel_any(t);
		if (head && head != work->head) {
			head[0] = others;
			others = head;
		}
	} while (head && head != work->head);
	while (others) {
		void **other = others;

		others = other[0];
		/* A task that ends does not: whoever waits must not for ever. */
		if (task_work_add(t, other, (int)KENUM_OR(TWA_RESUME, 1)))
			run(other);
	}
	return head;
}

void sx_task_work_synchronize(void)
{
	if (KHAVE(synchronize_rcu_tasks))
		synchronize_rcu_tasks();
	else
		sx_synchronize_cpus();
}

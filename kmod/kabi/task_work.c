// SPDX-License-Identifier: GPL-2.0
/*
 * Task work. What takes it back was called task_work_cancel(task, func); a
 * function of that name now takes one work, and the old one has another name.
 * Either is told by the kernel's function, so that works which can be taken
 * back have one of their own.
 */
#include "kabi/task_work.h"

#include "kabi/sync.h"

/* The third was a bool, then an enum: 1 is "on the way to user mode" in both. */
extern int task_work_add(struct task_struct *t, void *work, int notify)
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

#define TWA_RESUME 1

bool sx_task_work_available(void)
{
	return KHAVE(task_work_add) && KSIZE_OPT(callback_head) == 16 &&
	       KOFF_OPT(callback_head, func) >= 0;
}

bool sx_task_work_can_cancel(void)
{
	return sx_task_work_available() &&
	       (KHAVE(task_work_cancel_func) || KHAVE(task_work_cancel));
}

static void run(void *head)
{
	struct sx_task_work *work =
		container_of(head, struct sx_task_work, kernel);

	work->func(work);
}

static void run_cancellable(void *head)
{
	run(head);
}

static int add(struct task_struct *t, struct sx_task_work *work,
	       void (*func)(void *head))
{
	work->kernel[0] = work->kernel[1] = 0;
	KFIELD_OPT(void *, work->kernel, callback_head, func) = func;
	return task_work_add(t, work->kernel, TWA_RESUME);
}

int sx_task_work_add(struct task_struct *t, struct sx_task_work *work,
		     void (*func)(struct sx_task_work *work))
{
	work->func = func;
	return add(t, work, run);
}

int sx_task_work_add_cancellable(struct task_struct *t,
				 struct sx_task_work *work,
				 void (*func)(struct sx_task_work *work))
{
	work->func = func;
	return add(t, work, run_cancellable);
}

static struct sx_task_work *cancel_any(struct task_struct *t)
{
	void *head = KHAVE(task_work_cancel_func)
			     ? task_work_cancel_func(t, run_cancellable)
			     : task_work_cancel(t, run_cancellable);

	return head ? container_of(head, struct sx_task_work, kernel) : NULL;
}

bool sx_task_work_cancel(struct task_struct *t, struct sx_task_work *work)
{
	struct sx_task_work *others = NULL;
	struct sx_task_work *found;

	while ((found = cancel_any(t)) && found != work) {
		found->kernel[0] = (u64)others;
		others = found;
	}
	while (others) {
		struct sx_task_work *other = others;

		others = (struct sx_task_work *)other->kernel[0];
		/* A task that ends does not: whoever waits must not for ever. */
		if (add(t, other, run_cancellable))
			other->func(other);
	}
	return found;
}

/* A task may be preempted behind its last word: RCU alone would not wait. */
void sx_task_work_leave(void)
{
	if (KHAVE(synchronize_rcu_tasks))
		synchronize_rcu_tasks();
	sx_synchronize_cpus();
}

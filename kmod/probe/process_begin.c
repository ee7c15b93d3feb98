// SPDX-License-Identifier: GPL-2.0
/*
 * Tasks that are there when a session starts: each tells of its begin itself,
 * on its way back to user mode, or before anything else that it does.
 */
#include "probe/process.h"

#include "kabi/pool.h"

extern void msleep(unsigned int msecs);

static struct sx_pool item_pool = SX_POOL_INIT(struct process_item);
static bool used; /* an item was ever given to a task */

/* The last store: the watch may be gone from then on. */
static void item_run(struct sx_task_work *work)
{
	struct process_item *item =
		container_of(work, struct process_item, work);
	unsigned long flags = local_irq_save();

	if (item->task == current)
		process_tell_pending(item->watch);
	smp_store_release(&item->done, 1);
	local_irq_restore(flags);
}

/* Is the task's begin still to be told? Then an item will. */
static bool take(struct process_watch *watch, s32 tid)
{
	unsigned long flags = sx_spin_lock(&watch->lock);
	bool mine = !process_bit_put(watch->begun, tid, true);

	if (mine)
		process_bit_put(watch->pending, tid, true);
	sx_spin_unlock(&watch->lock, flags);
	return mine;
}

static int make_item(struct process_watch *watch, struct task_struct *t)
{
	struct process_item *item = sx_pool_get_sleep(&item_pool);

	if (!item)
		return -ENOMEM;
	item->task = t;
	item->watch = watch;
	item->next = watch->items;
	watch->items = item;
	used = true;
	/* A task that ends has told it, or does not any more. */
	if (sx_task_work_add_cancellable(t, &item->work, item_run))
		item->done = 1;
	return 0;
}

int process_items_make(struct process_watch *watch)
{
	struct task_struct *t;
	s32 nr = 1;
	int err = 0;

	while (!err && (t = sx_task_next(&nr))) {
		if (task_is_kthread(t) || !task_mm(t) ||
		    !take(watch, task_pid(t))) {
			sx_task_put(t);
			continue;
		}
		err = make_item(watch, t);
		if (err)
			sx_task_put(t);
	}
	return err;
}

void process_items_drop(struct process_watch *watch)
{
	while (watch->items) {
		struct process_item *item = watch->items;

		watch->items = item->next;
		if (!smp_load_acquire(&item->done) &&
		    !sx_task_work_cancel(item->task, &item->work)) {
			while (!smp_load_acquire(&item->done))
				msleep(1);
		}
		sx_task_put(item->task);
		sx_pool_put(&item_pool, item);
	}
}

void process_items_exit(void)
{
	if (used)
		sx_task_work_leave();
	sx_pool_destroy(&item_pool);
}

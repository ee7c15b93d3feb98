// SPDX-License-Identifier: GPL-2.0
/*
 * The semaphores of marks.
 *
 * Each counter has a copy for each address space in which it is raised: that
 * of the process, and those of its forks, which the tracepoint adds before
 * they run. Copies are found by their address space in one table of all
 * sessions. Beside breakpoints these are the only bytes of a target that are
 * written.
 */
#include "probe/counter.h"

#include "kabi/alloc.h"
#include "kabi/mm.h"
#include "kabi/pool.h"
#include "kabi/task.h"
#include "kabi/tracepoint.h"
#include "kabi/work.h"

#define HASH_BITS  8
#define COPIES_LOW 32u /* fewer free ones: more are made */

struct counter {
	struct counter *next;
	struct mm_struct *mm; /* pinned; of the process */
	u64 addr;
	bool raised;
};

struct copy {
	struct copy *next; /* in its bucket */
	struct mm_struct *mm; /* pinned */
	const struct counter *counter;
};

static struct sx_mutex mutex; /* of raising and lowering */
static struct sx_spin lock; /* of the table */
static struct copy *table[1u << HASH_BITS];
static struct sx_pool copy_pool = SX_POOL_INIT(struct copy);
static struct sx_work worker;
static u32 raised_nr; /* mutex: the tracepoint is registered while > 0 */

static struct copy **bucket_of(const struct mm_struct *mm)
{
	return &table[((u64)mm * 0x9E3779B97F4A7C15ull) >> (64 - HASH_BITS)];
}

int counter_add(struct counter **list, s32 pid, u64 addr)
{
	struct mm_struct *mm = sx_mm_of_pid(pid);
	struct counter *c;
	u16 value;
	int err;

	if (!mm)
		return -ESRCH;
	err = sx_mm_read(mm, addr, &value, sizeof(value));
	c = err ? NULL : sx_alloc(sizeof(*c));
	if (c) {
		mmgrab(mm);
		c->mm = mm;
		c->addr = addr;
		c->next = *list;
		*list = c;
	}
	mmput(mm);
	return err ? err : c ? 0 : -ENOMEM;
}

/* By -1 or 1; a program that has set it to 0 itself finds it so. */
static int change(struct mm_struct *mm, u64 addr, int by)
{
	u16 value;
	int err;

	if (!sx_mmget_not_zero(mm))
		return 0;
	err = sx_mm_read(mm, addr, &value, sizeof(value));
	if (!err && (by > 0 || value)) {
		value = (u16)(value + by);
		err = sx_mm_write(mm, addr, &value, sizeof(value));
	}
	mmput(mm);
	return err;
}

static void add_copy(struct copy *copy, struct mm_struct *mm,
		     const struct counter *counter)
{
	struct copy **bucket = bucket_of(mm);

	mmgrab(mm);
	copy->mm = mm;
	copy->counter = counter;
	copy->next = *bucket;
	*bucket = copy;
}

/* Gives a child what its parent has; true: the worker is needed. lock. */
static bool inherit(const struct mm_struct *from, struct mm_struct *to)
{
	const struct copy *copy;

	/* What is added stands in front, perhaps in the same bucket. */
	for (copy = *bucket_of(from); copy; copy = copy->next) {
		struct copy *mine;

		if (copy->mm != from)
			continue;
		mine = sx_pool_get(&copy_pool);
		if (!mine)
			return true;
		add_copy(mine, to, copy->counter);
	}
	return READ_ONCE(copy_pool.free_nr) < COPIES_LOW;
}

/* The child has copied the memory, and has not run. */
static void on_fork(void *data, struct task_struct *parent,
		    struct task_struct *child)
{
	const struct mm_struct *from = task_mm(parent);
	struct mm_struct *to = task_mm(child);
	unsigned long flags;
	bool work;

	(void)data;
	if (!from || !to || from == to)
		return;
	flags = sx_spin_lock(&lock);
	work = inherit(from, to);
	sx_spin_unlock(&lock, flags);
	if (work)
		sx_work_queue(&worker);
}

static void on_fork_nodata(struct task_struct *parent,
			   struct task_struct *child)
{
	on_fork(NULL, parent, child);
}

/* Takes copies out: of a counter, or (NULL) those whose memory has gone. */
static struct copy *take_copies(const struct counter *counter)
{
	unsigned long flags = sx_spin_lock(&lock);
	struct copy *taken = NULL;
	u32 i;

	for (i = 0; i < 1u << HASH_BITS; i++) {
		struct copy **link = &table[i];

		while (*link) {
			struct copy *copy = *link;

			if (counter ? copy->counter != counter
				    : !mm_dead(copy->mm)) {
				link = &copy->next;
				continue;
			}
			*link = copy->next;
			copy->next = taken;
			taken = copy;
		}
	}
	sx_spin_unlock(&lock, flags);
	return taken;
}

static void drop_copies(struct copy *copy, int by)
{
	while (copy) {
		struct copy *next = copy->next;

		if (by)
			change(copy->mm, copy->counter->addr, by);
		sx_mmdrop(copy->mm);
		sx_pool_put(&copy_pool, copy);
		copy = next;
	}
}

static void work(struct sx_work *unused)
{
	(void)unused;
	drop_copies(take_copies(NULL), 0);
	sx_pool_fill(&copy_pool, 2 * COPIES_LOW);
}

/* Its copy is there before a fork can take the raised number along. */
static int raise(struct counter *c)
{
	struct copy *copy = sx_pool_get_sleep(&copy_pool);
	unsigned long flags;
	int err = copy ? sx_pool_fill(&copy_pool, 2 * COPIES_LOW) : -ENOMEM;

	if (!err && !raised_nr)
		err = sx_tracepoint_register("sched_process_fork", on_fork,
					     on_fork_nodata, NULL);
	if (err) {
		sx_pool_put(&copy_pool, copy);
		return err;
	}
	raised_nr++;
	c->raised = true;
	flags = sx_spin_lock(&lock);
	add_copy(copy, c->mm, c);
	sx_spin_unlock(&lock, flags);
	return change(c->mm, c->addr, 1);
}

int counters_raise(struct counter *list)
{
	struct counter *c;
	int err = 0;

	if (!list)
		return 0;
	sx_mutex_lock(&mutex);
	for (c = list; c && !err; c = c->next)
		err = raise(c);
	sx_mutex_unlock(&mutex);
	return err;
}

void counters_lower(struct counter *list)
{
	struct counter *c;

	if (!list)
		return;
	sx_mutex_lock(&mutex);
	for (c = list; c; c = c->next) {
		if (!c->raised)
			continue;
		c->raised = false;
		drop_copies(take_copies(c), -1);
		if (!--raised_nr)
			sx_tracepoint_unregister("sched_process_fork", on_fork,
						 on_fork_nodata, NULL);
	}
	sx_mutex_unlock(&mutex);
}

void counters_free(struct counter *list)
{
	while (list) {
		struct counter *c = list;

		list = c->next;
		sx_mmdrop(c->mm);
		sx_free(c);
	}
}

void counters_init(void)
{
	sx_mutex_init(&mutex);
	sx_work_init(&worker, work);
}

void counters_exit(void)
{
	sx_tracepoint_synchronize();
	sx_work_flush(&worker); /* nobody queues it any more */
	drop_copies(take_copies(NULL), 0);
	sx_pool_destroy(&copy_pool);
}

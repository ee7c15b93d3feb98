// SPDX-License-Identifier: GPL-2.0
/*
 * Noticing mappings. Whatever maps memory - mmap, mprotect, exec, brk - tells
 * the kernel's perf events of the vma when it is done, in one function, with
 * the address space locked. A kprobe there queues the range.
 */
#include "probe/follow_notice.h"

#include "kabi/cpu.h"
#include "kabi/kprobe.h"
#include "kabi/mm.h"
#include "kabi/place.h"
#include "kabi/pool.h"
#include "kabi/task.h"
#include "kabi/task_work.h"
#include "kabi/tracepoint.h"
#include "kabi/work.h"
#include "probe/direct_attach.h"
#include "probe/follow.h"

extern void msleep(unsigned int msecs);

/* Of the task that does it; or of a worker, with the mm's struct pinned. */
struct event {
	struct sx_task_work work;
	struct event *next; /* the worker's; event_lock */
	struct mm_struct *mm; /* only compared, unless it is the worker's */
	s32 tgid;
	bool forked; /* what a fork has copied, and not a range */
	u64 start;
	u64 end;
};

#define EVENTS_LOW 256u /* fewer free ones: more are made */

static struct sx_kprobe mmap_probe;
static struct sx_pool event_pool = SX_POOL_INIT(struct event);
static u32 pending_nr; /* atomic */
static u64 lost_nr; /* atomic */
static struct sx_spin event_lock;
static struct event *queue; /* event_lock */
static struct sx_work worker;

static void event_done(struct event *e)
{
	sx_pool_put(&event_pool, e);
	__atomic_sub_fetch(&pending_nr, 1, __ATOMIC_RELEASE);
}

static void handle(const struct event *e, struct mm_struct *mm)
{
	if (e->forked)
		follow_forked(mm);
	else
		follow_mapped(mm, e->tgid, e->start, e->end);
}

/* In the task, which may have another address space by now, or none. */
static void run_in_task(struct sx_task_work *work)
{
	struct event *e = container_of(work, struct event, work);
	struct mm_struct *mm = task_mm(current);

	if (mm && mm == e->mm)
		handle(e, mm);
	sx_pool_fill(&event_pool, EVENTS_LOW);
	event_done(e);
}

static struct event *take_queue(void)
{
	unsigned long flags = sx_spin_lock(&event_lock);
	struct event *e = queue;

	queue = NULL;
	sx_spin_unlock(&event_lock, flags);
	return e;
}

static void run_in_worker(struct sx_work *work)
{
	struct event *e = take_queue();

	(void)work;
	sx_pool_fill(&event_pool, EVENTS_LOW * 2);
	while (e) {
		struct event *next = e->next;

		if (sx_mmget_not_zero(e->mm)) {
			handle(e, e->mm);
			mmput(e->mm);
		}
		sx_mmdrop(e->mm);
		event_done(e);
		e = next;
	}
}

static void queue_for_worker(struct event *e)
{
	unsigned long flags;

	mmgrab(e->mm);
	flags = sx_spin_lock(&event_lock);
	e->next = queue;
	queue = e;
	sx_spin_unlock(&event_lock, flags);
	sx_work_queue(&worker);
}

/* t is the current task, or has not run yet. */
static void note(struct task_struct *t, const struct event *what)
{
	struct event *e = sx_pool_get(&event_pool);

	if (!e) {
		__atomic_add_fetch(&lost_nr, 1, __ATOMIC_RELAXED);
		sx_work_queue(&worker); /* makes more */
		return;
	}
	*e = *what;
	e->tgid = task_tgid(t);
	__atomic_add_fetch(&pending_nr, 1, __ATOMIC_RELAXED);
	if (!sx_task_work_available())
		queue_for_worker(e);
	else if (sx_task_work_add(t, &e->work, run_in_task))
		event_done(e); /* it ends */
}

static bool is_worth_it(const struct mm_struct *mm, const struct sx_map *map)
{
	unsigned long flags;
	bool may;

	if (map->exec && map->inode &&
	    follow_wants(map->inode, task_tgid(current)))
		return true;
	flags = local_irq_save();
	may = direct_may_hold(mm, map);
	local_irq_restore(flags);
	return may;
}

static void on_mmap(struct sx_kprobe *kp, const struct pt_regs *regs)
{
	const void *vma = (const void *)regs->di;
	struct event e = { 0 };
	struct sx_map map;

	(void)kp;
	e.mm = KFIELD(struct mm_struct *, vma, vm_area_struct, vm_mm);
	/* A kernel thread that has borrowed it is one of ours. */
	if (e.mm != task_mm(current) || task_is_kthread(current))
		return;
	sx_map_of_vma(vma, &map);
	if (!is_worth_it(e.mm, &map))
		return;
	e.start = map.start;
	e.end = map.end;
	note(current, &e);
}

/* While nothing is watched nobody but the janitor looks after a child. */
void follow_renew_child(struct task_struct *child)
{
	struct event e = { .forked = true };

	e.mm = task_mm(child);
	if (mmap_probe.func)
		note(child, &e);
}

int follow_notice_start(void)
{
	int err = sx_pool_fill(&event_pool, EVENTS_LOW * 2);

	return err ? err
		   : sx_kprobe_register(&mmap_probe, "perf_event_mmap",
					on_mmap);
}

void follow_notice_stop(void)
{
	sx_kprobe_unregister(&mmap_probe);
}

u64 follow_notice_lost(void)
{
	return __atomic_load_n(&lost_nr, __ATOMIC_RELAXED);
}

extern void perf_event_mmap(void *vma) __attribute__((weak));
KSIG(perf_event_mmap, 1);

bool follow_notice_available(void)
{
	return sx_kprobe_available() && KHAVE(perf_event_mmap) &&
	       sx_map_available();
}

bool follow_is_prompt(void)
{
	return sx_task_work_available();
}

void follow_notice_init(void)
{
	sx_work_init(&worker, run_in_worker);
}

/* A task gets to its works before it runs in user mode, stops, or ends. */
void follow_notice_exit(void)
{
	/* The fork tracepoint, whose end comes later, may be in the middle. */
	sx_tracepoint_synchronize();
	while (__atomic_load_n(&pending_nr, __ATOMIC_ACQUIRE))
		msleep(10);
	sx_work_flush(&worker);
	sx_task_work_leave();
	sx_pool_destroy(&event_pool);
}

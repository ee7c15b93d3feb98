// SPDX-License-Identifier: GPL-2.0
/*
 * Noticing that uprobes come and go, by kprobes on the kernel's functions.
 *
 * An event is noted when such a function begins. The worker that looks at it
 * may be done before the function has written its int3s, and an int3 of ours
 * may be written in between. So events are kept for some rounds of the
 * janitor, who looks at them again.
 */
#include "probe/direct_watch.h"

#include "kabi/clock.h"
#include "kabi/kprobe.h"
#include "kabi/lock.h"
#include "kabi/uprobe.h"
#include "mem.h"

#define EVENTS_NR 1024u /* power of two */
#define EVENT_NS  2500000000ull /* more than two rounds of the janitor */

struct event {
	const void *inode; /* only compared: may be gone */
	u64 offset;
	u64 time_ns;
	bool self;
};

/* A function of the kernel that adds or removes uprobes. */
struct watch {
	struct sx_kprobe kp;
	const char *function;
	bool by_handle; /* takes a struct uprobe, not (inode, offset) */
	bool has_counter; /* its third argument is the place of a counter */
	bool removes;
};

static struct sx_spin event_lock;
static struct event events[EVENTS_NR]; /* a ring; event_lock */
static u64 events_nr; /* ever noted; event_lock */
static struct event taken[EVENTS_NR]; /* direct_mutex */
static u32 taken_nr; /* more than EVENTS_NR: some were lost; direct_mutex */
static struct sx_work worker;
static u64 removal_ns; /* written by kprobes, read by anybody */
static const struct task_struct *self; /* direct_mutex, read by kprobes */
static bool available; /* written when loading and unloading */

static struct watch with_place[] = {
	{ .function = "uprobe_register" },
	{ .function = "uprobe_register_refctr", .has_counter = true },
	{ .function = "uprobe_apply" },
	{ .function = "uprobe_unregister", .removes = true },
};

static struct watch with_handle[] = {
	{ .function = "uprobe_register", .has_counter = true },
	{ .function = "uprobe_apply", .by_handle = true },
	{ .function = "uprobe_unregister_nosync",
	  .by_handle = true,
	  .removes = true },
};

/* The rows for this kernel. */
static struct watch *watches(u32 *ret_nr)
{
	bool handle = sx_uprobe_has_handle();

	*ret_nr = handle ? SX_NR(with_handle) : SX_NR(with_place);
	return handle ? with_handle : with_place;
}

static void note(const void *inode, u64 offset, bool by_us)
{
	unsigned long flags = sx_spin_lock(&event_lock);
	struct event *e = &events[events_nr++ & (EVENTS_NR - 1)];

	e->inode = inode;
	e->offset = offset;
	e->time_ns = kmono_ns();
	e->self = by_us;
	sx_spin_unlock(&event_lock, flags);
}

/*
 * A uprobe with a counter is left alone: the kernel counts up where it writes
 * an int3, which it does not do at ours.
 */
static void on_call(struct sx_kprobe *kp, const struct pt_regs *regs)
{
	const struct watch *w = container_of(kp, struct watch, kp);
	const void *inode = (const void *)regs->di;
	u64 offset = regs->si;
	bool by_us = READ_ONCE(self) == current;

	if ((by_us && !w->removes) || (w->has_counter && regs->dx))
		return;
	if (w->by_handle) {
		offset = KFIELD_OPT(u64, regs->di, uprobe, offset);
		inode = KFIELD_OPT(const void *, regs->di, uprobe, inode);
	}
	if (w->removes)
		WRITE_ONCE(removal_ns, kmono_ns());
	note(inode, offset, by_us);
	sx_work_queue(&worker);
}

bool direct_watch_take(void)
{
	u64 old_ns = kmono_ns() - EVENT_NS;
	unsigned long flags = sx_spin_lock(&event_lock);
	u64 i = events_nr;

	taken_nr = 0;
	while (i && taken_nr <= EVENTS_NR) {
		const struct event *e = &events[--i & (EVENTS_NR - 1)];

		if (e->time_ns < old_ns)
			break;
		if (taken_nr < EVENTS_NR)
			taken[taken_nr] = *e;
		taken_nr++;
	}
	sx_spin_unlock(&event_lock, flags);
	return taken_nr;
}

enum direct_event direct_watch_find(const struct sx_place *place)
{
	enum direct_event found = DIRECT_EVENT_NONE;
	u32 i;

	if (taken_nr > EVENTS_NR)
		return DIRECT_EVENT_OTHER; /* perhaps */
	for (i = 0; i < taken_nr && found != DIRECT_EVENT_OTHER; i++) {
		const struct event *e = &taken[i];

		if (e->inode == place->inode && e->offset == place->offset)
			found = e->self ? DIRECT_EVENT_SELF
					: DIRECT_EVENT_OTHER;
	}
	return found;
}

void direct_watch_self(bool now)
{
	WRITE_ONCE(self, now ? current : NULL);
}

u64 direct_watch_removal_ns(void)
{
	return READ_ONCE(removal_ns);
}

bool direct_watch_available(void)
{
	return available;
}

static bool facts_are_known(void)
{
	return sx_kprobe_available() &&
	       (!sx_uprobe_has_handle() || (KOFF_OPT(uprobe, inode) >= 0 &&
					    KOFF_OPT(uprobe, offset) >= 0));
}

/* A function that this kernel lacks is no loss, but the first. */
void direct_watch_init(void (*func)(struct sx_work *work))
{
	struct watch *w;
	u32 nr;
	u32 i;

	if (!facts_are_known())
		return;
	sx_work_init(&worker, func);
	w = watches(&nr);
	if (sx_kprobe_register(&w[0].kp, w[0].function, on_call))
		return;
	available = true;
	for (i = 1; i < nr; i++)
		sx_kprobe_register(&w[i].kp, w[i].function, on_call);
}

void direct_watch_exit(void)
{
	struct watch *w;
	u32 nr;
	u32 i;

	if (!available)
		return;
	w = watches(&nr);
	for (i = 0; i < nr; i++)
		sx_kprobe_unregister(&w[i].kp);
	sx_work_flush(&worker); /* nobody queues it any more */
	available = false;
}

// SPDX-License-Identifier: GPL-2.0
/*
 * Sharing an instruction with the kernel's uprobes.
 *
 * An int3 of ours and one of theirs are the same byte. Who registers a uprobe
 * where ours stands finds the int3 written and writes nothing: the trap would
 * be taken by us alone, and the byte be restored by whoever leaves first.
 * So kprobes watch the functions that add and remove uprobes. Breakpoints at
 * such a place are chained:
 *
 *   - a uprobe consumer of our own is registered at the place, whose handler
 *     runs the breakpoint's users;
 *   - from then on the trap is passed on, and the int3 is the kernel's: it
 *     runs all consumers, carries the instruction out, and restores the byte
 *     when the last consumer has left.
 *
 * A trap is either taken or passed on, so that no hit is counted twice. A
 * chained breakpoint stays so until its last armed user leaves. A child's
 * copy of a breakpoint shares its consumer.
 *
 * The consumer's filter keeps other processes out. It lets everybody in as
 * long as a fork may be between copying pages and being known: a child whose
 * int3 the kernel does not know would die of it. A stranger that got an int3
 * thereby loses it at its first hit.
 *
 * Events are noted by kprobes at the entry of the kernel's functions, without
 * sleeping, and looked at by a worker; then again by the janitor, since an
 * int3 of ours may have been written while the kernel's function ran.
 */
#include "probe/direct.h"

#include "kabi/clock.h"
#include "kabi/kprobe.h"
#include "kabi/task.h"
#include "kabi/uprobe.h"
#include "kabi/work.h"
#include "probe/direct_find.h"
#include "mem.h"

#define EVENTS_NR 1024u /* power of two */
#define EVENT_NS  2500000000ull /* more than two rounds of the janitor */

/* One consumer, of all breakpoints whose ->chain it is. */
struct direct_chain {
	struct sx_uprobe up;
	u64 addr; /* constant */
	u64 since_ns; /* 0: being registered; direct_mutex, read by wants() */
	u32 bps_nr; /* direct_mutex */
};

/* A uprobe was added to or removed from a place. */
struct event {
	const void *inode; /* only compared: may be gone */
	u64 offset;
	u64 time_ns;
	bool own; /* a consumer of ours was removed */
};

/* A function of the kernel that does so. */
struct watch {
	struct sx_kprobe kp;
	const char *function;
	bool by_uprobe; /* takes a struct uprobe, not (inode, offset) */
	bool has_counter; /* its third argument is the place of a counter */
	bool removes;
};

static struct sx_pool chain_pool = SX_POOL_INIT(struct direct_chain);
static struct sx_spin event_lock;
static struct event events[EVENTS_NR]; /* a ring; event_lock */
static u64 events_nr; /* ever noted; event_lock */
static struct event batch[EVENTS_NR]; /* direct_mutex */
static struct sx_work worker;
static u64 removal_ns; /* when a uprobe was last removed; no lock */
/* Who calls these functions for us; direct_mutex, read by kprobes. */
static const struct task_struct *registering;
static bool available; /* written when loading */

/* The breakpoint of an address space in a chain. Interrupts off. */
static const struct direct_bp *bp_of(const struct direct_chain *chain,
				     const struct mm_struct *mm)
{
	const struct direct_space *space = direct_space_find(mm);
	const struct direct_table *table;
	const struct direct_bp *bp;

	if (!space)
		return NULL;
	table = smp_load_acquire(&smp_load_acquire(&space->family)->table);
	bp = table ? direct_table_find(table, chain->addr) : NULL;
	return bp && READ_ONCE(bp->chain) == chain ? bp : NULL;
}

/* The kernel's handler; the file may be mapped at other addresses too. */
static bool chain_hit(struct sx_uprobe *up, struct pt_regs *regs)
{
	const struct direct_chain *chain =
		container_of(up, struct direct_chain, up);
	unsigned long flags = local_irq_save();
	const struct direct_bp *bp = bp_of(chain, task_mm(current));

	if (bp && regs->ip == bp->addr)
		direct_run_users(bp, regs);
	local_irq_restore(flags);
	return bp;
}

/* Might a fork that copied pages before then not be known yet? */
static bool forks_since(u64 time_ns)
{
	return kmono_ns() - time_ns < DIRECT_FORK_GRACE_NS;
}

static bool chain_wants(struct sx_uprobe *up, const struct mm_struct *mm)
{
	const struct direct_chain *chain =
		container_of(up, struct direct_chain, up);
	u64 since_ns = READ_ONCE(chain->since_ns);
	unsigned long flags;
	bool wants;

	if (!since_ns || forks_since(since_ns) ||
	    forks_since(READ_ONCE(removal_ns)))
		return true;
	flags = local_irq_save();
	wants = bp_of(chain, mm);
	local_irq_restore(flags);
	return wants;
}

/*
 * Can uprobes have the place in every address space of the family? Passing a
 * trap on would kill a process in which the kernel has no uprobe.
 */
static bool place_is_common(struct direct_family *f, u64 addr,
			    const struct sx_place *place)
{
	struct direct_space *s;

	for (s = direct_space_first(f); s; s = s->family_next) {
		struct sx_place mine;
		int err;

		if (!sx_mmget_not_zero(s->mm))
			continue;
		err = sx_place_of_mm(s->mm, addr, &mine);
		mmput(s->mm);
		if (err == -ENOENT)
			continue;
		if (err)
			return false;
		sx_place_put(&mine);
		if (mine.inode != place->inode || mine.offset != place->offset)
			return false;
	}
	return true;
}

/* Takes the place's references. 0 or -errno. */
static int chain_bp(struct direct_bp *bp, const struct sx_place *place)
{
	struct direct_chain *chain = sx_pool_get_sleep(&chain_pool);
	int err;

	if (!chain)
		return -ENOMEM;
	chain->addr = bp->addr;
	chain->bps_nr = 1;
	chain->up.place = *place;
	chain->up.func = chain_hit;
	chain->up.wants = chain_wants;
	WRITE_ONCE(registering, current);
	err = sx_uprobe_register(&chain->up);
	WRITE_ONCE(registering, NULL);
	if (err) {
		sx_pool_put(&chain_pool, chain);
		return err;
	}
	/* A trap that is not taken any more has to find all of this. */
	smp_store_release(&bp->theirs, true);
	WRITE_ONCE(bp->inherited, false);
	smp_store_release(&bp->chain, chain);
	smp_store_release(&bp->live, false);
	WRITE_ONCE(chain->since_ns, kmono_ns());
	return 0;
}

void direct_chain_share(struct direct_bp *copy, const struct direct_bp *bp)
{
	copy->chain = bp->chain;
	copy->theirs = bp->theirs;
	if (copy->chain)
		copy->chain->bps_nr++;
}

void direct_unchain(struct direct_bp *bp)
{
	struct direct_chain *chain = bp->chain;

	if (!chain)
		return;
	smp_store_release(&bp->chain, NULL);
	if (--chain->bps_nr)
		return;
	WRITE_ONCE(registering, current);
	sx_uprobe_unregister(&chain->up);
	WRITE_ONCE(registering, NULL);
	sx_pool_put(&chain_pool, chain);
}

/* The place of a breakpoint in any address space of its family. */
static int place_of_bp(struct direct_family *f, const struct direct_bp *bp,
		       struct sx_place *ret)
{
	struct direct_space *s;
	int err = -ENOENT;

	for (s = direct_space_first(f); s && err == -ENOENT;
	     s = s->family_next) {
		if (!sx_mmget_not_zero(s->mm))
			continue;
		err = sx_place_of_mm(s->mm, bp->addr, ret);
		mmput(s->mm);
	}
	return err;
}

int direct_chain(struct direct_family *f, struct direct_bp *bp)
{
	struct sx_place place;
	int err;

	if (!available)
		return -EBUSY;
	err = place_of_bp(f, bp, &place);
	if (err)
		return err;
	if (place_is_common(f, bp->addr, &place))
		return chain_bp(bp, &place);
	sx_place_put(&place);
	return -EINVAL;
}

/* Copies the recent events; their number, more than EVENTS_NR: too many. */
static u32 take_events(void)
{
	u64 old_ns = kmono_ns() - EVENT_NS;
	unsigned long flags = sx_spin_lock(&event_lock);
	u64 i = events_nr;
	u32 n = 0;

	while (i && n <= EVENTS_NR) {
		const struct event *e = &events[--i & (EVENTS_NR - 1)];

		if (e->time_ns < old_ns)
			break;
		if (n < EVENTS_NR)
			batch[n] = *e;
		n++;
	}
	sx_spin_unlock(&event_lock, flags);
	return n;
}

enum verdict {
	UNTOUCHED,
	RENEW, /* the int3 may be gone */
	CHAIN,
};

static enum verdict judge_place(const struct sx_place *place, u32 n)
{
	enum verdict v = n > EVENTS_NR ? CHAIN : UNTOUCHED;
	u32 i;

	for (i = 0; i < n && v != CHAIN; i++) {
		if (batch[i].inode == place->inode &&
		    batch[i].offset == place->offset)
			v = batch[i].own ? RENEW : CHAIN;
	}
	return v;
}

static void look_at_bp(struct direct_family *f, struct direct_bp *bp, u32 n)
{
	struct sx_place place;
	enum verdict v;

	if (place_of_bp(f, bp, &place))
		return;
	v = judge_place(&place, n);
	sx_place_put(&place);
	if (v == CHAIN && !direct_chain(f, bp))
		return;
	/* A uprobe that cannot be registered takes the int3 with it. */
	if (v != UNTOUCHED)
		direct_renew(f, bp);
}

void direct_chain_look(void)
{
	u32 n = take_events();
	struct direct_family *f;
	u32 i;

	if (!n)
		return;
	for (f = direct_families(); f; f = f->next) {
		const struct direct_table *t = f->table;

		for (i = 0; t && i < t->size; i++) {
			if (t->bps[i] && t->bps[i]->live)
				look_at_bp(f, t->bps[i], n);
		}
	}
}

static void work(struct sx_work *unused)
{
	(void)unused;
	sx_mutex_lock(&direct_mutex);
	direct_chain_look();
	sx_mutex_unlock(&direct_mutex);
}

static void note(const void *inode, u64 offset, bool own)
{
	unsigned long flags = sx_spin_lock(&event_lock);
	struct event *e = &events[events_nr++ & (EVENTS_NR - 1)];

	e->inode = inode;
	e->offset = offset;
	e->time_ns = kmono_ns();
	e->own = own;
	sx_spin_unlock(&event_lock, flags);
}

/*
 * A uprobe with a counter is left alone: the kernel counts up where it writes
 * an int3, which it would not do at ours.
 */
static void on_call(struct sx_kprobe *kp, const struct pt_regs *regs)
{
	const struct watch *w = container_of(kp, struct watch, kp);
	const void *inode = (const void *)regs->di;
	u64 offset = regs->si;
	bool own = READ_ONCE(registering) == current;

	if ((own && !w->removes) || (w->has_counter && regs->dx))
		return;
	if (w->by_uprobe) {
		offset = KFIELD_OPT(u64, regs->di, uprobe, offset);
		inode = KFIELD_OPT(const void *, regs->di, uprobe, inode);
	}
	if (w->removes)
		WRITE_ONCE(removal_ns, kmono_ns());
	note(inode, offset, own);
	sx_work_queue(&worker);
}

static struct watch with_place[] = {
	{ .function = "uprobe_register" },
	{ .function = "uprobe_register_refctr", .has_counter = true },
	{ .function = "uprobe_apply" },
	{ .function = "uprobe_unregister", .removes = true },
};

static struct watch with_handle[] = {
	{ .function = "uprobe_register", .has_counter = true },
	{ .function = "uprobe_apply", .by_uprobe = true },
	{ .function = "uprobe_unregister_nosync",
	  .by_uprobe = true,
	  .removes = true },
};

/* The rows for this kernel. */
static struct watch *watches(u32 *ret_nr)
{
	bool handle = sx_uprobe_has_handle();

	*ret_nr = handle ? SX_NR(with_handle) : SX_NR(with_place);
	return handle ? with_handle : with_place;
}

static bool facts_are_known(void)
{
	return sx_uprobe_available() && sx_place_available() &&
	       sx_kprobe_available() &&
	       (!sx_uprobe_has_handle() || (KOFF_OPT(uprobe, inode) >= 0 &&
					    KOFF_OPT(uprobe, offset) >= 0));
}

void direct_chain_init(void)
{
	struct watch *w;
	u32 nr;
	u32 i;

	if (!facts_are_known())
		return;
	available = true;
	sx_work_init(&worker, work);
	w = watches(&nr);
	for (i = 0; i < nr; i++)
		sx_kprobe_register(&w[i].kp, w[i].function, on_call);
}

void direct_chain_exit(void)
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
}

void direct_chain_free(void)
{
	sx_pool_destroy(&chain_pool);
}

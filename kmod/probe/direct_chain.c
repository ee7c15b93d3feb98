// SPDX-License-Identifier: GPL-2.0
/*
 * Sharing an instruction with the kernel's uprobes.
 *
 * An int3 of ours and one of theirs are the same byte. Who registers a uprobe
 * where ours stands finds the int3 written and writes nothing: the trap would
 * be taken by us alone, and the byte be restored by whoever leaves first.
 * So the functions that add and remove uprobes are watched (direct_watch.c).
 * Breakpoints at such a place are chained:
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
 */
#include "probe/direct_chain.h"

#include "kabi/clock.h"
#include "kabi/pool.h"
#include "kabi/task.h"
#include "kabi/uprobe.h"
#include "kabi/work.h"
#include "probe/direct_find.h"
#include "probe/direct_watch.h"

/* One consumer, of all breakpoints whose ->chain it is. */
struct direct_chain {
	struct sx_uprobe up;
	u64 addr; /* constant */
	u64 since_ns; /* 0: being registered; direct_mutex, read by wants() */
	u32 bps_nr; /* direct_mutex */
};

static struct sx_pool chain_pool = SX_POOL_INIT(struct direct_chain);

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
	    forks_since(direct_watch_removal_ns()))
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
	direct_watch_self(true);
	err = sx_uprobe_register(&chain->up);
	direct_watch_self(false);
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
	direct_watch_self(true);
	sx_uprobe_unregister(&chain->up);
	direct_watch_self(false);
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

bool direct_chain_possible(struct mm_struct *mm, u64 addr)
{
	struct sx_place place;

	if (!direct_watch_available() || sx_place_of_mm(mm, addr, &place))
		return false;
	sx_place_put(&place);
	return true;
}

int direct_chain(struct direct_family *f, struct direct_bp *bp)
{
	struct sx_place place;
	int err;

	if (!direct_watch_available())
		return -EBUSY;
	err = place_of_bp(f, bp, &place);
	if (err)
		return err;
	if (place_is_common(f, bp->addr, &place))
		return chain_bp(bp, &place);
	sx_place_put(&place);
	return -EINVAL;
}

static void look_at_bp(struct direct_family *f, struct direct_bp *bp)
{
	struct sx_place place;
	enum direct_event event;

	if (place_of_bp(f, bp, &place))
		return;
	event = direct_watch_find(&place);
	sx_place_put(&place);
	if (event == DIRECT_EVENT_OTHER && !direct_chain(f, bp))
		return;
	/* A uprobe that cannot be registered takes the int3 with it. */
	if (event != DIRECT_EVENT_NONE && f->owner)
		direct_renew(f->owner, bp);
}

void direct_chain_look(void)
{
	struct direct_family *f;
	u32 i;

	if (!direct_watch_take())
		return;
	for (f = direct_families(); f; f = f->next) {
		const struct direct_table *t = f->table;

		for (i = 0; t && i < t->size; i++) {
			if (t->bps[i] && t->bps[i]->live)
				look_at_bp(f, t->bps[i]);
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

void direct_chain_init(void)
{
	if (sx_uprobe_available() && sx_place_available())
		direct_watch_init(work);
}

void direct_chain_exit(void)
{
	direct_watch_exit();
	sx_pool_destroy(&chain_pool);
}

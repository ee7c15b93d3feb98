// SPDX-License-Identifier: GPL-2.0
/*
 * Points in address spaces: where they have breakpoints, and what becomes of
 * those when the space maps something else.
 *
 * A breakpoint belongs to a place of a file. What stands at its address when
 * the file is mapped there no more is none of ours: it is never written, and
 * its traps are passed on.
 */
#include "probe/direct_attach.h"

#include "kabi/clock.h"
#include "kabi/place.h"
#include "kabi/sync.h"
#include "probe/direct_calls.h"
#include "probe/direct_chain.h"
#include "probe/direct_find.h"
#include "probe/direct_site.h"
#include "probe/direct_table.h"
#include "mem.h"

/* Users of dropped breakpoints, that a hit may stand on; direct_mutex. */
static struct direct_user *dropped;

static bool step_equal(const struct direct_step *a, const struct direct_step *b,
		       bool any_op)
{
	return (any_op || a->op == b->op) && a->len == b->len &&
	       !sx_memcmp(a->insn, b->insn, a->len);
}

struct direct_bp *direct_bp_at(const struct direct_space *space, u64 addr)
{
	struct direct_table *t = space->family->table;
	struct direct_bp *bp = t ? direct_table_find(t, addr) : NULL;

	return bp && bp->born <= space->seen ? bp : NULL;
}

static int new_bp(struct direct_space *space, u64 addr,
		  struct direct_step *step, struct direct_bp **ret)
{
	struct direct_bp *bp;
	int err = direct_make_slot(space, addr, step);

	if (err && direct_step_needs_slot(step))
		return err;
	bp = sx_pool_get_sleep(&direct_bp_pool);
	if (!bp)
		return -ENOMEM;
	bp->addr = addr;
	bp->step = *step;
	err = direct_table_put(space->family, bp);
	if (err) {
		sx_pool_put(&direct_bp_pool, bp);
		return err;
	}
	*ret = bp;
	return 0;
}

/*
 * An int3 that is hit there from now on is not ours, but in a child whose pages
 * a fork is copying now: it is stale, and loses it as those of dead ones.
 */
static void drop_bp(struct direct_bp *bp)
{
	bp->family->has_dead = true;
	WRITE_ONCE(bp->inherited, false);
	smp_store_release(&bp->live, false);
	bp->armed_nr = 0;
	direct_unchain(bp);
	while (bp->users) {
		struct direct_user *u = bp->users;

		direct_user_unlink(u);
		u->gone = dropped;
		dropped = u;
	}
}

void direct_free_dropped(void)
{
	if (dropped)
		sx_synchronize();
	while (dropped) {
		struct direct_user *u = dropped;

		dropped = u->gone;
		sx_pool_put(&direct_user_pool, u);
	}
}

/* Children that share the family still have what the breakpoint is for. */
static int make_sole(struct direct_space *space)
{
	struct direct_space *first = direct_space_first(space->family);

	return first == space && !first->family_next
		       ? 0
		       : direct_space_leave(space);
}

/* The breakpoint for the file that is mapped now; or what to do without one. */
static int usable_bp(struct direct_space *space, u64 addr,
		     const struct sx_map *map, const struct direct_step *step,
		     struct direct_bp **ret)
{
	struct direct_bp *bp = direct_bp_at(space, addr);

	*ret = NULL;
	if (bp && bp->users && !direct_bp_is_of(bp, map)) {
		int err = make_sole(space);

		if (err)
			return err;
		bp = direct_bp_at(space, addr);
		drop_bp(bp);
	}
	if (!bp)
		return 0;
	/*
	 * A dead one serves again if its instruction is still the same; one
	 * that somebody wants, whoever has decoded it.
	 */
	if (step_equal(&bp->step, step, bp->users))
		*ret = bp;
	else if (bp->users)
		return -ESTALE; /* two ideas of one instruction */
	return 0;
}

/*
 * May a breakpoint be attached? An int3 that is not ours is a uprobe that came
 * first: it is shared when the breakpoint is armed.
 */
static int check_place(const struct direct_bp *bp, struct mm_struct *mm,
		       u64 addr, const struct direct_step *step)
{
	int err = direct_check_bytes(mm, addr, step);

	/* Where uprobes are chained the kernel may have written what it likes. */
	if (bp && bp->chain)
		return 0;
	if (err == -EBUSY &&
	    ((bp && bp->live) || direct_chain_possible(mm, addr)))
		return 0;
	return err;
}

/*
 * The int3 goes into the owner, and into children that were forked since: they
 * have not inherited it. An address space that is gone is no error.
 */
static int arm_user(struct direct_user *u)
{
	struct direct_bp *bp = u->bp;
	struct direct_family *f = bp->family;
	struct direct_space *s;
	int err = 0;

	if (u->armed)
		return 0;
	for (s = direct_space_first(f); s; s = s->family_next) {
		if (s->seen < u->added || !sx_mmget_not_zero(s->mm))
			continue;
		err = 0;
		if (u->armed)
			direct_renew(s, bp);
		else
			err = direct_insert(s, bp);
		/* A uprobe has come since it was attached. */
		if (err == -EBUSY && !direct_chain(f, bp))
			err = direct_insert(s, bp);
		u->armed = u->armed || !err;
		mmput(s->mm);
	}
	return u->armed ? 0 : err;
}

#define REQUESTS_NR 256u /* new return addresses at one moment */

int direct_point_init(struct direct_point *dp, u32 role)
{
	s64 wanted = dp->pt.decl->param;
	int err;

	if (role >= SX_ROLE_NR)
		return -EINVAL;
	dp->role = (u8)role;
	dp->pt.is_return = role != SX_ROLE_HIT;
	if (role != SX_ROLE_LEAVE && role != SX_ROLE_WATCH)
		return 0;
	if (!direct_calls_available())
		return -ENOSYS;
	if (wanted < 0 || wanted > DIRECT_CALLS_MAX)
		return -EINVAL;
	dp->calls_max = wanted ? (u32)wanted : DIRECT_CALLS_DEFAULT;
	err = direct_calls_reserve(dp->calls_max);
	return err ? err : direct_site_reserve(REQUESTS_NR);
}

u64 direct_missed(const struct sx_point *pt)
{
	return READ_ONCE(container_of(pt, struct direct_point, pt)->missed);
}

u64 direct_abandoned(const struct sx_point *pt)
{
	return READ_ONCE(container_of(pt, struct direct_point, pt)->abandoned);
}

static int attach_new(struct direct_space *space, struct direct_point *dp,
		      u64 addr, const struct sx_map *map,
		      const struct direct_step *wanted, u8 role)
{
	struct direct_step step = *wanted;
	struct direct_user *u;
	struct direct_bp *bp;
	int err = direct_space_unshare(space);

	if (!err)
		err = usable_bp(space, addr, map, &step, &bp);
	if (!err)
		err = check_place(bp, space->mm, addr, &step);
	if (!err && !bp)
		err = new_bp(space, addr, &step, &bp);
	if (err)
		return err;
	bp->inode = map->inode;
	bp->offset = map->offset + (addr - map->start);
	u = direct_user_add(bp, dp, role);
	if (!u)
		return -ENOMEM;
	err = dp->armed ? arm_user(u) : 0;
	if (err) {
		direct_user_unlink(u);
		u->gone = dropped;
		dropped = u;
	}
	return err;
}

void direct_reserve(struct mm_struct *mm, u32 nr)
{
	struct direct_space *space = direct_space_get(mm);
	const struct direct_table *t = space ? space->family->table : NULL;

	/* It may have them all already. */
	if (space && (!t || t->nr < nr))
		direct_table_reserve(space->family, nr);
}

int direct_attach_as(struct direct_point *dp, struct mm_struct *mm, u64 addr,
		     const struct direct_step *step, u8 role)
{
	struct direct_space *space = direct_space_get(mm);
	const struct direct_bp *bp;
	struct sx_map map;

	if (!space)
		return -ENOMEM;
	if (sx_map_next(mm, addr, &map) || map.start > addr)
		return -EFAULT;
	/* What is written into such a mapping goes into the file. */
	if (map.shared)
		return -EINVAL;
	bp = direct_bp_at(space, addr);
	if (!bp || !direct_bp_is_of(bp, &map) ||
	    !direct_user_find(bp, &dp->pt, role))
		return attach_new(space, dp, addr, &map, step, role);
	if (bp->live)
		direct_renew(space, bp);
	return 0;
}

int direct_attach_mm(struct direct_point *dp, struct mm_struct *mm, u64 addr,
		     const struct direct_step *step)
{
	return direct_attach_as(dp, mm, addr, step, dp->role);
}

int direct_arm_point(struct direct_point *dp)
{
	struct direct_user *u;
	int first = 0;

	dp->armed = true;
	for (u = dp->users; u; u = u->of_next) {
		int err = arm_user(u);

		first = first ? first : err;
	}
	return first;
}

void direct_disarm_point(struct direct_point *dp)
{
	dp->armed = false;
	while (dp->users) {
		struct direct_user *u = dp->users;

		if (u->armed && !--u->bp->armed_nr)
			direct_remove(u->bp->family, u->bp);
		direct_user_unlink(u);
		u->gone = dp->gone;
		dp->gone = u;
	}
}

void direct_release_point(struct direct_point *dp)
{
	/* A hit that was on its way has remembered calls after disarm. */
	if (dp->calls_max) {
		sx_mutex_lock(&direct_mutex);
		direct_calls_forget(&dp->pt);
		sx_mutex_unlock(&direct_mutex);
	}
	while (dp->gone) {
		struct direct_user *u = dp->gone;

		dp->gone = u->gone;
		sx_pool_put(&direct_user_pool, u);
	}
}

/* True when the table is another one now. */
static bool remap_bp(struct direct_space *space, struct direct_bp *bp,
		     const struct sx_map *map)
{
	const struct direct_family *before;

	if (bp->addr < map->start || bp->addr >= map->end ||
	    bp->born > space->seen)
		return false;
	if (direct_bp_is_of(bp, map)) {
		if (bp->live)
			direct_renew(space, bp);
		return false;
	}
	if (!bp->users)
		return false;
	before = space->family;
	if (!make_sole(space) && space->family == before)
		drop_bp(bp);
	return space->family != before;
}

void direct_remapped(struct mm_struct *mm, const struct sx_map *map)
{
	struct direct_space *space = direct_space_find(mm);
	const struct direct_table *t = space ? space->family->table : NULL;
	u32 i;

	for (i = 0; t && i < t->size; i++) {
		if (!t->bps[i] || !remap_bp(space, t->bps[i], map))
			continue;
		t = space->family->table;
		i = (u32)-1; /* from the start */
	}
}

bool direct_may_hold(const struct mm_struct *mm, const struct sx_map *map)
{
	const struct direct_space *space = direct_space_find(mm);
	const struct direct_table *t;

	if (!space)
		return false;
	t = smp_load_acquire(&smp_load_acquire(&space->family)->table);
	return t && direct_table_may_hold(t, map->start, map->end);
}

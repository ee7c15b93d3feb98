// SPDX-License-Identifier: GPL-2.0
/* process(...) through own breakpoints: traps, and the engine's operations. */
#include "probe/direct.h"

#include "kabi/sync.h"
#include "kabi/task.h"
#include "kabi/trap.h"
#include "kabi/uaccess.h"
#include "probe/direct_calls.h"
#include "probe/direct_find.h"
#include "probe/direct_point.h"
#include "probe/direct_site.h"
#include "probe/engine.h"
#include "mem.h"

#define REQUESTS_NR 256u /* new return addresses at one moment */

struct sx_mutex direct_mutex;
static bool follows_forks; /* written when loading */

static struct direct_point *direct_of(struct sx_point *pt)
{
	return container_of(pt, struct direct_point, pt);
}

/*
 * A hit of a breakpoint that nobody wants, or that is chained. If the byte is
 * restored by now the instruction is simply run; an int3 that is there is a
 * stale copy of ours in a forked child, or else somebody else's.
 */
__attribute__((noinline, cold)) static bool
cold_hit(const struct direct_space *space, const struct direct_bp *bp,
	 struct pt_regs *regs)
{
	/* Before the byte: they are cleared after it is restored. */
	bool ours = !smp_load_acquire(&bp->theirs) &&
		    (READ_ONCE(space->stale) || READ_ONCE(bp->inherited));
	u8 byte = 0;

	barrier();
	if (sx_probe_read(&byte, bp->addr, 1) != 1 || byte != 0xcc ||
	    READ_ONCE(bp->live)) {
		regs->ip = bp->addr;
		return true;
	}
	if (ours)
		direct_step_run(&bp->step, bp->addr, regs);
	return ours;
}

u64 direct_step_call(const struct direct_step *step)
{
	return step->place +
	       (task_has_shadow_stack(current) ? SX_STEP_SHADOW_OFF : 0);
}

bool sx_trap(struct pt_regs *regs)
{
	const struct direct_space *space = direct_space_find(task_mm(current));
	const struct direct_table *table;
	const struct direct_bp *bp;
	u64 addr = regs->ip - 1;

	if (!space)
		return direct_space_orphan(regs);
	table = smp_load_acquire(&smp_load_acquire(&space->family)->table);
	bp = table ? direct_table_find(table, addr) : NULL;
	if (!bp)
		return false;
	if (unlikely(!smp_load_acquire(&bp->live)))
		return cold_hit(space, bp, regs);
	regs->ip = addr;
	direct_run_users(bp, regs);
	direct_step_run(&bp->step, addr, regs);
	return true;
}

static bool direct_available(void)
{
	return follows_forks;
}

/*
 * A dead breakpoint serves again if its instruction is still the same; and one
 * that somebody wants, whoever has decoded it.
 */
static struct direct_bp *usable_bp(struct direct_space *space, u64 addr,
				   const struct direct_step *step)
{
	struct direct_bp *bp = NULL;

	if (space->family->table)
		bp = direct_table_find(space->family->table, addr);
	if (!bp || (!bp->users && bp->step.op != step->op) ||
	    bp->step.len != step->len ||
	    sx_memcmp(bp->step.insn, step->insn, step->len))
		return NULL;
	return bp;
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

static int attach_mm(struct direct_point *dp, struct mm_struct *mm,
		     struct direct_step *step)
{
	struct direct_space *space = direct_space_get(mm);
	struct direct_bp *bp;
	int err;

	if (!space)
		return -ENOMEM;
	err = direct_space_unshare(space);
	if (err)
		return err;
	bp = usable_bp(space, dp->addr, step);
	err = check_place(bp, mm, dp->addr, step);
	if (!err && bp)
		err = direct_bp_own(space, bp, &bp);
	else if (!err)
		err = direct_bp_new(space, dp->addr, step, &bp);
	if (err)
		return err;
	if (!direct_user_add(bp, &dp->pt, dp->role))
		return -ENOMEM;
	space->family->users_nr++;
	return 0;
}

/* What watching the point's calls takes. */
static int prepare_calls(struct direct_point *dp)
{
	s64 wanted = dp->pt.decl->param;
	int err;

	if (dp->role != SX_ROLE_LEAVE && dp->role != SX_ROLE_WATCH)
		return 0;
	if (!direct_calls_available())
		return -ENOSYS;
	if (wanted < 0 || wanted > DIRECT_CALLS_MAX)
		return -EINVAL;
	dp->calls_max = wanted ? (u32)wanted : DIRECT_CALLS_DEFAULT;
	err = direct_calls_reserve(dp->calls_max);
	return err ? err : direct_site_reserve(REQUESTS_NR);
}

static int direct_attach(struct sx_point *pt, const struct sx_attach *args)
{
	struct direct_point *dp = direct_of(pt);
	struct direct_step step;
	struct mm_struct *mm;
	int err = direct_step_init(&step, &args->direct.recipe);

	if (err || args->direct.role >= SX_ROLE_NR ||
	    pt->decl->kind != SX_PROBE_PROCESS)
		return -EINVAL;
	dp->role = (u8)args->direct.role;
	pt->is_return = dp->role != SX_ROLE_HIT;
	err = prepare_calls(dp);
	if (err)
		return err;
	mm = sx_mm_of_pid(args->direct.pid);
	if (!mm)
		return -ESRCH;
	dp->addr = args->direct.addr;
	sx_mutex_lock(&direct_mutex);
	direct_space_reap();
	err = attach_mm(dp, mm, &step);
	sx_mutex_unlock(&direct_mutex);
	mmput(mm);
	return err;
}

static struct direct_bp *family_bp(const struct direct_family *f, u64 addr)
{
	return f->table ? direct_table_find(f->table, addr) : NULL;
}

/*
 * The owner's int3 only: forks that happened before this attachment do not
 * have it, later ones inherit it. An address space that is gone is no error.
 */
static int arm_user(struct direct_family *f, struct direct_bp *bp,
		    struct direct_user *u)
{
	struct direct_space *space = f->owner;
	int err;

	if (u->armed || !space || !sx_mmget_not_zero(space->mm))
		return 0;
	err = direct_insert(space, bp);
	/* A uprobe has come since it was attached. */
	if (err == -EBUSY && !direct_chain(f, bp))
		err = direct_insert(space, bp);
	u->armed = !err;
	mmput(space->mm);
	return err;
}

static int direct_arm(struct sx_point *pt)
{
	u64 addr = direct_of(pt)->addr;
	u8 role = direct_of(pt)->role;
	struct direct_family *f;
	int err = 0;

	sx_mutex_lock(&direct_mutex);
	for (f = direct_families(); f && !err; f = f->next) {
		struct direct_bp *bp = family_bp(f, addr);
		struct direct_user *u = direct_user_find(bp, pt, role);

		if (u)
			err = arm_user(f, bp, u);
	}
	sx_mutex_unlock(&direct_mutex);
	return err;
}

/* A hit that stands on u still finds the rest: u->next stays. */
static void unlink_user(struct direct_bp *bp, struct direct_user *u)
{
	struct direct_user **link = &bp->users;

	while (*link != u)
		link = &(*link)->next;
	bp->sites_nr -= u->role == DIRECT_ROLE_SITE;
	smp_store_release(link, u->next);
}

static void disarm_at(struct direct_point *dp, u64 addr, u8 role)
{
	struct direct_family *f;

	for (f = direct_families(); f; f = f->next) {
		struct direct_bp *bp = family_bp(f, addr);
		struct direct_user *u = direct_user_find(bp, &dp->pt, role);

		if (!u)
			continue;
		if (u->armed && !--bp->armed_nr)
			direct_remove(f, bp);
		unlink_user(bp, u);
		f->users_nr--;
		u->gone = dp->gone;
		dp->gone = u;
	}
}

static void direct_disarm(struct sx_point *pt)
{
	struct direct_point *dp = direct_of(pt);
	const struct direct_site *site;

	sx_mutex_lock(&direct_mutex);
	dp->ending = true;
	disarm_at(dp, dp->addr, dp->role);
	for (site = dp->sites; site; site = site->next)
		disarm_at(dp, site->addr, DIRECT_ROLE_SITE);
	sx_mutex_unlock(&direct_mutex);
}

/* A hit that was on its way has remembered calls after disarm. */
static void free_calls(struct direct_point *dp)
{
	sx_mutex_lock(&direct_mutex);
	if (dp->calls_max)
		direct_calls_forget(&dp->pt);
	while (dp->sites) {
		struct direct_site *site = dp->sites;

		dp->sites = site->next;
		sx_pool_put(&direct_site_pool, site);
	}
	sx_mutex_unlock(&direct_mutex);
}

static void direct_release(struct sx_point *pt)
{
	struct direct_point *dp = direct_of(pt);

	free_calls(dp);
	while (dp->gone) {
		struct direct_user *u = dp->gone;

		dp->gone = u->gone;
		sx_pool_put(&direct_user_pool, u);
	}
}

static u64 direct_missed(const struct sx_point *pt)
{
	return READ_ONCE(container_of(pt, struct direct_point, pt)->missed);
}

static u64 direct_abandoned(const struct sx_point *pt)
{
	return READ_ONCE(container_of(pt, struct direct_point, pt)->abandoned);
}

const struct sx_engine sx_direct_engine = {
	.name = "direct",
	.point_size = sizeof(struct direct_point),
	.available = direct_available,
	.attach = direct_attach,
	.arm = direct_arm,
	.disarm = direct_disarm,
	.release = direct_release,
	.missed = direct_missed,
	.abandoned = direct_abandoned,
};

int sx_direct_init(void)
{
	int err;

	sx_mutex_init(&direct_mutex);
	err = sx_trap_register();
	if (err)
		return err;
	/* Without the tracepoint a child could not be told from a stranger. */
	follows_forks = !direct_space_init();
	if (follows_forks) {
		direct_chain_init();
		direct_calls_init();
	}
	return 0;
}

void sx_direct_exit(void)
{
	direct_chain_exit();
	direct_calls_exit();
	if (follows_forks)
		direct_space_stop();
	sx_trap_unregister();
	sx_synchronize_cpus();
	direct_space_free();
	direct_calls_free();
	direct_site_free();
	direct_pools_destroy();
}

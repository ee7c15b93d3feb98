// SPDX-License-Identifier: GPL-2.0
/* process(...) through own breakpoints: traps, and the engine's operations. */
#include "probe/direct.h"

#include "kabi/sync.h"
#include "kabi/task.h"
#include "kabi/trap.h"
#include "kabi/uaccess.h"
#include "probe/direct_attach.h"
#include "probe/direct_calls.h"
#include "probe/direct_chain.h"
#include "probe/direct_find.h"
#include "probe/direct_site.h"
#include "probe/direct_table.h"
#include "probe/engine.h"
#include "probe/follow.h"

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
	if (!bp || unlikely(bp->born > space->seen))
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

static int direct_attach(struct sx_point *pt, const struct sx_attach *args)
{
	struct direct_point *dp = direct_of(pt);
	struct direct_step step;
	struct mm_struct *mm;
	int err = direct_step_init(&step, &args->direct.recipe);

	if (err || pt->decl->kind != SX_PROBE_PROCESS)
		return -EINVAL;
	err = direct_point_init(dp, args->direct.role);
	if (err)
		return err;
	mm = sx_mm_of_pid(args->direct.pid);
	if (!mm)
		return -ESRCH;
	sx_mutex_lock(&direct_mutex);
	direct_space_reap();
	err = direct_attach_mm(dp, mm, args->direct.addr, &step);
	sx_mutex_unlock(&direct_mutex);
	mmput(mm);
	return err;
}

static int direct_arm(struct sx_point *pt)
{
	int err;

	sx_mutex_lock(&direct_mutex);
	err = direct_arm_point(direct_of(pt));
	sx_mutex_unlock(&direct_mutex);
	return err;
}

static void direct_disarm(struct sx_point *pt)
{
	sx_mutex_lock(&direct_mutex);
	direct_disarm_point(direct_of(pt));
	sx_mutex_unlock(&direct_mutex);
}

static void direct_release(struct sx_point *pt)
{
	direct_release_point(direct_of(pt));
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
	follow_init();
	return 0;
}

void sx_direct_exit(void)
{
	follow_exit();
	direct_chain_exit();
	direct_calls_exit();
	if (follows_forks)
		direct_space_stop();
	sx_trap_unregister();
	sx_synchronize_cpus();
	direct_site_free(); /* a task may still look at spaces and calls */
	direct_space_free();
	direct_calls_free();
	direct_pools_destroy();
}

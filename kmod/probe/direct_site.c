// SPDX-License-Identifier: GPL-2.0
/* Breakpoints where watched calls return to. */
#include "probe/direct_site.h"

#include "kabi/alloc.h"
#include "kabi/pool.h"
#include "kabi/task.h"
#include "kabi/task_work.h"
#include "probe/direct_attach.h"
#include "probe/direct_calls.h"
#include "probe/direct_find.h"
#include "insn.h"
#include "mem.h"

#define SITES_MAX 16384u /* of one place */

extern void msleep(unsigned int msecs);

static struct sx_pool request_pool = SX_POOL_INIT(struct sx_task_work);
static u32 pending; /* requests that are not done; atomic */

bool direct_site_available(void)
{
	return sx_task_work_available();
}

/* From memory, where another page may not be there. */
static int decode(struct mm_struct *mm, u64 addr, struct direct_step *ret)
{
	u8 code[SX_INSN_MAX];
	u32 len = sizeof(code);
	u32 to_end = (u32)(SX_PAGE_SIZE - (addr & (SX_PAGE_SIZE - 1)));
	struct sx_recipe recipe;

	if (sx_mm_read(mm, addr, code, len)) {
		len = to_end < len ? to_end : len;
		if (sx_mm_read(mm, addr, code, len))
			return -EFAULT;
	}
	if (sx_insn_recipe(code, len, &recipe))
		return -EOPNOTSUPP;
	return direct_step_init(ret, &recipe);
}

/* What stands there: one that is there already has been decoded. */
static int find_step(const struct direct_space *space, u64 addr,
		     struct direct_step *ret)
{
	const struct direct_bp *bp = direct_bp_at(space, addr);

	if (bp) {
		int err = direct_check_bytes(space->mm, addr, &bp->step);

		*ret = bp->step;
		if (!err || bp->chain || (err == -EBUSY && bp->live))
			return 0;
	}
	return decode(space->mm, addr, ret);
}

static int make_site(struct direct_space *space, struct direct_point *dp,
		     u64 addr)
{
	struct direct_step step;
	int err;

	if (!dp->armed)
		return -ESTALE; /* it is ending */
	if (dp->sites_nr == SITES_MAX)
		return -ENOSPC;
	err = find_step(space, addr, &step);
	if (!err)
		err = direct_attach_as(dp, space->mm, addr, &step,
				       DIRECT_ROLE_SITE);
	dp->sites_nr += !err;
	return err;
}

/* In the thread whose calls they are; it may be about to die. */
static void make_sites(struct sx_task_work *work)
{
	struct direct_space *space;
	struct sx_point *pt;
	u64 back;

	sx_pool_put(&request_pool, work);
	sx_mutex_lock(&direct_mutex);
	space = task_mm(current) ? direct_space_find(task_mm(current)) : NULL;
	while (direct_calls_next(&pt, &back)) {
		struct direct_point *dp =
			container_of(pt, struct direct_point, pt);

		if (!space || make_site(space, dp, back))
			direct_calls_miss(pt, back);
	}
	sx_mutex_unlock(&direct_mutex);
	__atomic_sub_fetch(&pending, 1, __ATOMIC_RELEASE);
}

bool direct_site_ask(void)
{
	struct sx_task_work *work = sx_pool_get(&request_pool);

	if (!work)
		return false;
	__atomic_add_fetch(&pending, 1, __ATOMIC_RELAXED);
	if (!sx_task_work_add(current, work, make_sites))
		return true;
	__atomic_sub_fetch(&pending, 1, __ATOMIC_RELAXED);
	sx_pool_put(&request_pool, work);
	return false;
}

int direct_site_reserve(u32 n)
{
	return sx_pool_fill(&request_pool, n);
}

void direct_site_free(void)
{
	while (__atomic_load_n(&pending, __ATOMIC_ACQUIRE))
		msleep(1);
	if (sx_task_work_available())
		sx_task_work_leave();
	sx_pool_destroy(&request_pool);
}

// SPDX-License-Identifier: GPL-2.0
/* Breakpoints where watched calls return to. */
#include "probe/direct_site.h"

#include "kabi/alloc.h"
#include "kabi/task.h"
#include "kabi/task_work.h"
#include "probe/direct_calls.h"
#include "probe/direct_find.h"
#include "probe/direct_point.h"
#include "insn.h"
#include "mem.h"

#define SITES_MAX 16384u /* of one place */

static struct sx_pool request_pool = SX_POOL_INIT(struct sx_task_work);

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

/* One that is there already, for whatever reason, serves as well. */
static int find_bp(struct direct_space *space, u64 addr, struct direct_bp **ret)
{
	struct direct_bp *bp = NULL;
	struct direct_step step;
	int err;

	if (space->family->table)
		bp = direct_table_find(space->family->table, addr);
	if (bp) {
		err = direct_check_bytes(space->mm, addr, &bp->step);
		if (!err || bp->chain || (err == -EBUSY && bp->live))
			return direct_bp_own(space, bp, ret);
	}
	err = decode(space->mm, addr, &step);
	return err ? err : direct_bp_new(space, addr, &step, ret);
}

static int remember_site(struct direct_point *dp, u64 addr)
{
	struct direct_site *site;

	for (site = dp->sites; site; site = site->next)
		if (site->addr == addr)
			return 0;
	if (dp->sites_nr == SITES_MAX)
		return -ENOSPC;
	site = sx_pool_get_sleep(&direct_site_pool);
	if (!site)
		return -ENOMEM;
	site->addr = addr;
	site->next = dp->sites;
	dp->sites = site;
	dp->sites_nr++;
	return 0;
}

/* It may be armed by a process above that was forked before. */
static int insert(struct direct_space *space, struct direct_bp *bp,
		  struct direct_user *u)
{
	int err;

	if (u->armed)
		return bp->chain ? 0 : direct_insert_again(space, bp);
	err = direct_insert(space, bp);
	if (err == -EBUSY && !direct_chain(space->family, bp))
		err = direct_insert(space, bp);
	u->armed = !err;
	return err;
}

static int make_site(struct direct_space *space, struct direct_point *dp,
		     u64 addr)
{
	struct direct_user *u;
	struct direct_bp *bp;
	int err;

	if (dp->ending)
		return -ESTALE;
	/* A copy of the instruction would be in this address space only. */
	err = direct_space_unshare(space);
	if (!err)
		err = find_bp(space, addr, &bp);
	if (!err)
		err = remember_site(dp, addr);
	if (err)
		return err;
	u = direct_user_find(bp, &dp->pt, DIRECT_ROLE_SITE);
	if (!u) {
		u = direct_user_add(bp, &dp->pt, DIRECT_ROLE_SITE);
		if (!u)
			return -ENOMEM;
		space->family->users_nr++;
	}
	return insert(space, bp, u);
}

/* In the thread whose calls they are; it may be about to die. */
static void make_sites(struct sx_task_work *work)
{
	struct direct_space *space;
	struct sx_point *pt;
	u64 back;

	sx_pool_put(&request_pool, work);
	if (!task_mm(current))
		return;
	sx_mutex_lock(&direct_mutex);
	space = direct_space_find(task_mm(current));
	while (direct_calls_next(&pt, &back)) {
		struct direct_point *dp =
			container_of(pt, struct direct_point, pt);

		if (!space || make_site(space, dp, back))
			direct_calls_miss(pt, back);
	}
	sx_mutex_unlock(&direct_mutex);
}

bool direct_site_ask(void)
{
	struct sx_task_work *work = sx_pool_get(&request_pool);

	if (!work)
		return false;
	if (sx_task_work_add(work, make_sites))
		return true;
	sx_pool_put(&request_pool, work);
	return false;
}

int direct_site_reserve(u32 n)
{
	return sx_pool_fill(&request_pool, n);
}

void direct_site_free(void)
{
	sx_pool_destroy(&request_pool);
}

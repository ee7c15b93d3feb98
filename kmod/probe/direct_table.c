// SPDX-License-Identifier: GPL-2.0
/* Breakpoints by address. */
#include "probe/direct.h"

#include "kabi/alloc.h"
#include "kabi/sync.h"
#include "probe/direct_find.h"
#include "probe/direct_point.h"
#include "probe/direct_site.h"

struct sx_pool direct_bp_pool = SX_POOL_INIT(struct direct_bp);
struct sx_pool direct_user_pool = SX_POOL_INIT(struct direct_user);
struct sx_pool direct_site_pool = SX_POOL_INIT(struct direct_site);

#define FIRST_SIZE 64u

static struct direct_table *table_create(u32 size)
{
	struct direct_table *t;

	t = sx_alloc(sizeof(*t) + (u64)size * sizeof(t->bps[0]));
	if (t)
		t->size = size;
	return t;
}

/* Publishes bp; a hit that sees it sees all of it. Returns what it replaced. */
static struct direct_bp *table_store(struct direct_table *t,
				     struct direct_bp *bp)
{
	u32 i = direct_table_slot(t, bp->addr);
	struct direct_bp *old;

	while (t->bps[i] && t->bps[i]->addr != bp->addr)
		i = (i + 1) & (t->size - 1);
	old = t->bps[i];
	if (!old)
		t->nr++;
	smp_store_release(&t->bps[i], bp);
	return old;
}

static int table_grow(struct direct_family *f)
{
	struct direct_table *old = f->table;
	struct direct_table *t = table_create(old ? old->size * 2 : FIRST_SIZE);
	u32 i;

	if (!t)
		return -ENOMEM;
	for (i = 0; old && i < old->size; i++) {
		if (old->bps[i])
			table_store(t, old->bps[i]);
	}
	smp_store_release(&f->table, t);
	sx_synchronize();
	sx_free(old);
	return 0;
}

int direct_table_put(struct direct_family *f, struct direct_bp *bp)
{
	struct direct_bp *old;

	if (!f->table || f->table->nr * 2 >= f->table->size) {
		int err = table_grow(f);

		if (err)
			return err;
	}
	old = table_store(f->table, bp);
	if (old) {
		sx_synchronize();
		sx_pool_put(&direct_bp_pool, old);
	}
	return 0;
}

int direct_bp_new(struct direct_space *space, u64 addr,
		  struct direct_step *step, struct direct_bp **ret)
{
	struct direct_bp *bp;
	int err;

	if (space->family->table) {
		bp = direct_table_find(space->family->table, addr);
		if (bp && bp->users)
			return -ESTALE; /* two ideas of one instruction */
	}
	err = direct_make_slot(space, addr, step);
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

int direct_bp_own(struct direct_space *space, struct direct_bp *bp,
		  struct direct_bp **ret)
{
	struct direct_bp *mine;
	int err;

	*ret = bp;
	if (direct_slot_is_there(space, bp))
		return 0;
	mine = sx_pool_get_sleep(&direct_bp_pool);
	if (!mine)
		return -ENOMEM;
	*mine = *bp;
	mine->step.slot = mine->step.place = 0;
	err = direct_make_slot(space, bp->addr, &mine->step);
	if (err && !direct_step_needs_slot(&mine->step))
		err = 0;
	/* Its users go along; a hit that stands on them finds the rest. */
	if (!err)
		err = direct_table_put(space->family, mine);
	if (err)
		sx_pool_put(&direct_bp_pool, mine);
	else
		*ret = mine;
	return err;
}

struct direct_user *direct_user_add(struct direct_bp *bp, struct sx_point *pt,
				    u8 role)
{
	struct direct_user *u = sx_pool_get_sleep(&direct_user_pool);

	if (!u)
		return NULL;
	u->pt = pt;
	u->role = role;
	bp->sites_nr += role == DIRECT_ROLE_SITE;
	u->next = bp->users;
	smp_store_release(&bp->users, u);
	return u;
}

struct direct_user *direct_user_find(const struct direct_bp *bp,
				     const struct sx_point *pt, u8 role)
{
	struct direct_user *u = bp ? smp_load_acquire(&bp->users) : NULL;

	while (u && (u->pt != pt || u->role != role))
		u = smp_load_acquire(&u->next);
	return u;
}

static void free_users(struct direct_bp *bp)
{
	while (bp->users) {
		struct direct_user *u = bp->users;

		bp->users = u->next;
		sx_pool_put(&direct_user_pool, u);
	}
}

static struct direct_bp *bp_copy(const struct direct_bp *bp)
{
	struct direct_bp *copy = sx_pool_get_sleep(&direct_bp_pool);
	const struct direct_user *u;

	if (!copy)
		return NULL;
	copy->addr = bp->addr;
	copy->step = bp->step;
	copy->armed_nr = bp->armed_nr;
	copy->live = bp->live;
	copy->inherited = bp->live;
	for (u = bp->users; u; u = u->next) {
		struct direct_user *mine =
			direct_user_add(copy, u->pt, u->role);

		if (mine) {
			mine->armed = u->armed;
		} else {
			free_users(copy);
			sx_pool_put(&direct_bp_pool, copy);
			return NULL;
		}
	}
	direct_chain_share(copy, bp);
	return copy;
}

struct direct_table *direct_table_copy(const struct direct_table *from)
{
	struct direct_table *t = table_create(from->size);
	u32 i;

	for (i = 0; t && i < from->size; i++) {
		struct direct_bp *bp;

		if (!from->bps[i])
			continue;
		bp = bp_copy(from->bps[i]);
		if (!bp) {
			direct_table_free(t);
			return NULL;
		}
		table_store(t, bp);
	}
	return t;
}

void direct_table_free(struct direct_table *t)
{
	u32 i;

	for (i = 0; t && i < t->size; i++) {
		if (!t->bps[i])
			continue;
		direct_unchain(t->bps[i]);
		free_users(t->bps[i]);
		sx_pool_put(&direct_bp_pool, t->bps[i]);
	}
	sx_free(t);
}

void direct_pools_destroy(void)
{
	sx_pool_destroy(&direct_site_pool);
	sx_pool_destroy(&direct_user_pool);
	sx_pool_destroy(&direct_bp_pool);
}

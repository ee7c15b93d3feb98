// SPDX-License-Identifier: GPL-2.0
/* Breakpoints by address. */
#include "probe/direct_table.h"

#include "kabi/alloc.h"
#include "kabi/sync.h"
#include "probe/direct_attach.h"
#include "probe/direct_chain.h"
#include "probe/direct_find.h"
#include "probe/direct_site.h"

struct sx_pool direct_bp_pool = SX_POOL_INIT(struct direct_bp);
struct sx_pool direct_user_pool = SX_POOL_INIT(struct direct_user);

#define FIRST_SIZE 64u

static struct direct_table *table_create(u32 size)
{
	struct direct_table *t;

	t = sx_alloc(sizeof(*t) + (u64)size * sizeof(t->bps[0]));
	if (t)
		t->size = size;
	return t;
}

#define GRANULE_SHIFT 16

static u64 *filter_word(struct direct_table *t, u64 addr)
{
	u64 granule = addr >> GRANULE_SHIFT;

	return &t->filter[granule / 64 % (DIRECT_FILTER_BITS / 64)];
}

static u64 filter_bit(u64 addr)
{
	return 1ull << (addr >> GRANULE_SHIFT) % 64;
}

bool direct_table_may_hold(const struct direct_table *t, u64 start, u64 end)
{
	u64 addr = start >> GRANULE_SHIFT << GRANULE_SHIFT;

	if ((end - start) >> GRANULE_SHIFT >= DIRECT_FILTER_BITS)
		return t->nr;
	for (; addr < end; addr += 1ull << GRANULE_SHIFT) {
		if (*filter_word((struct direct_table *)t, addr) &
		    filter_bit(addr))
			return true;
	}
	return false;
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
	*filter_word(t, bp->addr) |= filter_bit(bp->addr);
	smp_store_release(&t->bps[i], bp);
	return old;
}

static int table_grow(struct direct_family *f, u32 size)
{
	struct direct_table *old = f->table;
	struct direct_table *t = table_create(size);
	u32 i;

	if (!t)
		return -ENOMEM;
	for (i = 0; old && i < old->size; i++) {
		if (old->bps[i])
			table_store(t, old->bps[i]);
	}
	smp_store_release(&f->table, t);
	if (old)
		sx_synchronize();
	sx_free(old);
	return 0;
}

int direct_table_reserve(struct direct_family *f, u32 nr)
{
	u32 size = f->table ? f->table->size : FIRST_SIZE;

	nr += f->table ? f->table->nr : 0;
	while (size < nr * 2)
		size *= 2;
	return f->table && size == f->table->size ? 0 : table_grow(f, size);
}

int direct_table_put(struct direct_family *f, struct direct_bp *bp)
{
	struct direct_bp *old;
	int err = direct_table_reserve(f, 1);

	if (err)
		return err;
	bp->family = f;
	bp->born = ++f->events;
	old = table_store(f->table, bp);
	if (old) {
		sx_synchronize();
		sx_pool_put(&direct_bp_pool, old);
	}
	return 0;
}

struct direct_user *direct_user_add(struct direct_bp *bp,
				    struct direct_point *dp, u8 role)
{
	struct direct_user *u = sx_pool_get_sleep(&direct_user_pool);

	if (!u)
		return NULL;
	u->pt = &dp->pt;
	u->role = role;
	bp->sites_nr += role == DIRECT_ROLE_SITE;
	u->bp = bp;
	u->added = ++bp->family->events;
	u->of_next = dp->users;
	u->of_link = &dp->users;
	if (u->of_next)
		u->of_next->of_link = &u->of_next;
	dp->users = u;
	bp->family->users_nr++;
	u->next = bp->users;
	smp_store_release(&bp->users, u);
	return u;
}

void direct_user_unlink(struct direct_user *u)
{
	struct direct_user **link = &u->bp->users;

	while (*link != u)
		link = &(*link)->next;
	u->bp->sites_nr -= u->role == DIRECT_ROLE_SITE;
	smp_store_release(link, u->next);
	*u->of_link = u->of_next;
	if (u->of_next)
		u->of_next->of_link = u->of_link;
	u->bp->family->users_nr--;
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

		direct_user_unlink(u);
		sx_pool_put(&direct_user_pool, u);
	}
}

static struct direct_bp *bp_copy(struct direct_family *f,
				 const struct direct_bp *bp)
{
	struct direct_bp *copy = sx_pool_get_sleep(&direct_bp_pool);
	const struct direct_user *u;

	if (!copy)
		return NULL;
	copy->addr = bp->addr;
	copy->family = f;
	copy->inode = bp->inode;
	copy->offset = bp->offset;
	copy->step = bp->step;
	copy->armed_nr = bp->armed_nr;
	copy->live = bp->live;
	copy->inherited = bp->live;
	for (u = bp->users; u; u = u->next) {
		struct direct_user *mine = direct_user_add(
			copy, container_of(u->pt, struct direct_point, pt),
			u->role);

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

int direct_table_copy(struct direct_family *f, const struct direct_space *space)
{
	const struct direct_table *from = space->family->table;
	struct direct_table *t;
	u32 i;

	if (!from)
		return 0;
	t = table_create(from->size);
	for (i = 0; t && i < from->size; i++) {
		struct direct_bp *bp;

		if (!from->bps[i] || from->bps[i]->born > space->seen)
			continue;
		bp = bp_copy(f, from->bps[i]);
		if (!bp) {
			direct_table_free(t);
			return -ENOMEM;
		}
		table_store(t, bp);
	}
	f->table = t;
	return t ? 0 : -ENOMEM;
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
	sx_pool_destroy(&direct_user_pool);
	sx_pool_destroy(&direct_bp_pool);
}

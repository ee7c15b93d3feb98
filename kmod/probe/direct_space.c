// SPDX-License-Identifier: GPL-2.0
/*
 * Address spaces and their families: found by hits, made by attaching and by
 * the fork tracepoint, dropped by the reaper.
 *
 * A fork copies pages with our int3s in them. The tracepoint sees the child
 * before it runs and gives it a space in its parent's family: same
 * addresses, same copies of instructions, no allocation but that of the
 * space. Two things are not seen there:
 *   - an int3 that was taken out of the parent after its page was copied:
 *     the child is marked stale, carries such instructions out, and a worker
 *     takes the int3s out of it;
 *   - a child for which no space was free: its hits find the family of a
 *     process above it, and only carry the instruction out.
 */
#include "probe/direct.h"

#include "kabi/clock.h"
#include "kabi/alloc.h"
#include "kabi/sync.h"
#include "kabi/task.h"
#include "kabi/timer.h"
#include "kabi/tracepoint.h"
#include "kabi/work.h"
#include "probe/direct_attach.h"
#include "probe/direct_chain.h"
#include "probe/direct_find.h"
#include "mem.h"
#include "probe/direct_table.h"
#include "probe/follow_notice.h"

#define ALL_SEEN   (~0ull)
#define JANITOR_NS 1000000000ll
#define SPACES_LOW 64u /* fewer free ones: the janitor makes more */

extern void msleep(unsigned int msecs);

struct direct_space *direct_space_hash[1u << DIRECT_HASH_BITS];
static struct sx_spin space_lock;
static struct sx_pool space_pool = SX_POOL_INIT(struct direct_space);
static struct sx_pool family_pool = SX_POOL_INIT(struct direct_family);
static struct direct_family *families; /* direct_mutex */
static struct sx_work janitor;
static struct sx_timer janitor_timer; /* runs while there are families */
static bool janitor_on; /* direct_mutex */
static u32 orphans_nr; /* forks that found no free space; atomic */

struct direct_family *direct_families(void)
{
	return families;
}

/* A fork that adds a space after this has seen what was written before it. */
struct direct_space *direct_space_first(struct direct_family *f)
{
	unsigned long flags = sx_spin_lock(&space_lock);
	struct direct_space *s = f->spaces;

	sx_spin_unlock(&space_lock, flags);
	return s;
}

/* Makes a space visible to hits; space_lock. */
static void link_space(struct direct_space *s)
{
	struct direct_space **bucket = direct_bucket(s->mm);

	s->family_next = s->family->spaces;
	s->family->spaces = s;
	s->hash_next = *bucket;
	smp_store_release(bucket, s);
}

static void unlink_from_family(struct direct_space *s)
{
	struct direct_space **link = &s->family->spaces;

	while (*link != s)
		link = &(*link)->family_next;
	*link = s->family_next;
	if (s->family->owner == s)
		s->family->owner = NULL;
}

static void unlink_space(struct direct_space *s)
{
	struct direct_space **link = direct_bucket(s->mm);

	while (*link != s)
		link = &(*link)->hash_next;
	smp_store_release(link, s->hash_next);
	unlink_from_family(s);
}

static struct direct_family *family_create(void)
{
	struct direct_family *f = sx_pool_get_sleep(&family_pool);

	if (!f)
		return NULL;
	f->next = families;
	families = f;
	return f;
}

static void family_destroy(struct direct_family *f)
{
	struct direct_family **link = &families;

	while (*link != f)
		link = &(*link)->next;
	*link = f->next;
	direct_table_free(f->table);
	sx_pool_put(&family_pool, f);
}

static void janitor_tick(struct sx_timer *timer)
{
	(void)timer;
	sx_work_queue(&janitor);
}

/* Both under direct_mutex. */
static void janitor_start(void)
{
	if (janitor_on)
		return;
	janitor_on = true;
	sx_timer_start(&janitor_timer, JANITOR_NS, janitor_tick);
}

static void janitor_stop(void)
{
	if (!janitor_on)
		return;
	janitor_on = false;
	sx_timer_cancel(&janitor_timer);
}

struct direct_space *direct_space_of(const struct mm_struct *mm)
{
	return direct_space_find(mm);
}

struct direct_space *direct_space_get(struct mm_struct *mm)
{
	struct direct_space *s = direct_space_find(mm);
	unsigned long flags;

	if (s)
		return s;
	if (sx_pool_fill(&space_pool, SPACES_LOW * 2))
		return NULL;
	s = sx_pool_get_sleep(&space_pool);
	if (!s)
		return NULL;
	s->family = family_create();
	if (!s->family) {
		sx_pool_put(&space_pool, s);
		return NULL;
	}
	janitor_start();
	s->family->owner = s;
	s->seen = ALL_SEEN;
	s->mm = mm;
	mmgrab(mm);
	flags = sx_spin_lock(&space_lock);
	link_space(s);
	sx_spin_unlock(&space_lock, flags);
	return s;
}

int direct_space_unshare(struct direct_space *s)
{
	return s->family->owner == s ? 0 : direct_space_leave(s);
}

int direct_space_leave(struct direct_space *s)
{
	struct direct_family *old = s->family;
	struct direct_family *f = family_create();
	unsigned long flags;

	if (!f)
		return -ENOMEM;
	if (direct_table_copy(f, s)) {
		family_destroy(f);
		return -ENOMEM;
	}
	f->has_dead = old->has_dead;
	f->quiet_since_ns = old->quiet_since_ns;
	f->written_ns = old->written_ns;
	flags = sx_spin_lock(&space_lock);
	unlink_from_family(s);
	s->family_next = NULL;
	f->spaces = s;
	f->owner = s;
	smp_store_release(&s->family, f);
	WRITE_ONCE(s->seen, ALL_SEEN);
	sx_spin_unlock(&space_lock, flags);
	/* A hit may still be using what it found through the old family. */
	sx_synchronize();
	return 0;
}

/* Keeps a family while somebody may still run into one of its int3s. */
static bool family_is_idle(const struct direct_family *f)
{
	return !f->users_nr &&
	       kmono_ns() - f->quiet_since_ns > DIRECT_FORK_GRACE_NS;
}

/* Unlinks what is dead or idle; returns it chained by hash_next. */
static struct direct_space *collect(bool all)
{
	struct direct_space *gone = NULL;
	struct direct_family *f;

	for (f = families; f; f = f->next) {
		bool idle = all || family_is_idle(f);
		unsigned long flags = sx_spin_lock(&space_lock);
		struct direct_space *s = f->spaces;

		while (s) {
			struct direct_space *next = s->family_next;

			if (idle || mm_dead(s->mm)) {
				unlink_space(s);
				s->family_next = gone;
				gone = s;
			}
			s = next;
		}
		sx_spin_unlock(&space_lock, flags);
	}
	return gone;
}

static void reap(bool all)
{
	struct direct_space *gone = collect(all);
	struct direct_family *f;
	struct direct_family *next;

	if (gone)
		sx_synchronize();
	while (gone) {
		struct direct_space *s = gone;

		gone = s->family_next;
		sx_mmdrop(s->mm);
		sx_pool_put(&space_pool, s);
	}
	for (f = families; f; f = next) {
		next = f->next;
		if (!direct_space_first(f))
			family_destroy(f);
	}
}

void direct_space_reap(void)
{
	reap(false);
}

static void scrub_stale(void)
{
	struct direct_family *f;
	struct direct_space *s;

	for (f = families; f; f = f->next) {
		for (s = direct_space_first(f); s; s = s->family_next) {
			if (!s->stale)
				continue;
			direct_scrub(s);
			WRITE_ONCE(s->stale, false);
		}
	}
}

/* A dead process's page tables are given back within a second. */
static void janitor_run(struct sx_work *work)
{
	(void)work;
	sx_mutex_lock(&direct_mutex);
	sx_pool_fill(&space_pool, SPACES_LOW * 2);
	direct_free_dropped();
	scrub_stale();
	direct_chain_look();
	reap(false);
	if (!families)
		janitor_stop();
	sx_mutex_unlock(&direct_mutex);
}

/* Was an int3 written while the fork may have been copying pages? */
static bool written_lately(const struct direct_family *f)
{
	return kmono_ns() - READ_ONCE(f->written_ns) < DIRECT_FORK_GRACE_NS;
}

/* Gives the child of a fork its space; true when the janitor is needed. */
static bool add_child(const struct direct_space *parent, struct mm_struct *mm)
{
	struct direct_space *s = sx_pool_get(&space_pool);
	unsigned long flags;
	bool stale;

	if (!s) {
		__atomic_add_fetch(&orphans_nr, 1, __ATOMIC_RELAXED);
		return true;
	}
	mmgrab(mm);
	s->mm = mm;
	flags = sx_spin_lock(&space_lock);
	s->family = parent->family;
	sx_memcpy(s->areas, parent->areas, sizeof(s->areas));
	s->seen = s->family->events;
	stale = s->family->has_dead;
	s->stale = stale;
	link_space(s);
	sx_spin_unlock(&space_lock, flags);
	return stale || READ_ONCE(space_pool.free_nr) < SPACES_LOW;
}

/* The child has not run yet; the parent is the current task. */
static void on_fork(void *parent, void *child)
{
	struct mm_struct *from = task_mm(parent);
	struct mm_struct *to = task_mm(child);
	const struct direct_space *space;
	unsigned long flags;
	bool work = false;
	bool late = false;

	if (!from || !to || from == to)
		return;
	flags = local_irq_save();
	space = direct_space_find(from);
	if (space) {
		work = add_child(space, to);
		late = written_lately(space->family);
		direct_calls_fork(child, to);
	}
	local_irq_restore(flags);
	if (late)
		follow_renew_child(child);
	if (work)
		sx_work_queue(&janitor);
}

static void fork_with_data(void *data, void *parent, void *child)
{
	(void)data;
	on_fork(parent, child);
}

#define MAX_GENERATIONS 8

bool direct_space_orphan(struct pt_regs *regs)
{
	const struct task_struct *t = current;
	u64 addr = regs->ip - 1;
	int i;

	if (likely(!READ_ONCE(orphans_nr)))
		return false;
	for (i = 0; i < MAX_GENERATIONS; i++) {
		const struct direct_space *s;
		const struct direct_bp *bp = NULL;

		t = task_parent(t);
		s = task_mm(t) ? direct_space_find(task_mm(t)) : NULL;
		if (s && s->family->table)
			bp = direct_table_find(s->family->table, addr);
		if (bp && READ_ONCE(bp->theirs))
			return false;
		if (bp) {
			direct_step_run(&bp->step, addr, regs);
			return true;
		}
	}
	return false;
}

void direct_space_renew(struct direct_space *space)
{
	const struct direct_table *t = space->family->table;
	u32 i;

	for (i = 0; t && i < t->size; i++) {
		if (t->bps[i] && t->bps[i]->live &&
		    t->bps[i]->born <= space->seen)
			direct_renew(space, t->bps[i]);
	}
}

int direct_space_init(void)
{
	sx_work_init(&janitor, janitor_run);
	return sx_tracepoint_register("sched_process_fork", fork_with_data,
				      on_fork, NULL);
}

static bool all_idle(void)
{
	struct direct_family *f;
	bool idle = true;

	sx_mutex_lock(&direct_mutex);
	for (f = families; f; f = f->next)
		idle = idle && family_is_idle(f);
	sx_mutex_unlock(&direct_mutex);
	return idle;
}

void direct_space_stop(void)
{
	struct direct_family *f;
	struct direct_space *s;

	while (!all_idle())
		msleep(10);
	sx_tracepoint_unregister("sched_process_fork", fork_with_data, on_fork,
				 NULL);
	sx_tracepoint_synchronize();
	sx_mutex_lock(&direct_mutex);
	janitor_stop();
	sx_mutex_unlock(&direct_mutex);
	sx_work_flush(&janitor); /* nobody queues it any more */
	sx_mutex_lock(&direct_mutex);
	for (f = families; f; f = f->next) {
		for (s = f->spaces; s; s = s->family_next)
			direct_scrub(s);
	}
	sx_mutex_unlock(&direct_mutex);
}

void direct_space_free(void)
{
	reap(true);
	sx_pool_destroy(&space_pool);
	sx_pool_destroy(&family_pool);
}

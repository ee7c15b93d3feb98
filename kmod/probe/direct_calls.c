// SPDX-License-Identifier: GPL-2.0
/* Calls on their way: remembered by thread, newest first. */
#include "probe/direct_calls.h"

#include "kabi/task.h"
#include "kabi/tracepoint.h"
#include "kabi/uaccess.h"
#include "probe/direct_attach.h"
#include "probe/direct_find.h"
#include "probe/direct_site.h"
#include "probe/direct_table.h"
#include "mem.h"

#define BUCKETS_BITS 10
#define REACH	     (1ull << 20)

struct call {
	struct call *next; /* the bucket's lock */
	const struct task_struct *task;
	const struct mm_struct *mm; /* only compared */
	u64 frame;
	u64 back; /* the return address */
	struct sx_point *pt;
	bool asked; /* a breakpoint is there, or somebody makes it */
};

struct bucket {
	struct sx_spin lock;
	struct call *first;
};

static struct bucket buckets[1u << BUCKETS_BITS];
static struct sx_pool call_pool = SX_POOL_INIT(struct call);
static bool available; /* written when loading and unloading */

static struct bucket *bucket_of(const struct task_struct *t)
{
	u64 h = (u64)t * 0x9E3779B97F4A7C15ull;

	return &buckets[h >> (64 - BUCKETS_BITS)];
}

static struct direct_point *point_of(struct sx_point *pt)
{
	return container_of(pt, struct direct_point, pt);
}

static void count(u64 *counter)
{
	__atomic_add_fetch(counter, 1, __ATOMIC_RELAXED);
}

static bool same_function(const struct sx_point *a, const struct sx_point *b)
{
	return a->session == b->session && a->index == b->index;
}

/* Unlinks *link; under the bucket's lock, as everything that ends so. */
static void drop_locked(struct call **link)
{
	struct call *c = *link;

	*link = c->next;
	__atomic_sub_fetch(&point_of(c->pt)->calls_nr, 1, __ATOMIC_RELAXED);
	sx_pool_put(&call_pool, c);
}

static void abandon_locked(struct call **link)
{
	count(&point_of((*link)->pt)->abandoned);
	drop_locked(link);
}

/* What the current task does now; pt NULL: it is at a return address. */
struct event {
	const struct mm_struct *mm;
	u64 frame;
	u64 back;
	const struct sx_point *pt;
};

static bool is_over(const struct call *c, const struct event *e)
{
	if (c->mm != e->mm)
		return true;
	if (c->frame < e->frame)
		return e->frame - c->frame < REACH;
	if (c->frame != e->frame)
		return false;
	return c->back != e->back || (e->pt && same_function(c->pt, e->pt));
}

/* Behind a call of an outer frame of the same stack there are such only. */
static void abandon_dead_locked(struct bucket *b, const struct event *e)
{
	struct call **link = &b->first;

	while (*link) {
		struct call *c = *link;

		if (c->task != current) {
			link = &c->next;
		} else if (is_over(c, e)) {
			abandon_locked(link);
		} else {
			if (c->mm == e->mm && c->frame > e->frame &&
			    c->frame - e->frame < REACH)
				return;
			link = &c->next;
		}
	}
}

/* Another thread's calls may be reached, and are not touched. */
static bool push(const struct event *e, struct sx_point *pt, bool asked)
{
	struct bucket *b = bucket_of(current);
	struct direct_point *dp = point_of(pt);
	struct call *c = NULL;
	unsigned long flags = sx_spin_lock(&b->lock);

	abandon_dead_locked(b, e);
	if (__atomic_add_fetch(&dp->calls_nr, 1, __ATOMIC_RELAXED) <=
	    dp->calls_max)
		c = sx_pool_get(&call_pool);
	if (c) {
		c->task = current;
		c->mm = e->mm;
		c->frame = e->frame;
		c->back = e->back;
		c->pt = pt;
		c->asked = asked;
		c->next = b->first;
		b->first = c;
	} else {
		__atomic_sub_fetch(&dp->calls_nr, 1, __ATOMIC_RELAXED);
	}
	sx_spin_unlock(&b->lock, flags);
	return c;
}

/* Is the breakpoint there, and are its hits this point's, too? */
static bool is_watched(const struct sx_point *pt, u64 back)
{
	const struct direct_space *space = direct_space_find(task_mm(current));
	const struct direct_table *table;
	const struct direct_bp *bp;
	u8 byte = 0;

	if (!space)
		return false;
	table = smp_load_acquire(&smp_load_acquire(&space->family)->table);
	bp = table ? direct_table_find(table, back) : NULL;
	return bp && bp->born <= space->seen &&
	       direct_user_find(bp, pt, DIRECT_ROLE_SITE) &&
	       sx_probe_read(&byte, back, 1) == 1 && byte == 0xcc;
}

/* A jump that is not taken leaves nothing. */
static bool is_left(const struct direct_bp *bp, const struct direct_user *u,
		    const struct pt_regs *regs)
{
	struct pt_regs after;

	if (u->role != SX_ROLE_LEAVE || bp->step.op != SX_RECIPE_JCC)
		return true;
	after = *regs;
	after.ip = bp->addr + bp->step.len;
	direct_step_emulate(&bp->step, &after);
	return after.ip != bp->addr + bp->step.len;
}

static void watch(const struct direct_bp *bp, const struct direct_user *u,
		  const struct pt_regs *regs)
{
	struct event e = {
		.mm = task_mm(current),
		.frame = regs->sp + 8,
		.pt = u->pt,
	};
	bool asked;

	if (!is_left(bp, u, regs))
		return;
	if (sx_probe_load(&e.back, regs->sp, 8)) {
		count(&point_of(u->pt)->missed);
		return;
	}
	asked = is_watched(u->pt, e.back);
	if (!push(&e, u->pt, asked))
		count(&point_of(u->pt)->missed);
	else if (!asked && !direct_site_ask())
		direct_calls_miss(u->pt, e.back);
}

/* A return that was seen: what still waits for it was abandoned before. */
static void at_return(const struct direct_user *u, const struct pt_regs *regs)
{
	struct bucket *b = bucket_of(current);
	struct event e = {
		.mm = task_mm(current),
		.frame = regs->sp + 8,
		.pt = u->pt,
	};

	if (unlikely(READ_ONCE(b->first)) &&
	    !sx_probe_load(&e.back, regs->sp, 8)) {
		unsigned long flags = sx_spin_lock(&b->lock);

		abandon_dead_locked(b, &e);
		sx_spin_unlock(&b->lock, flags);
	}
	sx_hit_return(u->pt, regs, e.frame);
}

void direct_calls_hit(const struct direct_bp *bp, const struct direct_user *u,
		      const struct pt_regs *regs)
{
	if (u->role == SX_ROLE_RETURN)
		at_return(u, regs);
	else if (u->role != DIRECT_ROLE_SITE)
		watch(bp, u, regs);
}

/* The point whose call returns here, innermost first; NULL: none is left. */
static struct sx_point *pop(const struct event *e)
{
	struct bucket *b = bucket_of(current);
	struct sx_point *pt = NULL;
	struct call **link = &b->first;
	unsigned long flags = sx_spin_lock(&b->lock);

	abandon_dead_locked(b, e);
	while (*link && ((*link)->task != current || (*link)->mm != e->mm ||
			 (*link)->frame != e->frame))
		link = &(*link)->next;
	if (*link) {
		pt = (*link)->pt;
		drop_locked(link);
	}
	sx_spin_unlock(&b->lock, flags);
	return pt;
}

void direct_calls_return(u64 addr, const struct pt_regs *regs)
{
	struct event e = {
		.mm = task_mm(current),
		.frame = regs->sp,
		.back = addr,
	};
	struct sx_point *pt;

	if (!READ_ONCE(bucket_of(current)->first))
		return;
	while ((pt = pop(&e)))
		sx_hit_return(pt, regs, e.frame);
}

bool direct_calls_next(struct sx_point **ret_pt, u64 *ret_back)
{
	struct bucket *b = bucket_of(current);
	unsigned long flags = sx_spin_lock(&b->lock);
	struct call *c = b->first;

	while (c && (c->task != current || c->asked))
		c = c->next;
	if (c) {
		c->asked = true;
		*ret_pt = c->pt;
		*ret_back = c->back;
	}
	sx_spin_unlock(&b->lock, flags);
	return c;
}

void direct_calls_miss(struct sx_point *pt, u64 back)
{
	struct bucket *b = bucket_of(current);
	struct call **link = &b->first;
	unsigned long flags = sx_spin_lock(&b->lock);

	while (*link) {
		const struct call *c = *link;

		if (c->task == current && c->pt == pt && c->back == back) {
			count(&point_of(pt)->missed);
			drop_locked(link);
		} else {
			link = &(*link)->next;
		}
	}
	sx_spin_unlock(&b->lock, flags);
}

void direct_calls_forget(const struct sx_point *pt)
{
	u32 i;

	for (i = 0; i < SX_NR(buckets); i++) {
		struct bucket *b = &buckets[i];
		struct call **link = &b->first;
		unsigned long flags;

		if (!READ_ONCE(b->first))
			continue;
		flags = sx_spin_lock(&b->lock);
		while (*link) {
			if ((*link)->pt == pt)
				drop_locked(link);
			else
				link = &(*link)->next;
		}
		sx_spin_unlock(&b->lock, flags);
	}
}

/* Copies of the current task's calls, in their order. */
static struct call *copy_calls(const struct task_struct *child,
			       const struct mm_struct *mm)
{
	struct bucket *b = bucket_of(current);
	unsigned long flags = sx_spin_lock(&b->lock);
	struct call *copies = NULL;
	struct call **end = &copies;
	const struct call *c;

	for (c = b->first; c; c = c->next) {
		struct call *copy;

		if (c->task != current)
			continue;
		copy = sx_pool_get(&call_pool);
		if (!copy) {
			count(&point_of(c->pt)->missed);
			continue;
		}
		*copy = *c;
		copy->task = child;
		copy->mm = mm;
		copy->next = NULL;
		__atomic_add_fetch(&point_of(c->pt)->calls_nr, 1,
				   __ATOMIC_RELAXED);
		*end = copy;
		end = &copy->next;
	}
	sx_spin_unlock(&b->lock, flags);
	return copies;
}

void direct_calls_fork(const struct task_struct *child,
		       const struct mm_struct *mm)
{
	struct bucket *b = bucket_of(child);
	struct call *copies;
	struct call **end = &copies;
	unsigned long flags;

	if (!READ_ONCE(bucket_of(current)->first))
		return;
	copies = copy_calls(child, mm);
	while (*end)
		end = &(*end)->next;
	if (end == &copies)
		return;
	flags = sx_spin_lock(&b->lock);
	*end = b->first;
	b->first = copies;
	sx_spin_unlock(&b->lock, flags);
}

/* The task ends. */
static void on_exit(const struct task_struct *t)
{
	struct bucket *b = bucket_of(t);
	struct call **link = &b->first;
	unsigned long flags;

	if (!READ_ONCE(b->first))
		return;
	flags = sx_spin_lock(&b->lock);
	while (*link) {
		if ((*link)->task == t)
			abandon_locked(link);
		else
			link = &(*link)->next;
	}
	sx_spin_unlock(&b->lock, flags);
}

static void exit_with_data(void *data, const struct task_struct *t)
{
	(void)data;
	on_exit(t);
}

void direct_calls_init(void)
{
	available = direct_site_available() &&
		    !sx_tracepoint_register("sched_process_exit",
					    exit_with_data, on_exit, NULL);
}

void direct_calls_exit(void)
{
	if (available)
		sx_tracepoint_unregister("sched_process_exit", exit_with_data,
					 on_exit, NULL);
	available = false;
}

bool direct_calls_available(void)
{
	return available;
}

int direct_calls_reserve(u32 n)
{
	return sx_pool_fill(&call_pool, n);
}

void direct_calls_free(void)
{
	sx_pool_destroy(&call_pool);
}

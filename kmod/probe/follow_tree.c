// SPDX-License-Identifier: GPL-2.0
/*
 * Process trees: which processes descend from one. A member is a thread group.
 * The tracepoint of fork adds members, that of exit takes them out when their
 * last thread ends: a parent's end, daemons and adoption change nothing.
 */
#include "probe/follow.h"

#include "kabi/lock.h"
#include "kabi/pool.h"
#include "kabi/process.h"
#include "kabi/task.h"
#include "kabi/tracepoint.h"
#include "kabi/work.h"

struct follow_tree {
	struct follow_tree *next; /* tree_mutex */
	const struct sx_session *session; /* compared only */
	s32 root;
	u32 users_nr; /* tree_mutex */
	u64 lost; /* tree_lock */
};

struct member {
	struct member *next; /* tree_lock, as all of it */
	struct follow_tree *tree;
	s32 tgid;
};

#define BUCKETS	    256u
#define MEMBERS_LOW 512u /* fewer free ones: the worker makes more */

static struct sx_mutex tree_mutex;
static struct sx_spin tree_lock;
static struct follow_tree *trees; /* tree_mutex */
static struct member *buckets[BUCKETS]; /* tree_lock */
static u32 members_nr; /* written under tree_lock, read by anybody */
static struct sx_pool tree_pool = SX_POOL_INIT(struct follow_tree);
static struct sx_pool member_pool = SX_POOL_INIT(struct member);
static struct sx_work filler;
static bool available; /* written when loading */

static struct member **bucket_of(s32 tgid)
{
	return &buckets[(u32)tgid % BUCKETS];
}

/* tree_lock. */
static void add_member(struct follow_tree *tree, s32 tgid)
{
	struct member *m = sx_pool_get(&member_pool);

	if (!m) {
		tree->lost++;
		return;
	}
	m->tree = tree;
	m->tgid = tgid;
	m->next = *bucket_of(tgid);
	*bucket_of(tgid) = m;
	WRITE_ONCE(members_nr, members_nr + 1);
}

/* Those of a tree, or of a process; NULL and 0: any. tree_lock. */
static void remove_members(struct member **link, const struct follow_tree *tree,
			   s32 tgid)
{
	while (*link) {
		struct member *m = *link;

		if ((tree && m->tree != tree) || (tgid && m->tgid != tgid)) {
			link = &m->next;
			continue;
		}
		*link = m->next;
		WRITE_ONCE(members_nr, members_nr - 1);
		sx_pool_put(&member_pool, m);
	}
}

static void fill(struct sx_work *work)
{
	(void)work;
	sx_pool_fill(&member_pool, MEMBERS_LOW * 2);
}

/* The child has not run yet. A thread is no process. */
static void on_fork(void *parent, void *child)
{
	s32 from = task_tgid(parent);
	s32 to = task_tgid(child);
	const struct member *m;
	unsigned long flags;
	bool low = false;

	if (!READ_ONCE(members_nr) || from == to)
		return;
	flags = sx_spin_lock(&tree_lock);
	for (m = *bucket_of(from); m; m = m->next) {
		if (m->tgid != from)
			continue;
		add_member(m->tree, to);
		low = READ_ONCE(member_pool.free_nr) < MEMBERS_LOW;
	}
	sx_spin_unlock(&tree_lock, flags);
	if (low)
		sx_work_queue(&filler);
}

static void fork_with_data(void *data, void *parent, void *child)
{
	(void)data;
	on_fork(parent, child);
}

static void on_exit(void *task)
{
	s32 tgid = task_tgid(task);
	unsigned long flags;

	if (!READ_ONCE(members_nr) || !sx_process_is_over(task))
		return;
	flags = sx_spin_lock(&tree_lock);
	remove_members(bucket_of(tgid), NULL, tgid);
	sx_spin_unlock(&tree_lock, flags);
}

static void exit_with_data(void *data, void *task)
{
	(void)data;
	on_exit(task);
}

static struct follow_tree *find_tree(const struct sx_session *session, s32 root)
{
	struct follow_tree *t = trees;

	while (t && (t->session != session || t->root != root))
		t = t->next;
	return t;
}

static struct follow_tree *create_tree(const struct sx_session *session,
				       s32 root)
{
	struct follow_tree *t;
	unsigned long flags;

	if (sx_pool_fill(&member_pool, MEMBERS_LOW * 2))
		return NULL;
	t = sx_pool_get_sleep(&tree_pool);
	if (!t)
		return NULL;
	t->session = session;
	t->root = root;
	t->next = trees;
	trees = t;
	flags = sx_spin_lock(&tree_lock);
	add_member(t, root);
	sx_spin_unlock(&tree_lock, flags);
	return t;
}

struct follow_tree *follow_tree_get(const struct sx_session *session, s32 root)
{
	struct follow_tree *t;

	sx_mutex_lock(&tree_mutex);
	t = find_tree(session, root);
	if (!t)
		t = create_tree(session, root);
	if (t)
		t->users_nr++;
	sx_mutex_unlock(&tree_mutex);
	return t;
}

static void destroy_tree(struct follow_tree *tree)
{
	struct follow_tree **link = &trees;
	unsigned long flags;
	u32 i;

	while (*link != tree)
		link = &(*link)->next;
	*link = tree->next;
	for (i = 0; i < BUCKETS; i++) {
		flags = sx_spin_lock(&tree_lock);
		remove_members(&buckets[i], tree, 0);
		sx_spin_unlock(&tree_lock, flags);
	}
	sx_pool_put(&tree_pool, tree);
}

void follow_tree_put(struct follow_tree *tree)
{
	if (!tree)
		return;
	sx_mutex_lock(&tree_mutex);
	if (!--tree->users_nr)
		destroy_tree(tree);
	sx_mutex_unlock(&tree_mutex);
}

/* NULL: in any tree. */
static bool is_member(const struct follow_tree *tree, s32 tgid)
{
	const struct member *m;
	unsigned long flags;

	if (!READ_ONCE(members_nr))
		return false;
	flags = sx_spin_lock(&tree_lock);
	m = *bucket_of(tgid);
	while (m && (m->tgid != tgid || (tree && m->tree != tree)))
		m = m->next;
	sx_spin_unlock(&tree_lock, flags);
	return m;
}

bool follow_tree_has(const struct follow_tree *tree, s32 tgid)
{
	return is_member(tree, tgid);
}

bool follow_tree_any(s32 tgid)
{
	return is_member(NULL, tgid);
}

u64 follow_tree_lost(const struct follow_tree *tree)
{
	return READ_ONCE(tree->lost);
}

bool follow_tree_available(void)
{
	return available;
}

void follow_tree_init(void)
{
	sx_mutex_init(&tree_mutex);
	sx_work_init(&filler, fill);
	if (KOFF_OPT(task_struct, signal) < 0 ||
	    KOFF_OPT(signal_struct, live) < 0)
		return;
	if (sx_tracepoint_register("sched_process_fork", fork_with_data,
				   on_fork, NULL))
		return;
	if (!sx_tracepoint_register("sched_process_exit", exit_with_data,
				    on_exit, NULL)) {
		available = true;
		return;
	}
	sx_tracepoint_unregister("sched_process_fork", fork_with_data, on_fork,
				 NULL);
	sx_tracepoint_synchronize();
}

void follow_tree_exit(void)
{
	if (available) {
		sx_tracepoint_unregister("sched_process_fork", fork_with_data,
					 on_fork, NULL);
		sx_tracepoint_unregister("sched_process_exit", exit_with_data,
					 on_exit, NULL);
		sx_tracepoint_synchronize();
		sx_work_flush(&filler); /* nobody queues it any more */
		available = false;
	}
	sx_pool_destroy(&member_pool);
	sx_pool_destroy(&tree_pool);
}

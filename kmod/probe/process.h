/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What processes do: the units of this engine among themselves.
 *
 * A session has one watch, made by its first point and started with it. It
 * keeps sets of processes by their numbers, a bit each: those that run a
 * program, those of a tree. A fork decides what the child belongs to before
 * it runs, an exec decides it anew; what is there before is looked through
 * when the watch starts. No event is told before that is done.
 */
#ifndef STAPX_PROBE_PROCESS_H
#define STAPX_PROBE_PROCESS_H

#include "kabi/kprobe.h"
#include "kabi/lock.h"
#include "kabi/process.h"
#include "kabi/task_work.h"
#include "kabi/tracepoint.h"
#include "probe/engine.h"

/* Processes that a point asks for; bits are changed under watch->lock. */
struct process_set {
	struct process_set *next;
	const void *exe; /* inode of the program; NULL: a tree */
	void *file; /* keeps it allocated */
	s32 tree; /* the first process of a tree; 0: a program */
	bool from_exec; /* which belongs to it from its next exec on */
	u64 *bits; /* [SX_PID_MAX / 64], by tgid */
};

struct process_point {
	struct sx_point pt;
	struct process_watch *watch;
	struct process_point *next;
	/* Written once by attach; NULL, 0: any. */
	const struct process_set *exe;
	const struct process_set *tree;
	s32 tgid;
	u32 event; /* enum sx_task_event */
};

/* A task that was there at the start, which tells of its begin itself. */
struct process_item {
	struct sx_task_work work;
	struct task_struct *task; /* with a reference */
	struct process_watch *watch;
	struct process_item *next;
	u32 done; /* the task has nothing to do with it any more */
};

enum process_trace {
	PROCESS_FORK,
	PROCESS_EXEC,
	PROCESS_EXIT,
	PROCESS_SYS_ENTER,
	PROCESS_SYS_EXIT,
	PROCESS_TRACE_NR,
};

struct process_watch {
	struct process_point *points; /* constant when started */
	u32 points_nr; /* that are not released; session's lock */
	u32 events; /* 1 << enum sx_task_event that points ask for */
	bool started; /* session's lock */
	struct sx_tracepoint tp[PROCESS_TRACE_NR];
	struct sx_kprobe first_run; /* a new task runs for the first time */
	struct process_set *sets; /* constant when started */
	struct process_item *items; /* session's lock */

	struct sx_spin lock; /* of what follows, and of all bits */
	bool looking; /* what was there before is being looked through */
	u64 *known; /* by tgid: processes that have not ended */
	u64 *begun; /* by tid: the begin was told, or there is an item */
	u64 *pending; /* by tid: there is an item, and the begin was not told */
};

static inline bool process_bit(const u64 *bits, s32 nr)
{
	return READ_ONCE(bits[(u32)nr / 64]) >> ((u32)nr % 64) & 1;
}

/* Returns what it was. watch->lock. */
static inline bool process_bit_put(u64 *bits, s32 nr, bool value)
{
	u64 *word = &bits[(u32)nr / 64];
	u64 mask = 1ull << ((u32)nr % 64);
	bool old = *word & mask;

	WRITE_ONCE(*word, value ? *word | mask : *word & ~mask);
	return old;
}

/* process_set.c: the set, made where there is none; NULL without memory. */
struct process_set *process_set_exe(struct process_watch *watch, void *file);
struct process_set *process_set_tree(struct process_watch *watch, s32 tree,
				     bool from_exec);
void process_sets_free(struct process_watch *watch);

/* A new process, and one that runs another program. watch->lock. */
void process_sets_fork(struct process_watch *watch, s32 parent, s32 child,
		       const struct mm_struct *mm);
void process_sets_exec(struct process_watch *watch, s32 tgid,
		       const struct mm_struct *mm);

/* Puts what is there into the sets. Sleeps. */
void process_sets_look(struct process_watch *watch);

/* process_watch.c: 0 or -errno; stop also after a start that failed. Sleep. */
int process_watch_start(struct process_watch *watch);
void process_watch_stop(struct process_watch *watch);

/* Tells the current task's begin if that is still to be done. IRQs off. */
void process_tell_pending(struct process_watch *watch);

/* process_begin.c: an item for each task that is there. 0 or -ENOMEM. */
int process_items_make(struct process_watch *watch);
/* Takes back what was not done. Sleeps. */
void process_items_drop(struct process_watch *watch);
/* When unloading. */
void process_items_exit(void);

#endif

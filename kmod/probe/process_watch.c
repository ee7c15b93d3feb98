// SPDX-License-Identifier: GPL-2.0
/*
 * The events of processes, from the kernel's tracepoints. A fork is told of by
 * the parent, who is not the one that begins: a new task's begin is told
 * when it runs for the first time, in schedule_tail().
 */
#include "probe/process.h"

#include "kabi/cpu.h"
#include "kabi/entry.h"
#include "kabi/regs.h"
#include "kabi/task.h"

#define SYSCALL_WORDS 7 /* six arguments, and the number of the call */

static bool wants(const struct process_watch *watch, u32 event)
{
	return watch->events >> event & 1;
}

static bool wants_begin(const struct process_watch *watch)
{
	return wants(watch, SX_TASK_BEGIN) ||
	       wants(watch, SX_TASK_THREAD_BEGIN);
}

static bool matches(const struct process_point *pp, s32 tgid)
{
	return (!pp->tgid || pp->tgid == tgid) &&
	       (!pp->exe || process_bit(pp->exe->bits, tgid)) &&
	       (!pp->tree || process_bit(pp->tree->bits, tgid));
}

/* The current task did something. Interrupts off. */
static void tell(struct process_watch *watch, u32 event,
		 const struct pt_regs *regs, const u64 *args, u32 args_nr)
{
	s32 tgid = task_tgid(current);
	struct process_point *pp;

	if (!wants(watch, event))
		return;
	for (pp = watch->points; pp; pp = pp->next)
		if (pp->event == event && matches(pp, tgid))
			sx_hit_task(&pp->pt, regs, args, args_nr);
}

static bool is_first(const struct task_struct *t)
{
	return task_pid(t) == task_tgid(t);
}

static void tell_begin(struct process_watch *watch)
{
	tell(watch, is_first(current) ? SX_TASK_BEGIN : SX_TASK_THREAD_BEGIN,
	     sx_task_regs(), NULL, 0);
}

static bool take_pending(struct process_watch *watch, s32 tid)
{
	unsigned long flags;
	bool pending;

	if (!process_bit(watch->pending, tid))
		return false;
	flags = sx_spin_lock(&watch->lock);
	pending = process_bit_put(watch->pending, tid, false);
	sx_spin_unlock(&watch->lock, flags);
	return pending;
}

void process_tell_pending(struct process_watch *watch)
{
	if (take_pending(watch, task_pid(current)))
		tell_begin(watch);
}

/* In the parent. A thread of the kernel may be a process's some day. */
static void on_fork(void *data, struct task_struct *parent,
		    struct task_struct *child)
{
	struct process_watch *watch = data;
	s32 tid = task_pid(child);
	s32 tgid = task_tgid(child);
	unsigned long flags = sx_spin_lock(&watch->lock);

	process_bit_put(watch->begun, tid, false);
	process_bit_put(watch->pending, tid, false);
	if (tid == tgid) {
		process_bit_put(watch->known, tgid, task_mm(child));
		process_sets_fork(watch, task_tgid(parent), tgid,
				  task_mm(child));
	}
	sx_spin_unlock(&watch->lock, flags);
}

static void on_first_run(struct sx_kprobe *kp, const struct pt_regs *unused)
{
	struct process_watch *watch =
		container_of(kp, struct process_watch, first_run);
	const struct task_struct *t = current;
	const struct pt_regs *regs = sx_task_regs();
	unsigned long flags;
	bool begins;

	(void)unused;
	/* The kernel's own threads in a process have no user side. */
	if (!task_mm(t) || !regs || !regs->ip)
		return;
	flags = sx_spin_lock(&watch->lock);
	begins = !watch->looking &&
		 !process_bit_put(watch->begun, task_pid(t), true);
	sx_spin_unlock(&watch->lock, flags);
	if (!begins)
		return;
	flags = local_irq_save();
	tell_begin(watch);
	local_irq_restore(flags);
}

/* The thread that does it takes over the process's number. */
static void on_exec(void *data, struct task_struct *t, s32 old_pid)
{
	struct process_watch *watch = data;
	unsigned long flags = sx_spin_lock(&watch->lock);
	s32 tgid = task_tgid(t);
	bool told = !watch->looking;

	process_bit_put(watch->known, tgid, true);
	process_sets_exec(watch, tgid, task_mm(t));
	process_bit_put(watch->pending, old_pid, false);
	process_bit_put(watch->pending, tgid, false);
	process_bit_put(watch->begun, tgid, told);
	sx_spin_unlock(&watch->lock, flags);
	if (!told)
		return;
	flags = local_irq_save();
	tell_begin(watch);
	local_irq_restore(flags);
}

/* True once a process: in the last thread, or in one that ends with it. */
static bool take_end(struct process_watch *watch, struct task_struct *t)
{
	unsigned long flags;
	bool ends;

	if (!sx_process_is_over(t))
		return false;
	flags = sx_spin_lock(&watch->lock);
	ends = process_bit_put(watch->known, task_tgid(t), false);
	sx_spin_unlock(&watch->lock, flags);
	return ends;
}

static void on_exit(void *data, struct task_struct *t)
{
	struct process_watch *watch = data;
	const struct pt_regs *regs = sx_task_regs();
	unsigned long flags = local_irq_save();
	bool over = take_end(watch, t);

	if (READ_ONCE(watch->looking))
		goto restore;
	process_tell_pending(watch);
	if (!is_first(t) && regs && regs->ip)
		tell(watch, SX_TASK_THREAD_END, regs, NULL, 0);
	if (over)
		tell(watch, SX_TASK_END, regs, NULL, 0);
restore:
	local_irq_restore(flags);
}

/* 32-bit calls have their arguments in other registers. */
static bool is_compat(const struct pt_regs *regs)
{
	long off = KOFF_OPT(task_struct, thread_info);
	u32 status;

	if (regs->cs != SX_USER_CS64)
		return true;
	if (off < 0 || KOFF_OPT(thread_info, status) < 0)
		return false;
	status = *(const u32 *)((const char *)current + off +
				KOFF_OPT(thread_info, status));
	return status & 2; /* TS_COMPAT */
}

static void fill_args(const struct pt_regs *regs, s64 nr,
		      u64 args[SYSCALL_WORDS])
{
	bool compat = is_compat(regs);

	args[0] = compat ? (u32)regs->bx : regs->di;
	args[1] = compat ? (u32)regs->cx : regs->si;
	args[2] = compat ? (u32)regs->dx : regs->dx;
	args[3] = compat ? (u32)regs->si : regs->r10;
	args[4] = compat ? (u32)regs->di : regs->r8;
	args[5] = compat ? (u32)regs->bp : regs->r9;
	args[6] = (u64)nr;
}

static void on_sys_enter(void *data, const struct pt_regs *regs, s64 nr)
{
	struct process_watch *watch = data;
	u64 args[SYSCALL_WORDS];
	unsigned long flags;

	if (READ_ONCE(watch->looking))
		return;
	fill_args(regs, nr, args);
	flags = local_irq_save();
	process_tell_pending(watch);
	tell(watch, SX_TASK_SYSCALL, regs, args, SYSCALL_WORDS);
	local_irq_restore(flags);
}

static void on_sys_exit(void *data, const struct pt_regs *regs, s64 ret)
{
	struct process_watch *watch = data;
	unsigned long flags;

	(void)ret;
	if (READ_ONCE(watch->looking))
		return;
	flags = local_irq_save();
	process_tell_pending(watch);
	tell(watch, SX_TASK_SYSCALL_RETURN, regs, NULL, 0);
	local_irq_restore(flags);
}

/* Where a point asks for one event only that is not all that is needed. */
static int open_traces(struct process_watch *watch)
{
	static const struct {
		const char *name;
		void *func;
		u32 event; /* only for it; SX_TASK_EVENT_NR: always */
	} traces[PROCESS_TRACE_NR] = {
		{ "sched_process_fork", on_fork, SX_TASK_EVENT_NR },
		{ "sched_process_exec", on_exec, SX_TASK_EVENT_NR },
		{ "sched_process_exit", on_exit, SX_TASK_EVENT_NR },
		{ "sys_enter", on_sys_enter, SX_TASK_SYSCALL },
		{ "sys_exit", on_sys_exit, SX_TASK_SYSCALL_RETURN },
	};
	int err = 0;
	u32 i;

	for (i = 0; i < PROCESS_TRACE_NR && !err; i++)
		if (traces[i].event == SX_TASK_EVENT_NR ||
		    wants(watch, traces[i].event))
			err = sx_tracepoint_open(&watch->tp[i], traces[i].name,
						 0, traces[i].func, watch);
	return err;
}

static void end_looking(struct process_watch *watch)
{
	unsigned long flags = sx_spin_lock(&watch->lock);

	WRITE_ONCE(watch->looking, false);
	sx_spin_unlock(&watch->lock, flags);
}

int process_watch_start(struct process_watch *watch)
{
	int err;

	watch->started = true;
	watch->looking = true;
	err = open_traces(watch);
	if (!err && wants_begin(watch))
		err = sx_kprobe_register(&watch->first_run, "schedule_tail",
					 on_first_run);
	if (err)
		return err;
	process_sets_look(watch);
	end_looking(watch);
	return wants_begin(watch) ? process_items_make(watch) : 0;
}

void process_watch_stop(struct process_watch *watch)
{
	u32 i;

	if (!watch->started)
		return;
	watch->started = false;
	for (i = 0; i < PROCESS_TRACE_NR; i++)
		sx_tracepoint_remove(&watch->tp[i]);
	sx_kprobe_unregister(&watch->first_run);
	process_items_drop(watch);
}

// SPDX-License-Identifier: GPL-2.0
/* process.begin, .end, .thread.begin, .thread.end, .syscall, .syscall.return */
#include "probe/process.h"

#include "kabi/alloc.h"

static struct process_point *process_of(struct sx_point *pt)
{
	return container_of(pt, struct process_point, pt);
}

static bool process_available(void)
{
	return sx_process_available() && sx_tracepoint_available() &&
	       sx_kprobe_available() && sx_task_work_can_cancel();
}

static void free_watch(struct process_watch *watch)
{
	process_sets_free(watch);
	sx_free(watch->known);
	sx_free(watch->begun);
	sx_free(watch->pending);
	sx_free(watch);
}

static struct process_watch *get_watch(struct sx_session *session)
{
	void **word = sx_session_processes(session);
	struct process_watch *watch = *word;

	if (watch)
		return watch;
	watch = sx_alloc(sizeof(*watch));
	if (!watch)
		return NULL;
	watch->known = sx_alloc(SX_PID_MAX / 8);
	watch->begun = sx_alloc(SX_PID_MAX / 8);
	watch->pending = sx_alloc(SX_PID_MAX / 8);
	if (!watch->known || !watch->begun || !watch->pending) {
		free_watch(watch);
		return NULL;
	}
	*word = watch;
	return watch;
}

/* Numbers are as the caller sees them. */
static int fill(struct process_point *pp, const struct sx_attach_process *args)
{
	if (args->pid) {
		pp->tgid = sx_tgid_of_pid(args->pid);
		if (!pp->tgid)
			return -ESRCH;
	}
	if (args->tree) {
		s32 tgid = sx_tgid_of_pid(args->tree);

		if (!tgid)
			return -ESRCH;
		pp->tree = process_set_tree(pp->watch, tgid,
					    args->flags & SX_PROCESS_FROM_EXEC);
		if (!pp->tree)
			return -ENOMEM;
	}
	if (args->fd >= 0) {
		void *file = sx_file_get(args->fd);

		if (!file)
			return -EINVAL;
		pp->exe = process_set_exe(pp->watch, file);
		if (!pp->exe)
			return -ENOMEM;
	}
	return 0;
}

/* A watch that no point has in the end goes with the session's words. */
static void put_watch(struct sx_point *pt)
{
	struct process_watch *watch = process_of(pt)->watch;

	if (watch->points_nr)
		return;
	*sx_session_processes(pt->session) = NULL;
	free_watch(watch);
}

static int process_attach(struct sx_point *pt, const struct sx_attach *args)
{
	struct process_point *pp = process_of(pt);
	int err;

	if (pt->decl->kind != SX_PROBE_TASK || args->process.pid < 0 ||
	    args->process.tree < 0 ||
	    args->process.flags & ~SX_PROCESS_FROM_EXEC)
		return -EINVAL;
	pp->watch = get_watch(pt->session);
	if (!pp->watch)
		return -ENOMEM;
	err = fill(pp, &args->process);
	if (err) {
		put_watch(pt);
		return err;
	}
	pp->event = (u32)pt->decl->param;
	pt->is_return = pp->event == SX_TASK_SYSCALL_RETURN;
	pp->next = pp->watch->points;
	pp->watch->points = pp;
	pp->watch->points_nr++;
	pp->watch->events |= 1u << pp->event;
	return 0;
}

/* The first one starts all of them. */
static int process_arm(struct sx_point *pt)
{
	struct process_watch *watch = process_of(pt)->watch;

	return watch->started ? 0 : process_watch_start(watch);
}

static void process_disarm(struct sx_point *pt)
{
	process_watch_stop(process_of(pt)->watch);
}

static void process_release(struct sx_point *pt)
{
	struct process_watch *watch = process_of(pt)->watch;
	u32 i;

	if (--watch->points_nr)
		return;
	for (i = 0; i < PROCESS_TRACE_NR; i++)
		sx_tracepoint_close(&watch->tp[i]);
	put_watch(pt);
}

const struct sx_engine sx_process_engine = {
	.name = "process",
	.point_size = sizeof(struct process_point),
	.available = process_available,
	.attach = process_attach,
	.arm = process_arm,
	.disarm = process_disarm,
	.drain = sx_tracepoint_synchronize,
	.release = process_release,
};

void sx_process_exit(void)
{
	process_items_exit();
}

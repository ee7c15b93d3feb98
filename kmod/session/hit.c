// SPDX-License-Identifier: GPL-2.0
/* From a hit to the machine. */
#include "session/session.h"

#include "kabi/clock.h"
#include "kabi/entry.h"
#include "kabi/task.h"
#include "probe/engine.h"
#include "session/budget.h"
#include "handlers.h"
#include "mem.h"

extern unsigned long msleep_interruptible(unsigned int msecs);

/* Too many errors end the session; an unreadable address is a lost sample. */
static void count_error(struct sx_session *s, struct sx_vm *vm,
			struct sx_point_stats *stats)
{
	u32 *nr = &s->status->error_nr;

	if (stats)
		stats->errors++;
	if (sx_vm_lost_sample(vm))
		return;
	if (__atomic_add_fetch(nr, 1, __ATOMIC_RELAXED) > s->set.maxerrors)
		sx_session_exit(s);
}

/* What a hit brings along. */
struct hit {
	const struct pt_regs *regs; /* of whatever mode, or NULL */
	const u64 *args; /* of a tracepoint, or NULL */
	u32 args_nr;
	u64 frame; /* of the call that returns, or 0 */
	bool in_kernel; /* the user's registers are not those */
};

static void fill(struct sx_vm *vm, const struct sx_point *pt,
		 const struct hit *hit)
{
	vm->point = pt;
	vm->regs = (const u64 *)hit->regs;
	vm->user_regs = hit->regs;
	vm->trace_args = hit->args;
	vm->trace_args_nr = hit->args_nr;
	vm->frame = hit->frame;
	if (hit->in_kernel && !(hit->regs && user_mode(hit->regs)))
		vm->user_regs = sx_user_regs();
}

/* What is kept of an earlier call with that frame must not serve for this. */
static __attribute__((noinline)) void lose_entry(struct sx_session *s)
{
	u32 i = (u32)task_pid(current) % SX_NR(s->entries_lost);

	__atomic_add_fetch(&s->entries_lost[i], 1, __ATOMIC_RELAXED);
}

/* Apart from its callers, whose short ways then need no stack frame. */
static __attribute__((noinline)) void run(struct sx_point *pt, struct sx_cpu *c,
					  const struct hit *hit)
{
	struct sx_point_stats *stats = &c->stats[pt->index];
	enum sx_run result;

	WRITE_ONCE(c->busy, SX_CPU_RUNS);
	barrier();
	fill(c->vm, pt, hit);
	result = sx_vm_run(c->vm, pt->probe);
	if (unlikely(result == SX_RUN_SKIPPED_LOCK)) {
		stats->skipped_lock++;
		if (pt->decl->flags & SX_PROBE_ENTRY)
			lose_entry(pt->session);
	} else {
		stats->hits++;
	}
	if (unlikely(result == SX_RUN_ERROR))
		count_error(pt->session, c->vm, stats);
	barrier();
	WRITE_ONCE(c->busy, 0);
}

/*
 * Where the CPU is not simply free: a handler runs, or they are measured. What
 * hits between run() and the end of this is not measured.
 */
static __attribute__((noinline)) void
run_measured(struct sx_point *pt, struct sx_cpu *c, const struct hit *hit)
{
	struct sx_budget_mark mark;
	bool runs = c->busy & SX_CPU_RUNS;

	if (runs)
		c->stats[pt->index].skipped_busy++;
	if (runs || !sx_budget_may_run(c, pt)) {
		if (pt->decl->flags & SX_PROBE_ENTRY)
			lose_entry(pt->session);
		return;
	}
	sx_budget_begin(c, &mark);
	run(pt, c, hit);
	sx_budget_end(c, pt, &mark);
	barrier();
	WRITE_ONCE(c->busy, SX_CPU_MEASURED);
}

/*
 * Whatever the handler calls in the kernel may be probed, too, and an NMI or
 * a fault may come: what hits the session's own points meanwhile finds its CPU
 * busy and is counted. Nothing of the kernel is called outside of that.
 */
static inline __attribute__((always_inline)) void
take(struct sx_point *pt, const struct pt_regs *regs, const u64 *args,
     u32 args_nr, u64 frame, bool in_kernel)
{
	struct sx_session *s = pt->session;
	struct sx_cpu *c = s->cpus[smp_processor_id()];
	struct hit hit;

	if (unlikely(sx_session_state(s) != SX_STATE_RUNNING))
		return;
	if (pt->empty) {
		c->stats[pt->index].hits++;
	} else {
		hit.regs = regs;
		hit.args = args;
		hit.args_nr = args_nr;
		hit.frame = frame;
		hit.in_kernel = in_kernel;
		if (likely(!c->busy))
			run(pt, c, &hit);
		else
			run_measured(pt, c, &hit);
	}
}

void sx_hit(struct sx_point *pt, const struct pt_regs *regs)
{
	take(pt, regs, NULL, 0, 0, false);
}

void sx_hit_kernel(struct sx_point *pt, const struct pt_regs *regs)
{
	take(pt, regs, NULL, 0, 0, true);
}

void sx_hit_trace(struct sx_point *pt, const u64 *args, u32 args_nr)
{
	take(pt, NULL, args, args_nr, 0, true);
}

void sx_hit_return(struct sx_point *pt, const struct pt_regs *regs, u64 frame)
{
	take(pt, regs, NULL, 0, frame, true);
}

void sx_hit_task(struct sx_point *pt, const struct pt_regs *regs,
		 const u64 *args, u32 args_nr)
{
	take(pt, regs, args, args_nr, 0, false);
}

#define WAIT_ROOM_NS 5000000000ull /* without progress of the reader */

/*
 * Begin and end handlers may print more than a ring holds: they wait for the
 * reader while he reads, and no longer than a signal lets them. Who has waited
 * in vain once does not wait again.
 */
static void wait_room(struct sx_vm *vm)
{
	const struct sx_ring *ring = vm->ring;
	struct sx_session *s = vm->host;
	u64 tail = READ_ONCE(ring->shm->tail);
	u64 since_ns = kmono_ns();
	u32 moves = 0;

	/* A reader who moves the tail for nothing is bounded too. */
	while (moves < ring->size && kmono_ns() - since_ns < WAIT_ROOM_NS) {
		u64 now = READ_ONCE(ring->shm->tail);

		if (now != tail) {
			tail = now;
			since_ns = kmono_ns();
			moves++;
		}
		if (ring->head - tail <= ring->size / 2)
			return;
		if (msleep_interruptible(1))
			break;
	}
	s->reader_gone = true;
	vm->wait_room = NULL;
}

static void run_handler(struct sx_session *s, struct sx_cpu *c, u32 probe)
{
	static const struct hit none;

	fill(c->vm, NULL, &none);
	c->vm->wait_room = s->reader_gone ? NULL : wait_room;
	if (sx_vm_run(c->vm, probe) == SX_RUN_ERROR)
		count_error(s, c->vm, NULL);
	c->vm->wait_room = NULL;
}

void sx_run_handlers(struct sx_session *s, u32 kind)
{
	const struct sx_program *p = &s->prog;
	u32 probe = SX_HANDLERS_START;
	struct sx_cpu *c = NULL;
	u32 i;

	/* Nothing is armed: any CPU's machine and ring are free. */
	for (i = 0; !c; i++)
		c = s->cpus[i];
	for (;;) {
		probe = sx_handlers_next(p, kind, probe);
		if (probe == p->probes_nr)
			return;
		run_handler(s, c, probe);
		if (kind == SX_PROBE_BEGIN &&
		    sx_session_state(s) == SX_STATE_EXITING)
			return;
	}
}

// SPDX-License-Identifier: GPL-2.0
/* From a hit to the machine. */
#include "session/session.h"

#include "kabi/clock.h"
#include "probe/engine.h"
#include "handlers.h"

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

/* Apart from sx_hit(), whose short ways then need no stack frame. */
static __attribute__((noinline)) void run(struct sx_point *pt, struct sx_cpu *c,
					  struct sx_point_stats *stats,
					  const struct pt_regs *regs)
{
	enum sx_run result;

	WRITE_ONCE(c->busy, 1);
	barrier();
	c->vm->user_regs = regs;
	c->vm->regs = (const u64 *)regs;
	result = sx_vm_run(c->vm, pt->probe);
	if (unlikely(result == SX_RUN_SKIPPED_LOCK))
		stats->skipped_lock++;
	else
		stats->hits++;
	if (unlikely(result == SX_RUN_ERROR))
		count_error(pt->session, c->vm, stats);
	barrier();
	WRITE_ONCE(c->busy, 0);
}

void sx_hit(struct sx_point *pt, const struct pt_regs *regs)
{
	const struct sx_session *s = pt->session;
	struct sx_cpu *c = s->cpus[smp_processor_id()];
	struct sx_point_stats *stats;

	if (unlikely(sx_session_state(s) != SX_STATE_RUNNING))
		return;
	stats = &c->stats[pt->index];
	if (pt->empty)
		stats->hits++;
	else if (unlikely(c->busy))
		stats->skipped_busy++;
	else
		run(pt, c, stats, regs);
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
	c->vm->user_regs = NULL;
	c->vm->regs = NULL;
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

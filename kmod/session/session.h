/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A session: everything that one open file of /dev/stapx owns.
 *
 *        open        LOAD       START        exit(), errors      STOP
 *   - ------> OPEN ----> LOADED ---> RUNNING ----------> EXITING ---> STOPPED
 *                           '----------- exit() in begin ----^
 *
 * Everything is allocated before the first place is armed, by calls that hold
 * `lock`. Order of death: disarm every point, wait for the last hit, then
 * free. A hit touches its point, the session's read-only parts and its own
 * CPU's struct sx_cpu; nothing else is shared but the globals, which have
 * locks of their own.
 */
#ifndef STAPX_SESSION_H
#define STAPX_SESSION_H

#include <stapx/abi.h>

#include "kabi/lock.h"
#include "kabi/alloc.h"
#include "kabi/regs.h"
#include "session/arena.h"
#include "verify.h"
#include "vm.h"

struct sx_point;
struct counter;

#define SX_CPU_RUNS	1u /* a handler */
#define SX_CPU_MEASURED 2u /* what they take is measured */

/* What a hit on one CPU needs; written by that CPU, interrupts off. */
struct sx_cpu {
	struct sx_vm *vm; /* written once by LOAD */
	struct sx_point_stats *stats; /* [points_nr]; written once by START */
	u32 busy; /* SX_CPU_*: an NMI or a nested trap must not run one */
	u32 index;
	/* Where it is measured; else NULL and 0. */
	struct sx_point_cost *costs; /* [points_nr]; written once by START */
	u64 budget; /* cycles of a window for handlers; written once */
	u64 window; /* when the present one has begun */
	u64 spent; /* cycles of it */
	u64 resume; /* until then hits are passed over; 0: they are not */
	struct sx_ring ring;
} __attribute__((aligned(64)));

struct sx_session {
	struct sx_mutex lock; /* serialises the calls of user space */
	struct sx_status *status; /* mapped by user space, read-only */
	struct sx_arena arena; /* points; under lock, freed at the end */
	s32 owner; /* process that has opened it; written once */

	/* Written once by LOAD, then constant. */
	void *image;
	struct sx_program prog;
	struct sx_settings set;
	s32 target;
	struct sx_globals *globals;
	struct sx_cpu **cpus; /* [nr_cpu_ids]; NULL: impossible CPU */
	u64 memory;
	/* [prog.modules_nr]; rows are written under lock, hits read them. */
	struct sx_base_row *bases;
	struct sx_base_cache *base_cache; /* of MODULE; NULL: none */
	struct base_watch *base_watches; /* of base.c; under lock */

	/* Under lock; constant while RUNNING. */
	struct sx_point *points; /* newest first */
	u32 points_nr; /* points: places that share one have its index */
	u32 places_nr;
	u32 entries_lost[64]; /* by tid: SX_PROBE_ENTRY hits skipped; atomic */
	void *ftrace; /* of probe/ftrace.c */
	void *processes; /* of probe/process.c */
	struct counter *counters; /* of probe/counter.c */
	bool started; /* begin handlers have run */
	bool disarmed; /* no point can be hit any more */
	bool reader_gone; /* a handler waited in vain for room */
};

/* NULL without memory. */
struct sx_session *sx_session_create(void);
void sx_session_destroy(struct sx_session *s);

/* The calls of user space, lock held; 0 or -errno. */
int sx_session_load(struct sx_session *s, struct sx_load *args);
int sx_session_attach(struct sx_session *s, struct sx_attach *args);
int sx_session_start(struct sx_session *s);
int sx_session_stop(struct sx_session *s);
int sx_session_stats(struct sx_session *s, struct sx_stats *args);
int sx_session_costs(struct sx_session *s, struct sx_costs *args);
int sx_session_dump(struct sx_session *s, struct sx_dump *args);
int sx_session_base(struct sx_session *s, const struct sx_base *args);
int sx_session_module(struct sx_session *s, const struct sx_module_file *args);

/* Nobody writes into the bases any more. Sleeps. */
void sx_session_forget_modules(struct sx_session *s);
int sx_session_counter(struct sx_session *s, const struct sx_counter *args);

/* Without the lock: uses only what LOAD has published. */
int sx_session_mmap(struct sx_session *s, void *vma);

/*
 * Runs all begin or end handlers in the order of their sequence numbers, in
 * task context, while no point is armed.
 */
void sx_run_handlers(struct sx_session *s, u32 kind);

/* Asks the session to end: exit(), or too many errors. Any context. */
void sx_session_exit(struct sx_session *s);

static inline u32 sx_session_state(const struct sx_session *s)
{
	return READ_ONCE(s->status->state);
}

/* After it what LOAD has written may be read without the lock. */
static inline bool sx_session_loaded(const struct sx_session *s)
{
	return smp_load_acquire(&s->status->state) != SX_STATE_OPEN;
}

/* Is there a CPU with this number? */
bool sx_cpu_possible(u32 cpu);

#endif

// SPDX-License-Identifier: GPL-2.0
/* Running handlers in this process. */
#include <poll.h>

#include "handlers.h"
#include "user/session.h"

#define TICK_MS	     1
#define WAIT_ROOM_MS 5000 /* without any progress of the reader */

/* Too many errors end the session; an unreadable address is a lost sample. */
static void count_error(struct user_session *s, struct sx_point_stats *stats)
{
	u32 *nr = &s->status->error_nr;

	if (stats)
		stats->errors++;
	if (sx_vm_lost_sample(s->vm))
		return;
	if (__atomic_add_fetch(nr, 1, __ATOMIC_RELAXED) > s->set.maxerrors)
		user_session_exit(s);
}

void user_session_hit(struct user_session *s, u32 point)
{
	struct user_point *pt = &s->points[point];
	enum sx_run result;

	if (user_session_state(s) != SX_STATE_RUNNING)
		return;
	pthread_mutex_lock(&s->run_lock);
	result = sx_vm_run(s->vm, pt->probe);
	if (result == SX_RUN_SKIPPED_LOCK)
		pt->stats.skipped_lock++;
	else
		pt->stats.hits++;
	if (result == SX_RUN_ERROR)
		count_error(s, &pt->stats);
	pthread_mutex_unlock(&s->run_lock);
}

/*
 * Begin and end handlers may print more than a ring holds: they wait for the
 * reader while he reads. Who has waited in vain once does not wait again.
 */
static void wait_room(struct sx_vm *vm)
{
	const struct sx_ring *ring = vm->ring;
	struct user_session *s = vm->host;
	u64 tail = __atomic_load_n(&ring->shm->tail, __ATOMIC_ACQUIRE);
	u32 idle_ms = 0;

	while (idle_ms <= WAIT_ROOM_MS) {
		u64 now = __atomic_load_n(&ring->shm->tail, __ATOMIC_ACQUIRE);

		idle_ms = now == tail ? idle_ms + TICK_MS : 0;
		tail = now;
		if (ring->head - tail <= ring->size / 2)
			return;
		poll(NULL, 0, TICK_MS);
	}
	s->reader_gone = true;
	vm->wait_room = NULL;
}

static void run_handler(struct user_session *s, u32 probe)
{
	pthread_mutex_lock(&s->run_lock);
	s->vm->wait_room = s->reader_gone ? NULL : wait_room;
	if (sx_vm_run(s->vm, probe) == SX_RUN_ERROR)
		count_error(s, NULL);
	s->vm->wait_room = NULL;
	pthread_mutex_unlock(&s->run_lock);
}

void user_session_run(struct user_session *s, u32 kind)
{
	u32 probe = sx_handlers_next(&s->prog, kind, SX_HANDLERS_START);

	while (probe != s->prog.probes_nr) {
		run_handler(s, probe);
		if (kind == SX_PROBE_BEGIN &&
		    user_session_state(s) == SX_STATE_EXITING)
			return;
		probe = sx_handlers_next(&s->prog, kind, probe);
	}
}

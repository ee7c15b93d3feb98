// SPDX-License-Identifier: GPL-2.0
/* Interval timers: one thread that waits for the next one that is due. */
#include "user/timers.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "user/clock.h"

#define SECOND_NS 1000000000ull

int user_timers_add(struct user_timers *t, u32 id, u64 interval_ns,
		    u64 random_ns)
{
	void *rows = realloc(t->rows, (t->nr + 1) * sizeof(*t->rows));

	if (!rows)
		return -ENOMEM;
	t->rows = rows;
	t->rows[t->nr++] = (struct user_timer){
		.interval_ns = interval_ns,
		.random_ns = random_ns,
		.seed = user_clock_ns(CLOCK_MONOTONIC) | 1,
		.id = id,
	};
	return 0;
}

static struct user_timer *find_next(struct user_timers *t)
{
	struct user_timer *next = &t->rows[0];
	u32 i;

	for (i = 1; i < t->nr; i++)
		if (t->rows[i].due_ns < next->due_ns)
			next = &t->rows[i];
	return next;
}

/* True: it is due. False: the thread is to end. */
static bool wait_until(struct user_timers *t, u64 due_ns)
{
	struct pollfd stop = { .fd = t->stop_fd, .events = POLLIN };
	u64 now = user_clock_ns(CLOCK_MONOTONIC);
	u64 left = now < due_ns ? due_ns - now : 0;
	struct timespec ts = {
		.tv_sec = (time_t)(left / SECOND_NS),
		.tv_nsec = (long)(left % SECOND_NS),
	};

	/* EINTR cannot be: all signals are blocked here. */
	return ppoll(&stop, 1, &ts, NULL) <= 0;
}

/* Marsaglia's xorshift64: no secret, only no rhythm. */
static u64 next_interval(struct user_timer *timer)
{
	if (!timer->random_ns)
		return timer->interval_ns;
	timer->seed ^= timer->seed << 13;
	timer->seed ^= timer->seed >> 7;
	timer->seed ^= timer->seed << 17;
	return timer->interval_ns - timer->random_ns +
	       timer->seed % (2 * timer->random_ns + 1);
}

static void set_next(struct user_timer *timer)
{
	u64 now = user_clock_ns(CLOCK_MONOTONIC);

	timer->due_ns += next_interval(timer);
	if (timer->due_ns <= now)
		timer->due_ns +=
			((now - timer->due_ns) / timer->interval_ns + 1) *
			timer->interval_ns;
}

static void *run(void *arg)
{
	struct user_timers *t = arg;

	for (;;) {
		struct user_timer *next = find_next(t);

		if (!wait_until(t, next->due_ns))
			return NULL;
		t->fire(next->id, t->arg);
		set_next(next);
	}
}

/* Signals are for the thread that waits for them. */
static int start_thread(struct user_timers *t)
{
	sigset_t all, before;
	int err;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	err = -pthread_create(&t->thread, NULL, run, t);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return err;
}

int user_timers_start(struct user_timers *t, void (*fire)(u32 id, void *arg),
		      void *arg)
{
	u64 now = user_clock_ns(CLOCK_MONOTONIC);
	int err;
	u32 i;

	if (!t->nr)
		return 0;
	t->fire = fire;
	t->arg = arg;
	for (i = 0; i < t->nr; i++)
		t->rows[i].due_ns = now + next_interval(&t->rows[i]);
	t->stop_fd = eventfd(0, EFD_CLOEXEC);
	if (t->stop_fd < 0)
		return -errno;
	err = start_thread(t);
	if (err)
		close(t->stop_fd);
	t->running = !err;
	return err;
}

void user_timers_stop(struct user_timers *t)
{
	if (!t->running)
		return;
	t->running = false;
	/* Its only failure is a full counter: impossible at the first one. */
	eventfd_write(t->stop_fd, 1);
	pthread_join(t->thread, NULL);
	close(t->stop_fd);
}

void user_timers_deinit(struct user_timers *t)
{
	user_timers_stop(t);
	free(t->rows);
	t->rows = NULL;
	t->nr = 0;
}

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Interval timers: one thread that waits for the next one that is due. Those
 * that are due at once fire in the order of their times, then of their
 * numbers. One that is late fires once, and then at its next full interval.
 */
#ifndef STAPX_USER_TIMERS_H
#define STAPX_USER_TIMERS_H

#include <pthread.h>
#include <stdbool.h>

#include <stapx/types.h>

struct user_timer {
	u64 due_ns; /* CLOCK_MONOTONIC */
	u64 interval_ns;
	u64 random_ns; /* added or taken off at most; less than the interval */
	u64 seed;
	u32 id; /* of the owner, for fire() */
};

struct user_timers {
	struct user_timer *rows; /* ascending by id */
	u32 nr;
	void (*fire)(u32 id, void *arg);
	void *arg;
	pthread_t thread;
	int stop_fd; /* readable: the thread is to end */
	bool running;
};

/* Adds a timer while none runs. 0 or -ENOMEM. */
int user_timers_add(struct user_timers *t, u32 id, u64 interval_ns,
		    u64 random_ns);

/* Starts all; nothing to do without any. 0 or -errno. */
int user_timers_start(struct user_timers *t, void (*fire)(u32 id, void *arg),
		      void *arg);

/* After it no timer fires, and none is firing. At any point. */
void user_timers_stop(struct user_timers *t);
void user_timers_deinit(struct user_timers *t);

#endif

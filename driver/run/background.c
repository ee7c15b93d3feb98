// SPDX-License-Identifier: GPL-2.0
/* A call that may wait for us. */
#include "run/background.h"

#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define TICK_MS 1

struct background {
	int (*call)(void *arg);
	void *arg;
	int result;
	int done_fd; /* readable when the call has returned */
};

static void *run(void *arg)
{
	struct background *b = arg;

	b->result = b->call(b->arg);
	/* Its only failure is a full counter: impossible at the first one. */
	eventfd_write(b->done_fd, 1);
	return NULL;
}

static int tick_until_done(struct background *b, int (*tick)(void *arg))
{
	struct pollfd done = { .fd = b->done_fd, .events = POLLIN };
	int err = 0;

	while (poll(&done, 1, TICK_MS) <= 0) {
		if (!err)
			err = tick(b->arg);
	}
	return err;
}

int background_call(int (*call)(void *arg), int (*tick)(void *arg), void *arg,
		    int *ret_tick)
{
	struct background b = { .call = call, .arg = arg };
	pthread_t thread;

	*ret_tick = 0;
	b.done_fd = eventfd(0, EFD_CLOEXEC);
	if (b.done_fd < 0)
		return call(arg); /* output beyond the rings is lost */
	if (pthread_create(&thread, NULL, run, &b)) {
		close(b.done_fd);
		return call(arg);
	}
	*ret_tick = tick_until_done(&b, tick);
	pthread_join(thread, NULL);
	close(b.done_fd);
	return b.result;
}

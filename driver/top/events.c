// SPDX-License-Identifier: GPL-2.0
/* Signals of the terminal. */
#include "top/events.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

static const struct {
	int sig;
	unsigned int event;
} taken[] = {
	{ SIGWINCH, TOP_EVENT_RESIZE },
	{ SIGTSTP, TOP_EVENT_STOP },
	{ SIGCONT, TOP_EVENT_CONTINUE },
};

#define TAKEN_NR (sizeof(taken) / sizeof(taken[0]))

static struct sigaction before[TAKEN_NR];
static int pipe_fd[2] = { -1, -1 };
static volatile unsigned int pending;

static void on_signal(int sig)
{
	int saved = errno;
	ssize_t put;
	size_t i;

	for (i = 0; i < TAKEN_NR; i++)
		if (taken[i].sig == sig)
			__atomic_fetch_or(&pending, taken[i].event,
					  __ATOMIC_RELAXED);
	put = write(pipe_fd[1], "", 1);
	(void)put; /* A full pipe wakes as well. */
	errno = saved;
}

static void take(int sig, struct sigaction *old)
{
	struct sigaction act = { .sa_flags = SA_RESTART };

	act.sa_handler = on_signal;
	sigfillset(&act.sa_mask);
	sigaction(sig, &act, old);
}

int top_events_init(void)
{
	size_t i;

	if (pipe2(pipe_fd, O_CLOEXEC | O_NONBLOCK))
		return -errno;
	pending = 0;
	for (i = 0; i < TAKEN_NR; i++)
		take(taken[i].sig, &before[i]);
	return 0;
}

void top_events_deinit(void)
{
	size_t i;

	if (pipe_fd[0] < 0)
		return;
	for (i = 0; i < TAKEN_NR; i++)
		sigaction(taken[i].sig, &before[i], NULL);
	close(pipe_fd[0]);
	close(pipe_fd[1]);
	pipe_fd[0] = -1;
	pipe_fd[1] = -1;
}

int top_events_fd(void)
{
	return pipe_fd[0];
}

unsigned int top_events_take(void)
{
	char buf[64];

	while (read(pipe_fd[0], buf, sizeof(buf)) > 0)
		;
	return __atomic_exchange_n(&pending, 0, __ATOMIC_RELAXED);
}

void top_events_stop(void)
{
	struct sigaction stop = { 0 };
	struct sigaction mine;

	/* Not SIGSTOP: nobody would continue an orphaned process group. */
	stop.sa_handler = SIG_DFL;
	sigaction(SIGTSTP, &stop, &mine);
	raise(SIGTSTP);
	sigaction(SIGTSTP, &mine, NULL);
}

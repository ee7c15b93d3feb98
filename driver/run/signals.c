// SPDX-License-Identifier: GPL-2.0
/* Signals as a descriptor to poll. */
#include "run/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

/* timeout(1) and terminals send one wish to the process and to its group. */
#define SAME_BLOW_MS 300

static const int taken[] = { SIGINT, SIGTERM, SIGHUP, SIGCHLD, SIGPIPE };

#define TAKEN_NR (sizeof(taken) / sizeof(taken[0]))

static struct sigaction before[TAKEN_NR];
static int pipe_fd[2] = { -1, -1 };
static volatile sig_atomic_t ending;
static int64_t ending_ms;

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void wake(void)
{
	ssize_t put = write(pipe_fd[1], "", 1);

	(void)put; /* A full pipe wakes as well. */
}

static void on_end(int sig)
{
	int saved = errno;

	if (ending && now_ms() - ending_ms >= SAME_BLOW_MS)
		_exit(128 + sig);
	if (!ending)
		ending_ms = now_ms();
	ending = 1;
	wake();
	errno = saved;
}

static void on_child(int sig)
{
	int saved = errno;

	(void)sig;
	wake();
	errno = saved;
}

static void take(int sig, struct sigaction *old)
{
	struct sigaction act = { .sa_flags = SA_RESTART };

	act.sa_handler = on_end;
	if (sig == SIGCHLD)
		act.sa_handler = on_child;
	if (sig == SIGPIPE)
		act.sa_handler = SIG_IGN;
	/* Two of these must not interrupt each other: one mask for all. */
	sigemptyset(&act.sa_mask);
	sigaddset(&act.sa_mask, SIGINT);
	sigaddset(&act.sa_mask, SIGTERM);
	sigaddset(&act.sa_mask, SIGHUP);
	sigaction(sig, &act, old);
}

int signals_init(void)
{
	size_t i;

	if (pipe2(pipe_fd, O_CLOEXEC | O_NONBLOCK))
		return -errno;
	ending = 0;
	for (i = 0; i < TAKEN_NR; i++)
		take(taken[i], &before[i]);
	/* nohup: whoever ignored the end of the terminal still does. */
	for (i = 0; i < TAKEN_NR; i++)
		if (taken[i] == SIGHUP && before[i].sa_handler == SIG_IGN)
			sigaction(SIGHUP, &before[i], NULL);
	return 0;
}

void signals_deinit(void)
{
	size_t i;

	if (pipe_fd[0] < 0)
		return;
	for (i = 0; i < TAKEN_NR; i++)
		sigaction(taken[i], &before[i], NULL);
	close(pipe_fd[0]);
	close(pipe_fd[1]);
	pipe_fd[0] = -1;
	pipe_fd[1] = -1;
}

void signals_reset_child(void)
{
	size_t i;

	for (i = 0; i < TAKEN_NR; i++)
		sigaction(taken[i], &before[i], NULL);
}

int signals_fd(void)
{
	return pipe_fd[0];
}

bool signals_ending(void)
{
	char buf[64];

	while (read(pipe_fd[0], buf, sizeof(buf)) > 0)
		;
	return ending != 0;
}

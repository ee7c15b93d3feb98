// SPDX-License-Identifier: GPL-2.0
/* The terminal as it was. Everything that a handler calls is signal-safe. */
#include "top/restore.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define TEXT_LEN 256

/* A wish to end is heard by the loop; only the second one is urgent. */
/* clang-format off */
static const struct {
	int sig;
	int patience; /* passes the first one on untouched */
} taken[] = {
	{ SIGINT, 1 }, { SIGTERM, 1 }, { SIGHUP, 1 },
	{ SIGQUIT, 0 }, { SIGABRT, 0 }, { SIGSEGV, 0 }, { SIGBUS, 0 },
	{ SIGFPE, 0 }, { SIGILL, 0 }, { SIGTRAP, 0 }, { SIGSYS, 0 },
	{ SIGALRM, 0 }, { SIGXCPU, 0 }, { SIGXFSZ, 0 },
	{ SIGUSR1, 0 }, { SIGUSR2, 0 },
};
/* clang-format on */

#define TAKEN_NR (sizeof(taken) / sizeof(taken[0]))

static struct sigaction before[TAKEN_NR];
static volatile sig_atomic_t armed;
static volatile sig_atomic_t wishes;
static int terminal;
static struct termios saved_modes;
static char saved_text[TEXT_LEN];

static int set_modes(int fd, int when, const struct termios *modes)
{
	sigset_t ttou;
	sigset_t old;
	int err = 0;

	/* Unblocked it would stop a process in the background. */
	sigemptyset(&ttou);
	sigaddset(&ttou, SIGTTOU);
	sigprocmask(SIG_BLOCK, &ttou, &old);
	if (tcsetattr(fd, when, modes))
		err = -errno;
	sigprocmask(SIG_SETMASK, &old, NULL);
	return err;
}

int top_restore_modes(int fd, const struct termios *modes)
{
	return set_modes(fd, TCSADRAIN, modes);
}

/* A terminal that takes no output at the moment (Ctrl-S) must not hold us. */
static void restore(void)
{
	int flags = fcntl(terminal, F_GETFL);
	ssize_t put;

	if (!armed)
		return;
	armed = 0;
	set_modes(terminal, TCSANOW, &saved_modes);
	fcntl(terminal, F_SETFL, flags | O_NONBLOCK);
	put = write(terminal, saved_text, strlen(saved_text));
	(void)put; /* Nothing is left that could be done about it. */
	fcntl(terminal, F_SETFL, flags);
}

static void pass_on(int sig, const struct sigaction *action)
{
	if (action->sa_handler == SIG_IGN)
		return;
	if (action->sa_handler != SIG_DFL) {
		action->sa_handler(sig);
		return;
	}
	sigaction(sig, action, NULL);
	raise(sig); /* Comes when this handler returns. */
}

static void on_signal(int sig)
{
	int saved_errno = errno;
	size_t i;

	for (i = 0; i < TAKEN_NR && taken[i].sig != sig; i++)
		;
	if (!taken[i].patience || wishes++)
		restore();
	pass_on(sig, &before[i]);
	errno = saved_errno;
}

void top_restore_arm(int fd, const struct termios *modes, const char *text)
{
	struct sigaction act = { .sa_flags = SA_RESTART };
	size_t i;

	terminal = fd;
	saved_modes = *modes;
	strncpy(saved_text, text, sizeof(saved_text) - 1);
	act.sa_handler = on_signal;
	sigfillset(&act.sa_mask);
	wishes = 0;
	armed = 1;
	for (i = 0; i < TAKEN_NR; i++) {
		sigaction(taken[i].sig, NULL, &before[i]);
		if (before[i].sa_handler != SIG_IGN)
			sigaction(taken[i].sig, &act, NULL);
	}
}

void top_restore_disarm(void)
{
	size_t i;

	if (!armed)
		return;
	for (i = 0; i < TAKEN_NR; i++)
		sigaction(taken[i].sig, &before[i], NULL);
	armed = 0;
}

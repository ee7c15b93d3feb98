// SPDX-License-Identifier: GPL-2.0
/* A pseudo-terminal with a program on it. */
#include "top_term.h"

#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>

#include <cmocka.h>

#define DEADLINE_MS 20000
#define WATCH_MS    20
#define SEEN_MOST   (1 << 20)

void term_open(struct term *term, const char *name)
{
	struct winsize size = { .ws_row = 24, .ws_col = 40 };

	memset(term, 0, sizeof(*term));
	term->name = name;
	term->seen = calloc(1, SEEN_MOST + 1);
	assert_non_null(term->seen);
	assert_int_equal(
		openpty(&term->master, &term->slave, NULL, NULL, &size), 0);
	assert_int_equal(tcgetattr(term->slave, &term->before), 0);
	term->before.c_cc[VERASE] = 'X';
	term->before.c_oflag &= ~(tcflag_t)ONLCR;
	assert_int_equal(tcsetattr(term->slave, TCSANOW, &term->before), 0);
	assert_int_equal(tcgetattr(term->slave, &term->before), 0);
}

void term_close(struct term *term)
{
	close(term->master);
	close(term->slave);
	free(term->seen);
}

pid_t term_fork(struct term *term)
{
	fflush(NULL);
	term->pid = fork();
	assert_true(term->pid >= 0);
	if (!term->pid) {
		close(term->master);
		if (login_tty(term->slave))
			_exit(254);
	}
	return term->pid;
}

void term_watch(struct term *term)
{
	struct pollfd fd = { term->master, POLLIN, 0 };
	ssize_t got;

	if (poll(&fd, 1, WATCH_MS) <= 0)
		return;
	if (term->seen_len > SEEN_MOST / 2)
		term->seen_len = 0;
	got = read(term->master, term->seen + term->seen_len,
		   SEEN_MOST - term->seen_len);
	if (got > 0)
		term->seen_len += (size_t)got;
	term->seen[term->seen_len] = '\0';
}

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

void term_wait_text(struct term *term, const char *text)
{
	int64_t deadline = now_ms() + DEADLINE_MS;

	while (!memmem(term->seen, term->seen_len, text, strlen(text))) {
		if (now_ms() > deadline)
			fail_msg("%s: \"%s\" is not on the screen: %s",
				 term->name, text, term->seen);
		term_watch(term);
	}
}

/* What the program wrote before it ended lies in the terminal still. */
static void watch_rest(struct term *term)
{
	size_t len;

	do {
		len = term->seen_len;
		term_watch(term);
	} while (term->seen_len != len);
}

int term_wait_end(struct term *term, int again)
{
	int64_t deadline = now_ms() + DEADLINE_MS;
	int status;

	while (waitpid(term->pid, &status, WNOHANG) != term->pid) {
		if (now_ms() > deadline) {
			kill(term->pid, SIGKILL);
			waitpid(term->pid, &status, 0);
			fail_msg("%s: it does not end: %s", term->name,
				 term->seen);
		}
		if (again)
			kill(term->pid, again);
		term_watch(term);
	}
	watch_rest(term);
	return status & ~0x80;
}

void term_resize(struct term *term, int rows, int cols)
{
	struct winsize size = {
		.ws_row = (unsigned short)rows,
		.ws_col = (unsigned short)cols,
	};

	assert_int_equal(ioctl(term->master, TIOCSWINSZ, &size), 0);
}

void term_type(struct term *term, const char *keys)
{
	assert_int_equal(write(term->master, keys, strlen(keys)), strlen(keys));
}

const char *term_last(const struct term *term, const char *text)
{
	const char *last = NULL;
	const char *at = term->seen;

	while ((at = strstr(at, text)) != NULL)
		last = at++;
	return last;
}

/* SPDX-License-Identifier: GPL-2.0 */
/* A pseudo-terminal with a program on it, watched by a test. */
#ifndef STAPX_TESTS_TOP_TERM_H
#define STAPX_TESTS_TOP_TERM_H

#include <stddef.h>
#include <sys/types.h>
#include <termios.h>

struct term {
	const char *name; /* of the case, for messages */
	int master;
	int slave; /* kept open: without it the modes would be lost */
	struct termios before;
	char *seen; /* what came out so far, ends with a NUL */
	size_t seen_len;
	pid_t pid; /* of the program */
};

/* 24 rows of 40 columns, in modes that are nobody's default. */
void term_open(struct term *term, const char *name);
void term_close(struct term *term);

/* Forks; returns 0 in the child, which has the terminal as its own. */
pid_t term_fork(struct term *term);

/* Takes what comes out; waits a little when there is nothing. */
void term_watch(struct term *term);

/* Fails the test when the text does not come out. */
void term_wait_text(struct term *term, const char *text);

/*
 * The program's wait() status, without the core flag; sends the signal
 * `again` until then unless it is 0. Fails the test when it does not end.
 */
int term_wait_end(struct term *term, int again);

void term_resize(struct term *term, int rows, int cols);
void term_type(struct term *term, const char *keys);

/* Where the text came out last, NULL: never. */
const char *term_last(const struct term *term, const char *text);

#endif

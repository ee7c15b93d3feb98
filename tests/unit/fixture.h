/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Test programs compiled at test time, in a scratch directory, and what the
 * code under test said. Everything fails the running test on an error.
 */
#ifndef STAPX_TESTS_FIXTURE_H
#define STAPX_TESTS_FIXTURE_H

#include <stddef.h>
#include <sys/types.h>

/* The scratch directory, absolute; made by the first call. */
const char *fixture_dir(void);

/* DIR/name; valid until the eighth call after it. */
const char *fixture_path(const char *name);

/* Runs a shell command in the scratch directory; $SRC is tests/fixtures. */
void fixture_run(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* A process running one of our test programs. */
struct fixture_proc {
	pid_t pid;
	int stdin_fd;
	int stdout_fd;
};

/* Starts path and returns when the program says that it runs. */
struct fixture_proc fixture_start(const char *path);
/* The same in another root directory; needs root. */
struct fixture_proc fixture_start_in(const char *root, const char *path);
/* Ends it by the end of its input. */
void fixture_stop(struct fixture_proc *proc);

/* cmocka group functions: remove the scratch directory; capture messages. */
int fixture_teardown(void **state);

/* From now on messages are kept here instead of being printed. */
void fixture_log_start(void);
/* What was said since the last start, lines ended by '\n'. */
const char *fixture_log(void);
void fixture_log_stop(void);

#endif

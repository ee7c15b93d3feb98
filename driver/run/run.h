/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One run of a script, from its text to the end of its session; for every
 * program that shows what a script does. The caller owns the loop:
 *
 *	run_create -> run_start -> (wait run_wait_ms(), run_tick)* -> run_stop
 *	-> run_summary -> run_destroy
 */
#ifndef STAPX_RUN_RUN_H
#define STAPX_RUN_RUN_H

#include <stdbool.h>

#include "program.h"
#include "run/options.h"
#include "session/session.h"

struct run_session;

/* Where the records go. flush follows each batch; results are -errno. */
struct run_output {
	merge_emit_fn *record;
	int (*flush)(void *arg);
	void *arg;
};

enum run_progress {
	RUN_GOING,
	RUN_ENDED, /* the script, its errors or the command ended it */
};

/*
 * What makes sure that the kernel object is loaded: kload_ensure(), unless a
 * test says otherwise. NULL restores it.
 */
struct kload_opts;
void run_set_loader(int (*ensure)(const struct kload_opts *opts));

/* Compiles and verifies. Reports. Borrows the options until destroy. */
int run_create(const struct options *opt, struct run_session **ret);

/*
 * Locates the probe points, loads the kernel object when it is not loaded,
 * attaches, runs the begin handlers and arms. Reports; also after an error
 * what begin handlers printed has been output.
 */
int run_start(struct run_session *run, const struct run_output *output);

/* Emits what the script has output. enum run_progress, or -errno of it. */
int run_tick(struct run_session *run);

/* How long to wait for the next tick: short while there is much output. */
int run_wait_ms(const struct run_session *run);

/* Disarms, runs the end handlers, emits what is left. Reports. */
int run_stop(struct run_session *run);

/* Reports what was lost or skipped; after run_stop(). */
void run_summary(const struct run_session *run);

/* 1 when run-time errors were more than MAXERRORS, else 0. */
int run_exit_status(const struct run_session *run);

/* Takes NULL; at any point: what still stands is taken down. */
void run_destroy(struct run_session *run);

/* Borrowed: the program, and the session (NULL before run_start()). */
const struct sx_program *run_program(const struct run_session *run);
struct session *run_device(const struct run_session *run);

/* The process that is probed: of -x or -c; 0: none. */
int run_target(const struct run_session *run);

#endif

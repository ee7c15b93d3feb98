/* SPDX-License-Identifier: GPL-2.0 */
/* The loop of stapx: until the session, a signal or the reader ends it. */
#ifndef STAPX_RUN_LOOP_H
#define STAPX_RUN_LOOP_H

#include "run/run.h"

/*
 * Ticks a started run until it ends, run/signals.h tells to end, or nobody
 * reads out_fd any more (-1: a file that does not tell). signals_init() was
 * called. Returns 0, or -errno of a tick.
 */
int loop_run(struct run_session *run, int out_fd);

#endif

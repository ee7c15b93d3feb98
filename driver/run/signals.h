/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The wish to end (SIGINT, SIGTERM, SIGHUP) and the end of a child (SIGCHLD)
 * as a descriptor to poll. The first wish is noted, so that end handlers run
 * and output is drained; a second one, not of the same blow, ends the process
 * at once: the kernel object then cleans up by itself.
 */
#ifndef STAPX_RUN_SIGNALS_H
#define STAPX_RUN_SIGNALS_H

#include <stdbool.h>

/* Takes the signals over; SIGPIPE becomes EPIPE. Returns 0 or -errno. */
int signals_init(void);

/* Gives everything back as it was found. */
void signals_deinit(void);

/* In a forked child before exec: what a fresh program expects. */
void signals_reset_child(void);

/* Readable when something has come. */
int signals_fd(void);

/* Empties the descriptor. True once somebody wished to end. */
bool signals_ending(void);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A call that may wait for us: START and STOP run handlers that print, and
 * wait while the rings are full. It is made by a thread of its own, and the
 * rings are read meanwhile.
 */
#ifndef STAPX_RUN_BACKGROUND_H
#define STAPX_RUN_BACKGROUND_H

/*
 * Returns what call(arg) returns; calls tick(arg) again and again until then,
 * with pauses of a millisecond. *ret_tick: the first error of tick, or 0;
 * after an error it is not called any more.
 */
int background_call(int (*call)(void *arg), int (*tick)(void *arg), void *arg,
		    int *ret_tick);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Signals of a terminal's size and of job control, as a descriptor to poll. */
#ifndef STAPX_TOP_EVENTS_H
#define STAPX_TOP_EVENTS_H

#define TOP_EVENT_RESIZE   (1u << 0) /* SIGWINCH */
#define TOP_EVENT_STOP	   (1u << 1) /* SIGTSTP: Ctrl-Z */
#define TOP_EVENT_CONTINUE (1u << 2) /* SIGCONT */

/* 0 or -errno. */
int top_events_init(void);
void top_events_deinit(void);

/* Readable when something has come. */
int top_events_fd(void);

/* Empties the descriptor; TOP_EVENT_* since the last call. */
unsigned int top_events_take(void);

/* Stops this process as SIGTSTP does without a handler; returns later. */
void top_events_stop(void);

#endif

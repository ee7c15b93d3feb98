/* SPDX-License-Identifier: GPL-2.0 */
/* Where uprobes were added or removed, lately. */
#ifndef STAPX_PROBE_DIRECT_WATCH_H
#define STAPX_PROBE_DIRECT_WATCH_H

#include "kabi/place.h"
#include "kabi/work.h"

enum direct_event {
	DIRECT_EVENT_NONE,
	DIRECT_EVENT_SELF, /* a consumer of our own was removed */
	DIRECT_EVENT_OTHER,
};

/* Calls func in a worker after each event; not where facts are missing. */
void direct_watch_init(void (*func)(struct sx_work *work));
/* Returns when func does not run and will not. Sleeps. */
void direct_watch_exit(void);
bool direct_watch_available(void);

/* Takes the events that direct_watch_find() looks into; false: none. */
bool direct_watch_take(void);
/* What happened at a place. Both under direct_mutex. */
enum direct_event direct_watch_find(const struct sx_place *place);

/* The current task adds or removes our own consumer now. direct_mutex. */
void direct_watch_self(bool now);

/* When a uprobe was last removed anywhere. Any context. */
u64 direct_watch_removal_ns(void);

#endif

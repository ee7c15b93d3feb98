/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Numbers of two bytes in processes, each one higher while a session runs: the
 * semaphores of marks. What a process forks meanwhile has inherited it.
 */
#ifndef STAPX_PROBE_COUNTER_H
#define STAPX_PROBE_COUNTER_H

#include "kabi/fact.h"

struct counter; /* of one session; its lock protects the list */

/*
 * Adds one to a list: process pid as the caller sees it. 0; -ESRCH, -ENOMEM,
 * -EFAULT: there is no such memory. All of these sleep.
 */
int counter_add(struct counter **list, s32 pid, u64 addr);

/* 0 or -errno; what was raised then is lowered by counters_lower(). */
int counters_raise(struct counter *list);
/* Where they were raised and the memory is still there. */
void counters_lower(struct counter *list);
void counters_free(struct counter *list);

/* When loading, and when unloading: no session is left. */
void counters_init(void);
void counters_exit(void);

#endif

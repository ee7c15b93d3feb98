/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's counters of events, each of one CPU. */
#ifndef STAPX_KABI_PERF_H
#define STAPX_KABI_PERF_H

#include "kabi/regs.h"

/* As in perf_event_open(2). */
struct sx_perf_attr {
	u32 type;
	bool is_frequency; /* period is in times a second */
	u64 config;
	u64 period;
};

bool sx_perf_available(void);

/*
 * Calls func(arg, registers) at each overflow of a counter on a CPU that is
 * online: interrupts off, perhaps in an NMI. 0 or -errno; *ret is the event.
 * Sleep.
 */
int sx_perf_open(const struct sx_perf_attr *attr, u32 cpu,
		 void (*func)(void *arg, const struct pt_regs *regs), void *arg,
		 void **ret);

/* Returns when no call of func is left. NULL: nothing. Sleeps. */
void sx_perf_close(void *event);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* High-resolution timers that expire in hard interrupt context, also on RT. */
#ifndef STAPX_KABI_TIMER_H
#define STAPX_KABI_TIMER_H

#include "kabi/fact.h"

struct sx_timer {
	u64 kernel[32] __attribute__((aligned(64))); /* struct hrtimer */
	void (*func)(struct sx_timer *timer);
	s64 interval_ns; /* func may change it: from then on */
};

/* Calls func every interval_ns from now on, with interrupts off. */
void sx_timer_start(struct sx_timer *timer, s64 interval_ns,
		    void (*func)(struct sx_timer *timer));

/* The same, always on the CPU that calls it; that is not to change meanwhile. */
void sx_timer_start_here(struct sx_timer *timer, s64 interval_ns,
			 void (*func)(struct sx_timer *timer));

/* Returns when it neither is queued nor runs. Not from the timer itself. */
void sx_timer_cancel(struct sx_timer *timer);

static inline bool sx_timer_fits(void)
{
	return KSIZE(hrtimer) <= sizeof(((struct sx_timer *)0)->kernel);
}

#endif

// SPDX-License-Identifier: GPL-2.0
/* High-resolution timers. */
#include "kabi/timer.h"

#define CLOCK_MONOTONIC 1

extern void hrtimer_init(void *timer, int clock, int mode)
	__attribute__((weak));
extern void hrtimer_setup(void *timer, int (*func)(void *), int clock, int mode)
	__attribute__((weak));
extern void hrtimer_start_range_ns(void *timer, s64 tim, u64 range, int mode);
extern int hrtimer_cancel(void *timer);
extern u64 hrtimer_forward(void *timer, s64 now, s64 interval);
extern s64 ktime_get(void);
KSIG(hrtimer_start_range_ns, 4);
KSIG(hrtimer_cancel, 1);
KSIG(hrtimer_forward, 3);

static int expire(void *kernel_timer)
{
	struct sx_timer *timer =
		container_of(kernel_timer, struct sx_timer, kernel);

	timer->func(timer);
	hrtimer_forward(timer->kernel, ktime_get(), timer->interval_ns);
	return (int)KENUM(HRTIMER_RESTART);
}

/* Without a "hard" mode every hrtimer of the kernel is a hard one. */
static int mode_hard(void)
{
	return (int)KENUM_OR(HRTIMER_MODE_REL_HARD, 1);
}

/* HRTIMER_MODE_REL | HRTIMER_MODE_PINNED where no mode has a name. */
static int mode_pinned(void)
{
	return (int)KENUM_OR(HRTIMER_MODE_REL_PINNED_HARD, 3);
}

static void start(struct sx_timer *timer, s64 interval_ns, int mode,
		  void (*func)(struct sx_timer *timer))
{
	timer->func = func;
	timer->interval_ns = interval_ns;
	if (KHAVE(hrtimer_setup)) {
		hrtimer_setup(timer->kernel, expire, CLOCK_MONOTONIC, mode);
	} else {
		hrtimer_init(timer->kernel, CLOCK_MONOTONIC, mode);
		KFIELD_OPT(void *, timer->kernel, hrtimer, function) = expire;
	}
	hrtimer_start_range_ns(timer->kernel, interval_ns, 0, mode);
}

void sx_timer_start(struct sx_timer *timer, s64 interval_ns,
		    void (*func)(struct sx_timer *timer))
{
	start(timer, interval_ns, mode_hard(), func);
}

void sx_timer_start_here(struct sx_timer *timer, s64 interval_ns,
			 void (*func)(struct sx_timer *timer))
{
	start(timer, interval_ns, mode_pinned(), func);
}

void sx_timer_cancel(struct sx_timer *timer)
{
	hrtimer_cancel(timer->kernel);
}

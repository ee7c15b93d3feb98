/* SPDX-License-Identifier: GPL-2.0 */
/* Clocks that can be read in any context, in ns. */
#ifndef STAPX_KABI_CLOCK_H
#define STAPX_KABI_CLOCK_H

#include "kabi/fact.h"

/* CLOCK_MONOTONIC */
extern u64 kmono_ns(void) __asm__("kany.ktime_get_mono_fast_ns..ktime_get");

/* CLOCK_REALTIME */
extern u64
kreal_ns(void) __asm__("kany.ktime_get_real_fast_ns..ktime_get_real");

/* The current CPU's clock. */
extern u64 klocal_ns(void) __asm__("kany.local_clock..sched_clock");

static inline u64 get_cycles(void)
{
	u32 low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return (u64)high << 32 | low;
}

/* Another CPU's clock; 0: it is not online. */
u64 sx_cpu_clock_ns(u64 cpu);

/* The tick counter, and its ticks a second; 0: the kernel does not tell. */
u64 sx_jiffies(void);
u32 sx_hz(void);

#endif

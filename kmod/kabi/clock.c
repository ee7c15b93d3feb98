// SPDX-License-Identifier: GPL-2.0
/* Clocks that need more than one call. */
#include "kabi/clock.h"

#include "kabi/cpu.h"

extern u64 sched_clock_cpu(int cpu) __attribute__((weak));
extern unsigned int jiffies_to_usecs(unsigned long ticks) __attribute__((weak));
KSIG(sched_clock_cpu, 1);
extern unsigned long __msecs_to_jiffies(unsigned int ms) __attribute__((weak));
KSIG(jiffies_to_usecs, 1);
KSIG(__msecs_to_jiffies, 1);

extern u64 __cpu_online_mask[] __attribute__((weak));
extern u64 jiffies_64[] __attribute__((weak));

static bool is_online(u64 cpu)
{
	if (cpu >= nr_cpu_ids || !KHAVE(__cpu_online_mask))
		return cpu < nr_cpu_ids;
	return READ_ONCE(__cpu_online_mask[cpu / 64]) >> (cpu % 64) & 1;
}

u64 sx_cpu_clock_ns(u64 cpu)
{
	if (!is_online(cpu))
		return 0;
	if (!KHAVE(sched_clock_cpu))
		return klocal_ns();
	return sched_clock_cpu((int)cpu);
}

u32 sx_hz(void)
{
	u32 tick_us;

	/* One of the two is no function of its own on some kernels. */
	if (KHAVE(__msecs_to_jiffies))
		return (u32)__msecs_to_jiffies(1000);
	if (!KHAVE(jiffies_to_usecs))
		return 0;
	tick_us = jiffies_to_usecs(1);
	return tick_us ? 1000000 / tick_us : 0;
}

u64 sx_jiffies(void)
{
	return KHAVE(jiffies_64) ? READ_ONCE(jiffies_64[0]) : 0;
}

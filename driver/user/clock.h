/* SPDX-License-Identifier: GPL-2.0 */
/* Clocks of this process, in ns. */
#ifndef STAPX_USER_CLOCK_H
#define STAPX_USER_CLOCK_H

#include <time.h>

#include <stapx/types.h>

/* The kernel's own tick is not to be seen from here. */
#define USER_TICK_NS 10000000u

static inline u64 user_clock_ns(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (u64)ts.tv_sec * 1000000000ull + (u64)ts.tv_nsec;
}

#endif

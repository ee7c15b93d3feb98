// SPDX-License-Identifier: GPL-2.0
/* Builtins that read a clock. */
#include "user/builtin.h"
#include "user/clock.h"

u64 sx_env_time_ns(void)
{
	return user_clock_ns(CLOCK_MONOTONIC);
}

USER_INT(gettimeofday_ns, user_clock_ns(CLOCK_REALTIME))
USER_INT(gettimeofday_us, user_clock_ns(CLOCK_REALTIME) / 1000u)
USER_INT(gettimeofday_ms, user_clock_ns(CLOCK_REALTIME) / 1000000u)
USER_INT(gettimeofday_s, user_clock_ns(CLOCK_REALTIME) / 1000000000u)

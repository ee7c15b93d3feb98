// SPDX-License-Identifier: GPL-2.0
/* Builtins that read a clock. */
#include "user/builtin.h"

#include <unistd.h>
#include <x86intrin.h>

#include "user/clock.h"

u64 sx_env_time_ns(void)
{
	return user_clock_ns(CLOCK_MONOTONIC);
}

USER_INT(gettimeofday_ns, user_clock_ns(CLOCK_REALTIME))
USER_INT(gettimeofday_us, user_clock_ns(CLOCK_REALTIME) / 1000u)
USER_INT(gettimeofday_ms, user_clock_ns(CLOCK_REALTIME) / 1000000u)
USER_INT(gettimeofday_s, user_clock_ns(CLOCK_REALTIME) / 1000000000u)

/* One clock serves all CPUs. */
USER_INT(local_clock_ns, user_clock_ns(CLOCK_MONOTONIC_RAW))
USER_INT(ktime_get_ns, user_clock_ns(CLOCK_MONOTONIC))
USER_INT(get_cycles, __rdtsc())

int sx_builtin_cpu_clock_ns(SX_BUILTIN_PARAMS)
{
	s64 cpu = ints[0].i;

	if (cpu < 0 || cpu >= sysconf(_SC_NPROCESSORS_CONF))
		return sx_vm_error(vm, SX_ERR_CPU, (u64)ints[0].i);
	ret->i = (s64)user_clock_ns(CLOCK_MONOTONIC_RAW);
	return 0;
}

USER_INT(HZ, 1000000000u / USER_TICK_NS)
USER_INT(jiffies, user_clock_ns(CLOCK_MONOTONIC) / USER_TICK_NS)

// SPDX-License-Identifier: GPL-2.0
/* Builtins that read a clock. */
#include "kabi/clock.h"

#include "builtins.h"

u64 sx_env_time_ns(void)
{
	return kmono_ns();
}

#define GETTIMEOFDAY(unit, divisor)                                       \
	int sx_builtin_gettimeofday_##unit(                               \
		struct sx_vm *vm, union sx_reg *ints, union sx_reg *strs, \
		union sx_reg *ret)                                        \
	{                                                                 \
		(void)vm, (void)ints, (void)strs;                         \
		ret->i = (s64)(kreal_ns() / (divisor));                   \
		return 0;                                                 \
	}

GETTIMEOFDAY(ns, 1u)
GETTIMEOFDAY(us, 1000u)
GETTIMEOFDAY(ms, 1000000u)
GETTIMEOFDAY(s, 1000000000u)

#define CLOCK(name, value)                       \
	int sx_builtin_##name(SX_BUILTIN_PARAMS) \
	{                                        \
		ret->i = (s64)(value);           \
		return 0;                        \
	}

CLOCK(local_clock_ns, klocal_ns())
CLOCK(ktime_get_ns, kmono_ns())
CLOCK(get_cycles, get_cycles())
CLOCK(jiffies, sx_jiffies())
CLOCK(HZ, sx_hz())

int sx_builtin_cpu_clock_ns(SX_BUILTIN_PARAMS)
{
	u64 now = sx_cpu_clock_ns((u64)ints[0].i);

	if (!now)
		return sx_vm_error(vm, SX_ERR_CPU, (u64)ints[0].i);
	ret->i = (s64)now;
	return 0;
}

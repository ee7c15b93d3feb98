// SPDX-License-Identifier: GPL-2.0
/* Builtins that read a clock. */
#include "kabi/clock.h"

#include "vm.h"

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

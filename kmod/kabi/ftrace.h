/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's function tracer: many functions at once, by the nop with which
 * the compiler begins each that may be traced.
 */
#ifndef STAPX_KABI_FTRACE_H
#define STAPX_KABI_FTRACE_H

#include "kabi/regs.h"

struct sx_ftrace {
	u64 kernel[128]; /* struct ftrace_ops; size checked */
	/*
	 * At each call, interrupts on or off, any context; ip is the nop's
	 * address. The tracer keeps nobody from being called again meanwhile.
	 */
	void (*func)(struct sx_ftrace *ft, u64 ip, const struct pt_regs *regs);
	bool registered;
};

bool sx_ftrace_available(void);

/* So many functions can be registered together in good time. */
u32 sx_ftrace_most(void);

/*
 * Begins calling ft->func at the nops of those addresses, each there once. 0
 * or -errno; -EBUSY: the tracer is switched off (kernel.ftrace_enabled).
 * Sleeps.
 */
int sx_ftrace_register(struct sx_ftrace *ft, unsigned long *ips, u32 nr);

/* Returns when no call of func is left. One that is not registered: nothing. */
void sx_ftrace_unregister(struct sx_ftrace *ft);

#endif

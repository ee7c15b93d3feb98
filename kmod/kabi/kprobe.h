/* SPDX-License-Identifier: GPL-2.0 */
/* Watching the kernel call one of its own functions. */
#ifndef STAPX_KABI_KPROBE_H
#define STAPX_KABI_KPROBE_H

#include "kabi/regs.h"

struct sx_kprobe {
	u64 kernel[32]; /* struct kprobe; size checked */
	void (*func)(struct sx_kprobe *kp, const struct pt_regs *regs);
};

/* Has this kernel kprobes? */
bool sx_kprobe_available(void);

/*
 * Calls func at each entry of a function: regs->di, si, dx, cx are its first
 * arguments. func must not sleep; interrupts may be on. 0 or -errno; -ENOENT
 * where the kernel has no such function. Sleep.
 */
int sx_kprobe_register(struct sx_kprobe *kp, const char *function,
		       void (*func)(struct sx_kprobe *kp,
				    const struct pt_regs *regs));

/* Returns when no call of func is left. One that is not registered: nothing. */
void sx_kprobe_unregister(struct sx_kprobe *kp);

#endif

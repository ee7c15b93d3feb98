/* SPDX-License-Identifier: GPL-2.0 */
/* Watching the kernel call one of its own functions. */
#ifndef STAPX_KABI_KPROBE_H
#define STAPX_KABI_KPROBE_H

#include "kabi/regs.h"

struct sx_kprobe {
	u64 kernel[32]; /* struct kprobe; size checked */
	void (*func)(struct sx_kprobe *kp, const struct pt_regs *regs);
};

typedef void sx_kprobe_fn(struct sx_kprobe *kp, const struct pt_regs *regs);

/* Once, when loading. */
void sx_kprobe_init(void);

/* Has this kernel kprobes? */
bool sx_kprobe_available(void);

/*
 * Calls func at each entry of a function: regs->di, si, dx, cx are its first
 * arguments. func must not sleep; interrupts may be on. 0 or -errno; -ENOENT
 * where the kernel has no such function. Sleep.
 */
int sx_kprobe_register(struct sx_kprobe *kp, const char *function,
		       sx_kprobe_fn *func);

/* The same for an instruction's address; -EINVAL: it must not be probed. */
int sx_kprobe_register_at(struct sx_kprobe *kp, u64 addr, sx_kprobe_fn *func);

/* Returns when no call of func is left. One that is not registered: nothing. */
void sx_kprobe_unregister(struct sx_kprobe *kp);

/*
 * Unregisters one of many: together they wait once for the last calls. It
 * stays in use until sx_kprobe_drain() has returned. Sleep.
 */
void sx_kprobe_unregister_later(struct sx_kprobe *kp);
void sx_kprobe_drain(void);

/* Hits that the kernel passed over, also after it was unregistered. */
u64 sx_kprobe_missed(const struct sx_kprobe *kp);

/*
 * The place of the function tracer's nop or call in a function that begins at
 * addr: one of its first instructions. 0: it has none, or nobody knows.
 */
u64 sx_kprobe_tracer_at(u64 addr);

/* Does the kernel tell sx_kprobe_tracer_at()? */
bool sx_kprobe_knows_tracer(void);

#endif

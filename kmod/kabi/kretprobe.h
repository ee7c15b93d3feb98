/* SPDX-License-Identifier: GPL-2.0 */
/* Watching a function of the kernel return. */
#ifndef STAPX_KABI_KRETPROBE_H
#define STAPX_KABI_KRETPROBE_H

#include "kabi/regs.h"

struct sx_kretprobe {
	u64 kernel[48]; /* struct kretprobe; size checked */
	void (*func)(struct sx_kretprobe *rp, const struct pt_regs *regs,
		     u64 frame);
};

typedef void sx_kretprobe_fn(struct sx_kretprobe *rp,
			     const struct pt_regs *regs, u64 frame);

/* Once, when loading. */
void sx_kretprobe_init(void);

/* Has this kernel kretprobes, and is their layout one of the known ones? */
bool sx_kretprobe_available(void);

/*
 * Calls func when a function that begins at addr has returned: regs->ax is its
 * result, frame the stack pointer behind the return, as the call was entered
 * with, or 0 where this kernel has no room for it. At most maxactive calls of the function are watched at once, further
 * ones are missed. func must not sleep; interrupts may be on. 0 or -errno.
 * Sleeps.
 */
int sx_kretprobe_register_at(struct sx_kretprobe *rp, u64 addr, u32 maxactive,
			     sx_kretprobe_fn *func);

/* As with kprobes: in use until the drain has returned. Sleep. */
void sx_kretprobe_unregister_later(struct sx_kretprobe *rp);
void sx_kretprobe_drain(void);

/* Returns that were not seen, also after it was unregistered. */
u64 sx_kretprobe_missed(const struct sx_kretprobe *rp);

#endif

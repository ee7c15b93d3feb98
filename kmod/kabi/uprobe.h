/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's own uprobes: breakpoints in whoever maps a file. */
#ifndef STAPX_KABI_UPROBE_H
#define STAPX_KABI_UPROBE_H

#include "kabi/regs.h"

struct sx_uprobe {
	u64 consumer[32]; /* struct uprobe_consumer; size checked */
	void (*func)(struct sx_uprobe *up, struct pt_regs *regs);
	void *file; /* referenced: keeps the inode and its mount */
	void *inode; /* of the file itself, below overlay file systems */
	void *handle; /* struct uprobe *, where unregistering wants it */
	u64 offset;
};

bool sx_uprobe_available(void);

/*
 * Calls func (task context, preemptible) before the instruction at a file
 * offset is executed. fd is the caller's. 0 or -errno. Sleep.
 */
int sx_uprobe_register(struct sx_uprobe *up, s32 fd, u64 offset,
		       void (*func)(struct sx_uprobe *up,
				    struct pt_regs *regs));

/* Returns when no call of func is left. */
void sx_uprobe_unregister(struct sx_uprobe *up);

#endif

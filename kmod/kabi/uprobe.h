/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's own uprobes: breakpoints in whoever maps a file. */
#ifndef STAPX_KABI_UPROBE_H
#define STAPX_KABI_UPROBE_H

#include "kabi/place.h"
#include "kabi/regs.h"

struct mm_struct;

/* What the owner fills in before registering: place, func, wants. */
struct sx_uprobe {
	u64 consumer[32]; /* struct uprobe_consumer; size checked */
	struct sx_place place;
	u64 counter; /* a number in the file that is raised there; 0: none */
	/*
	 * Before the instruction is executed, in task context, preemptible.
	 * False: the breakpoint may go from this process until wants() is
	 * asked again.
	 */
	bool (*func)(struct sx_uprobe *up, struct pt_regs *regs);
	/*
	 * Shall an address space have the breakpoint? NULL: all. Called with
	 * locks of the kernel held, at any time while it is registered.
	 */
	bool (*wants)(struct sx_uprobe *up, const struct mm_struct *mm);
	void *handle; /* struct uprobe *, where unregistering wants it */
	bool registered;
};

bool sx_uprobe_available(void);

/* Is a registered uprobe named by its struct, no more by its place? */
bool sx_uprobe_has_handle(void);

/* Can it raise a number where it is? */
bool sx_uprobe_has_counter(void);

/* 0 or -errno. Takes the place's references, also when it fails. Sleep. */
int sx_uprobe_register(struct sx_uprobe *up);

/* Returns when no call of func is left. One that is not registered: nothing. */
void sx_uprobe_unregister(struct sx_uprobe *up);

#endif

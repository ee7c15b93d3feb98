/* SPDX-License-Identifier: GPL-2.0 */
/* What the current task, or what was interrupted, had in its registers. */
#ifndef STAPX_KABI_ENTRY_H
#define STAPX_KABI_ENTRY_H

#include "kabi/regs.h"

/*
 * Finds out where a task's user registers lie, in a system call: when loading.
 * Where that is not clear sx_user_regs() knows nothing.
 */
void sx_entry_init(void);

/*
 * The user's registers as the current task left them when it entered the
 * kernel; NULL: it has no user side, or nobody knows. Any context.
 */
const struct pt_regs *sx_user_regs(void);

/* The same for a task that may have given its memory back: it ends. */
const struct pt_regs *sx_task_regs(void);

/* In an interrupt: the registers of what it has interrupted; else NULL. */
const struct pt_regs *sx_irq_regs(void);

#endif

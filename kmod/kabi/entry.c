// SPDX-License-Identifier: GPL-2.0
/*
 * A task's user registers are the first thing on its kernel stack. How large
 * that is, and what lies above them, depends on the kernel's configuration and
 * has no name in BTF; but whoever loads this object does so by a system call
 * whose number is in those registers.
 */
#include "kabi/entry.h"

#include "kabi/task.h"
#include "kabi/uaccess.h"
#include "mem.h"

#define NR_INIT_MODULE	175
#define NR_FINIT_MODULE 313

/* PF_KTHREAD of linux/sched.h; unchanged since it exists. */
#define SX_PF_KTHREAD 0x00200000u

static u32 regs_off; /* from the stack's start; 0: unknown; written once */

static bool is_ours(const struct pt_regs *regs)
{
	return regs->cs == SX_USER_CS64 && regs->sp && regs->ip &&
	       (regs->orig_ax == NR_INIT_MODULE ||
		regs->orig_ax == NR_FINIT_MODULE);
}

static u64 stack_of(const struct task_struct *t)
{
	return KFIELD(u64, t, task_struct, stack);
}

/* 16 KB is usual, 32 with KASAN, 8 on old kernels; 16 bytes more with FRED. */
void sx_entry_init(void)
{
	static const u16 above[] = { 0, 16 };
	u32 size;
	u32 i;

	for (size = 8192; size <= 65536 && !regs_off; size *= 2) {
		for (i = 0; i < SX_NR(above) && !regs_off; i++) {
			struct pt_regs regs;
			u32 off = size - above[i] - (u32)sizeof(regs);

			if (!sx_probe_read_kernel(&regs,
						  stack_of(current) + off,
						  sizeof(regs)) &&
			    is_ours(&regs))
				regs_off = off;
		}
	}
}

const struct pt_regs *sx_user_regs(void)
{
	return task_mm(current) ? sx_task_regs() : NULL;
}

const struct pt_regs *sx_task_regs(void)
{
	const struct task_struct *t = current;
	const struct pt_regs *regs;

	if (!regs_off || KFIELD(u32, t, task_struct, flags) & SX_PF_KTHREAD)
		return NULL;
	regs = (const struct pt_regs *)(stack_of(t) + regs_off);
	/* The kernel's own threads in a process never were in user mode. */
	return user_mode(regs) ? regs : NULL;
}

const struct pt_regs *sx_irq_regs(void)
{
	extern char kpcpu_irq_regs[] __asm__("kpcpu.__irq_regs")
		__attribute__((weak));
	const struct pt_regs *regs;

	if (!KHAVE(__irq_regs))
		return NULL;

	__asm__ volatile("movq %%gs:%P1,%0" : "=r"(regs) : "i"(kpcpu_irq_regs));
	return regs;
}

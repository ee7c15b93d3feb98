// SPDX-License-Identifier: GPL-2.0
/* The int3 exception, through the chain of die notifiers. */
#include "kabi/trap.h"

#include "kabi/cpu.h"

/* include/linux/notifier.h; unchanged since 2.6. */
struct notifier_block {
	int (*call)(struct notifier_block *nb, unsigned long event, void *data);
	struct notifier_block *next;
	int priority;
};
#define NOTIFY_DONE  0
#define NOTIFY_STOP  0x8001
#define FIRST_OF_ALL 0x7fffffff

extern int register_die_notifier(struct notifier_block *nb);
extern int unregister_die_notifier(struct notifier_block *nb);
KSIG(register_die_notifier, 1);
KSIG(unregister_die_notifier, 1);

#define DR_STEP	 0x4000ull /* debug register 6; the CPU's */
#define DR_TRAPS 0xfull

/* And no watchpoint: one that a debugger has set is noted in the task. */
static bool is_step_only(const void *args)
{
	const u64 *dr6 = KFIELD(const u64 *, args, die_args, err);

	if ((*dr6 & DR_TRAPS) || !(*dr6 & DR_STEP))
		return false;
	if (KOFF_OPT(task_struct, thread) < 0 ||
	    KOFF_OPT(thread_struct, virtual_dr6) < 0)
		return true;
	return !(*(const u64 *)((const char *)current +
				KOFF_OPT(task_struct, thread) +
				KOFF_OPT(thread_struct, virtual_dr6)) &
		 DR_TRAPS);
}

static int notify_step(const void *args)
{
	struct pt_regs *regs = KFIELD(struct pt_regs *, args, die_args, regs);

	if (regs->cs != SX_USER_CS64 || !is_step_only(args))
		return NOTIFY_DONE;
	return sx_trap_step(regs) ? NOTIFY_STOP : NOTIFY_DONE;
}

static int notify(struct notifier_block *nb, unsigned long event, void *data)
{
	struct pt_regs *regs;

	(void)nb;
	if (unlikely(event != KENUM(DIE_INT3)))
		return event == KENUM(DIE_DEBUG) ? notify_step(data)
						 : NOTIFY_DONE;
	regs = KFIELD(struct pt_regs *, data, die_args, regs);
	if (regs->cs != SX_USER_CS64)
		return NOTIFY_DONE;
	return sx_trap(regs) ? NOTIFY_STOP : NOTIFY_DONE;
}

static struct notifier_block trap_notifier = {
	.call = notify,
	.priority = FIRST_OF_ALL,
};

int sx_trap_register(void)
{
	return register_die_notifier(&trap_notifier);
}

void sx_trap_unregister(void)
{
	unregister_die_notifier(&trap_notifier);
}

// SPDX-License-Identifier: GPL-2.0
/*
 * Targets that a debugger single steps: it shall see the steps that it would
 * see without a breakpoint. The CPU stops behind each instruction, so also
 * between those that stand for one:
 *   - in a slot, behind the copy or a call's push: the step is not over yet,
 *     and the CPU takes another;
 *   - behind the nop of a slot, whose instruction is carried out now.
 * A string instruction with a repeat prefix is one step, not one a round.
 */
#include "probe/direct.h"

#include "kabi/task.h"
#include "kabi/trap.h"
#include "kabi/uaccess.h"
#include "probe/direct_find.h"

/* The area's slots are the target's memory: what it says is compared. */
static const struct direct_bp *bp_of_slot(const struct direct_space *space,
					  u64 slot)
{
	const struct direct_table *table;
	const struct direct_bp *bp;
	u64 addr;

	if (sx_probe_load(&addr, slot + SX_STEP_ADDR_OFF, sizeof(addr)))
		return NULL;
	table = smp_load_acquire(&smp_load_acquire(&space->family)->table);
	bp = table ? direct_table_find(table, addr) : NULL;
	return bp && bp->step.place == slot ? bp : NULL;
}

static bool is_in_area(const struct direct_space *space, u64 ip)
{
	u32 i;

	for (i = 0; i < DIRECT_AREAS_NR; i++) {
		u64 base = READ_ONCE(space->areas[i].base);

		if (base && ip - base < DIRECT_AREA)
			return true;
	}
	return false;
}

bool sx_trap_step(struct pt_regs *regs)
{
	const struct direct_space *space = direct_space_find(task_mm(current));
	u64 slot = regs->ip & ~(u64)(SX_STEP_SLOT - 1);
	const struct direct_bp *bp;

	if (likely(!space) || !is_in_area(space, regs->ip))
		return false;
	bp = bp_of_slot(space, slot);
	if (!bp)
		return false;
	if (direct_step_needs_slot(&bp->step))
		return true;
	if (regs->ip == slot + 1) {
		regs->ip = bp->addr + bp->step.len;
		direct_step_emulate(&bp->step, regs);
	}
	return false;
}

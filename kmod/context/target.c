// SPDX-License-Identifier: GPL-2.0
/* The thread that was hit: its segments, its address space. */
#include "kabi/mm.h"
#include "kabi/regs.h"
#include "kabi/task.h"

#include "vm.h"

#define MSR_FS_BASE	   0xc0000100u
#define MSR_GS_BASE	   0xc0000101u
#define MSR_KERNEL_GS_BASE 0xc0000102u

/*
 * The CPU's own registers: what the task keeps for itself is old where user
 * code may set its bases (FSGSBASE). In the kernel gs is the kernel's, and the
 * user's is the one that is swapped in on the way back.
 */
u64 sx_env_segment_base(struct sx_vm *vm, int gs)
{
	const struct pt_regs *regs = (const struct pt_regs *)vm->regs;

	if (!gs)
		return rdmsr(MSR_FS_BASE);
	return rdmsr(user_mode(regs) ? MSR_KERNEL_GS_BASE : MSR_GS_BASE);
}

void sx_env_space(struct sx_vm *vm, struct sx_space *ret)
{
	struct mm_struct *mm = task_mm(current);

	(void)vm;
	ret->pid = task_tgid(current);
	ret->id[0] = ret->id[1] = 0;
	if (mm)
		sx_mm_space(mm, ret->id);
}

_Static_assert(__builtin_offsetof(struct pt_regs, ip) == 8 * SX_REGS_IP &&
		       __builtin_offsetof(struct pt_regs, ss) == 8 * SX_REGS_SS,
	       "registers of the hit");

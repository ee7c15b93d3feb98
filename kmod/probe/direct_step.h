/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Carrying out a displaced instruction: what touches registers only is done
 * in the trap; what touches memory runs from a copy in the target, so that its
 * page faults, signals and shadow stacks are the kernel's and the CPU's own.
 *
 * Nothing here knows the kernel: the tests compile it for user space.
 *
 * A slot is a copy's place, SX_STEP_SLOT bytes of the target:
 *    0  the code that runs; a nop for what is carried out in the trap
 *   32  of a call: a form for tasks with a shadow stack
 *   56  the instruction's own address
 * Its code ends with a jump to behind the instruction, unless it is a jump.
 *
 * A call pushes its own instruction's return address, then jumps, so that
 * whoever looks at the stack sees what he would see without a breakpoint. A
 * shadow stack would object when the call returns: there a call of the slot's
 * own returns to the slot. A call through memory reads it after the push: an
 * operand below the stack pointer, where the push goes, is not supported.
 */
#ifndef STAPX_PROBE_DIRECT_STEP_H
#define STAPX_PROBE_DIRECT_STEP_H

#include "kabi/regs.h"
#include <stapx/recipe.h>

#define SX_STEP_SLOT	   64u
#define SX_STEP_SHADOW_OFF 32u
#define SX_STEP_ADDR_OFF   56u

/* Constant once published. */
struct direct_step {
	u8 op; /* enum sx_recipe_op */
	u8 len;
	u8 reg; /* offsets in struct pt_regs; SX_RECIPE_NONE, SX_RECIPE_IP */
	u8 reg2;
	s32 imm;
	u64 slot; /* where the task always goes on; 0: not there */
	u64 place; /* its slot, or 0 */
	bool is_call;
	u8 index; /* an offset, too */
	u8 shift;
	u8 width;
	u8 alu; /* enum sx_recipe_alu */
	u8 copy_len;
	u8 disp_off; /* in the copy; 0: none */
	u8 insn[16];
	u8 copy[16];
};

/* From the driver's recipe; -EINVAL for one that makes no sense. */
int direct_step_init(struct direct_step *step, const struct sx_recipe *recipe);

/* The others have one for tasks that are single stepped, if there is room. */
bool direct_step_needs_slot(const struct direct_step *step);

/* Has a copy to be within 2 GiB of an address? Which? */
bool direct_step_is_near(const struct direct_step *step, u64 addr, u64 *ret);

/* The slot's bytes; -ERANGE where it is too far from what it has to reach. */
int direct_step_code(const struct direct_step *step, u64 addr, u64 slot,
		     u8 ret[SX_STEP_SLOT]);

/* Tells a step without a slot where that is, before it is published. */
void direct_step_set_slot(struct direct_step *step, u64 slot);

/*
 * regs, whose ip is behind the instruction already, as if it had been executed.
 * Not for what needs a slot, except calls.
 */
void direct_step_emulate(const struct direct_step *step, struct pt_regs *regs);

/* Where in its slot a call of the current task begins. */
u64 direct_step_call(const struct direct_step *step);

#endif

// SPDX-License-Identifier: GPL-2.0
/*
 * Carrying out a displaced instruction: what touches registers only is done
 * here; what touches memory runs from a copy in the target, so that its page
 * faults, signals and shadow stacks are the kernel's and the CPU's own.
 */
#include "probe/direct.h"

#include "mem.h"

#define REG(name) ((u8) __builtin_offsetof(struct pt_regs, name))

/* Register numbers of the instruction set to places in struct pt_regs. */
static const u8 reg_offset[16] = {
	REG(ax),  REG(cx),  REG(dx),  REG(bx),	REG(sp),  REG(bp),
	REG(si),  REG(di),  REG(r8),  REG(r9),	REG(r10), REG(r11),
	REG(r12), REG(r13), REG(r14), REG(r15),
};

static u64 *reg_of(struct pt_regs *regs, u8 offset)
{
	return (u64 *)((char *)regs + offset);
}

int direct_step_init(struct direct_step *step, const struct sx_recipe *recipe)
{
	if (!recipe->op || recipe->op >= SX_RECIPE_NR || !recipe->len ||
	    recipe->len > 15 || recipe->reg > 15 || recipe->reg2 > 15)
		return -EINVAL;
	step->op = recipe->op;
	step->len = recipe->len;
	step->reg = reg_offset[recipe->reg];
	step->reg2 = reg_offset[recipe->reg2];
	step->imm = recipe->imm;
	step->slot = 0;
	sx_memset(step->insn, 0, sizeof(step->insn));
	sx_memcpy(step->insn, recipe->insn, recipe->len);
	return 0;
}

/* A push is cheaper out of line than with a store that may fault here. */
bool direct_step_needs_slot(const struct direct_step *step)
{
	return step->op == SX_RECIPE_PUSH || step->op == SX_RECIPE_RET ||
	       step->op == SX_RECIPE_OUT_OF_LINE;
}

u32 direct_step_code(const struct direct_step *step, u64 addr, u8 *ret)
{
	static const u8 jump[6] = { 0xff, 0x25, 0, 0, 0, 0 }; /* *0(%rip) */
	u64 back = addr + step->len;
	u32 n = step->len;

	sx_memcpy(ret, step->insn, n);
	if (step->op == SX_RECIPE_RET)
		return n;
	sx_memcpy(ret + n, jump, sizeof(jump));
	n += sizeof(jump);
	sx_memcpy(ret + n, &back, sizeof(back));
	return n + sizeof(back);
}

/* CF PF AF ZF SF OF */
#define ARITHMETIC_FLAGS 0x8d5ull

static void sub_sp(struct pt_regs *regs, s64 imm)
{
	u64 flags;

	__asm__("subq %2,%0\n\t"
		"pushfq\n\t"
		"popq %1"
		: "+r"(regs->sp), "=r"(flags)
		: "r"(imm)
		: "cc");
	regs->flags &= ~ARITHMETIC_FLAGS;
	regs->flags |= flags & ARITHMETIC_FLAGS;
}

void direct_step_emulate(const struct direct_step *step, u64 addr,
			 struct pt_regs *regs)
{
	regs->ip = addr + step->len;
	if (step->op == SX_RECIPE_MOV)
		*reg_of(regs, step->reg) = *reg_of(regs, step->reg2);
	else if (step->op == SX_RECIPE_SUB_SP)
		sub_sp(regs, step->imm);
}

// SPDX-License-Identifier: GPL-2.0
/*
 * Instructions on registers. Results and flags are those of the same
 * instruction, executed here; test_step compares all of it with the CPU.
 */
#include "probe/direct_step.h"

#define CF 0x001ull
#define PF 0x004ull
#define AF 0x010ull
#define ZF 0x040ull
#define SF 0x080ull
#define OF 0x800ull

#define ARITHMETIC_FLAGS (CF | PF | AF | ZF | SF | OF)

static u64 *reg_of(struct pt_regs *regs, u8 offset)
{
	return (u64 *)((char *)regs + offset);
}

/* The carry goes in, all flags come out. k: the operands' 32-bit names. */
#define DO(insn, k)                                                          \
	__asm__("btq $0,%1\n\t" insn " %" k "2,%" k "0\n\tpushfq\n\tpopq %1" \
		: "+r"(a), "+r"(flags)                                       \
		: "r"(b)                                                     \
		: "cc", "memory")

#define DO_ALL(suffix, k)                      \
	do {                                   \
		if (alu == SX_RECIPE_ADD)      \
			DO("add" suffix, k);   \
		else if (alu == SX_RECIPE_OR)  \
			DO("or" suffix, k);    \
		else if (alu == SX_RECIPE_ADC) \
			DO("adc" suffix, k);   \
		else if (alu == SX_RECIPE_SBB) \
			DO("sbb" suffix, k);   \
		else if (alu == SX_RECIPE_AND) \
			DO("and" suffix, k);   \
		else if (alu == SX_RECIPE_SUB) \
			DO("sub" suffix, k);   \
		else if (alu == SX_RECIPE_XOR) \
			DO("xor" suffix, k);   \
		else if (alu == SX_RECIPE_CMP) \
			DO("cmp" suffix, k);   \
		else                           \
			DO("test" suffix, k);  \
	} while (0)

static void arithmetic(const struct direct_step *step, u64 b,
		       struct pt_regs *regs)
{
	u64 a = *reg_of(regs, step->reg);
	u64 flags = regs->flags;
	u8 alu = step->alu;

	if (step->width == 8)
		DO_ALL("q", "");
	else
		DO_ALL("l", "k");
	regs->flags &= ~ARITHMETIC_FLAGS;
	regs->flags |= flags & ARITHMETIC_FLAGS;
	if (alu < SX_RECIPE_CMP)
		*reg_of(regs, step->reg) = a;
}

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

static bool flags_hold(u8 code, u64 flags)
{
	static const u16 any[8] = { OF, CF, ZF, CF | ZF, SF, PF, 0, ZF };
	bool holds = flags & any[code >> 1];

	/* Less; less or equal. */
	if (code >= 12)
		holds |= !(flags & SF) != !(flags & OF);
	return holds != (code & 1);
}

static bool loop_holds(const struct direct_step *step, struct pt_regs *regs)
{
	u64 mask = step->width == 8 ? ~0ull : ~0u;

	if (step->reg == SX_RECIPE_CXZ)
		return !(regs->cx & mask);
	regs->cx = (regs->cx - 1) & mask;
	if (!regs->cx)
		return false;
	if (step->reg == SX_RECIPE_LOOPNE)
		return !(regs->flags & ZF);
	return step->reg == SX_RECIPE_LOOP || regs->flags & ZF;
}

static bool condition_holds(const struct direct_step *step,
			    struct pt_regs *regs)
{
	if (step->reg >= SX_RECIPE_LOOPNE)
		return loop_holds(step, regs);
	return flags_hold(step->reg, regs->flags);
}

/* regs->ip is behind the instruction already. */
static u64 address(const struct direct_step *step, struct pt_regs *regs)
{
	u64 sum = (u64)(s64)step->imm;

	if (step->reg2 == SX_RECIPE_IP)
		sum += regs->ip;
	else if (step->reg2 != SX_RECIPE_NONE)
		sum += *reg_of(regs, step->reg2);
	if (step->index != SX_RECIPE_NONE)
		sum += *reg_of(regs, step->index) << step->shift;
	return sum;
}

static void set_reg(const struct direct_step *step, u64 value,
		    struct pt_regs *regs)
{
	*reg_of(regs, step->reg) = step->width == 8 ? value : (u32)value;
}

__attribute__((noinline)) static void
emulate_rest(const struct direct_step *step, struct pt_regs *regs)
{
	switch (step->op) {
	case SX_RECIPE_CALL:
	case SX_RECIPE_CALL_IND:
		regs->ip = direct_step_call(step);
		break;
	case SX_RECIPE_JCC:
		if (!condition_holds(step, regs))
			break;
		__attribute__((fallthrough));
	case SX_RECIPE_JMP:
		regs->ip += (u64)(s64)step->imm;
		break;
	case SX_RECIPE_SET:
		set_reg(step, (u64)(s64)step->imm, regs);
		break;
	case SX_RECIPE_LEA:
		set_reg(step, address(step, regs), regs);
		break;
	case SX_RECIPE_ALU:
		arithmetic(step, *reg_of(regs, step->reg2), regs);
		break;
	case SX_RECIPE_ALU_IMM:
		arithmetic(step, (u64)(s64)step->imm, regs);
		break;
	default:
		break;
	}
}

void direct_step_emulate(const struct direct_step *step, struct pt_regs *regs)
{
	if (step->op == SX_RECIPE_SUB_SP)
		sub_sp(regs, step->imm);
	else if (step->op == SX_RECIPE_MOV)
		set_reg(step, *reg_of(regs, step->reg2), regs);
	else
		emulate_rest(step, regs);
}

// SPDX-License-Identifier: GPL-2.0
/* Following one unwind rule. */
#include "unwind_step.h"
#include "mem.h"

/* What a function leaves as it was: rbx rbp r12-r15. */
#define PRESERVED (1u << SX_UNWIND_RBX | 1u << SX_UNWIND_RBP | 0xfu << 12)

#define PLT_ENTRY 16 /* bytes */

void sx_unwind_start(struct sx_unwind_regs *regs, const u64 reg[SX_UNWIND_REGS])
{
	sx_memcpy(regs->reg, reg, sizeof(regs->reg));
	regs->known = (1u << SX_UNWIND_REGS) - 1;
	regs->saved = 0;
	regs->exact = 1;
}

static int read_word(const struct sx_unwind_mem *mem, u64 addr, u64 *ret)
{
	return mem->read(mem->arg, addr, ret, sizeof(*ret)) ? SX_UNWIND_FAULT
							    : SX_UNWIND_OK;
}

int sx_unwind_reg(const struct sx_unwind_regs *regs,
		  const struct sx_unwind_mem *mem, u32 reg, u64 *ret)
{
	if (reg >= SX_UNWIND_REGS)
		return SX_UNWIND_BAD_RULE;
	if (!(regs->known >> reg & 1))
		return SX_UNWIND_LOST;
	if (regs->saved >> reg & 1)
		return read_word(mem, regs->reg[reg], ret);
	*ret = regs->reg[reg];
	return SX_UNWIND_OK;
}

const struct sx_unwind_rule *sx_unwind_find(const struct sx_unwind_table *t,
					    u32 addr)
{
	u32 low = 0, high = t->row_nr, rule;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (t->rows[middle].addr <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low)
		return SX_NULL;
	rule = t->rows[low - 1].rule;
	return rule < t->rule_nr ? &t->rules[rule] : SX_NULL;
}

int sx_unwind_cfa(const struct sx_unwind_table *t,
		  const struct sx_unwind_rule *rule,
		  const struct sx_unwind_regs *regs,
		  const struct sx_unwind_mem *mem, u64 *ret)
{
	u64 value;
	int result;

	switch (rule->cfa) {
	case SX_CFA_REG:
	case SX_CFA_MEM:
		result = sx_unwind_reg(regs, mem, rule->reg, &value);
		break;
	case SX_CFA_PLT:
		result = sx_unwind_reg(regs, mem, SX_UNWIND_RSP, &value);
		if (regs->reg[SX_UNWIND_RIP] % PLT_ENTRY >= rule->reg)
			value += 8;
		break;
	case SX_CFA_EXPR:
		return sx_unwind_expr(t, (u32)rule->off, 0, 0, regs, mem, ret);
	default:
		return SX_UNWIND_BAD_RULE;
	}
	if (result)
		return result;
	*ret = value + (u64)(s64)rule->off;
	if (rule->cfa == SX_CFA_MEM)
		return read_word(mem, *ret, ret);
	return SX_UNWIND_OK;
}

static void set(struct sx_unwind_regs *to, u32 reg, u64 value, u32 saved)
{
	to->reg[reg] = value;
	to->known |= 1u << reg;
	to->saved = (to->saved & ~(1u << reg)) | saved << reg;
}

static int restore(const struct sx_unwind_table *t,
		   const struct sx_unwind_save *save, u64 cfa,
		   const struct sx_unwind_mem *mem,
		   const struct sx_unwind_regs *from, struct sx_unwind_regs *to)
{
	u64 off = (u64)(s64)save->off, value = 0;
	int result = SX_UNWIND_OK;

	if (save->reg >= SX_UNWIND_REGS)
		return SX_UNWIND_BAD_RULE;
	switch (save->how) {
	case SX_SAVE_UNKNOWN:
		to->known &= ~(1u << save->reg);
		return SX_UNWIND_OK;
	case SX_SAVE_SAME:
		if (!(from->known >> save->reg & 1))
			to->known &= ~(1u << save->reg);
		else
			set(to, save->reg, from->reg[save->reg],
			    from->saved >> save->reg & 1);
		return SX_UNWIND_OK;
	case SX_SAVE_AT_CFA:
	case SX_SAVE_IS_CFA:
		value = cfa + off;
		break;
	case SX_SAVE_AT_REG:
	case SX_SAVE_IS_REG:
		result = sx_unwind_reg(from, mem, save->base, &value);
		value += off;
		break;
	case SX_SAVE_AT_EXPR:
	case SX_SAVE_IS_EXPR:
		result = sx_unwind_expr(t, (u32)save->off, 1, cfa, from, mem,
					&value);
		break;
	default:
		return SX_UNWIND_BAD_RULE;
	}
	/* One that is lost is an error for those only who need it. */
	if (result == SX_UNWIND_LOST && save->reg != SX_UNWIND_RIP) {
		to->known &= ~(1u << save->reg);
		return SX_UNWIND_OK;
	}
	set(to, save->reg, value,
	    save->how == SX_SAVE_AT_CFA || save->how == SX_SAVE_AT_REG ||
		    save->how == SX_SAVE_AT_EXPR);
	return result;
}

/* rip and rsp have to be values: each step begins with them. */
static int settle(struct sx_unwind_regs *regs, const struct sx_unwind_mem *mem,
		  u32 reg)
{
	u64 value;
	int result = sx_unwind_reg(regs, mem, reg, &value);

	if (!result)
		set(regs, reg, value, 0);
	return result;
}

int sx_unwind_step(const struct sx_unwind_table *t,
		   const struct sx_unwind_rule *rule,
		   const struct sx_unwind_mem *mem, struct sx_unwind_regs *regs)
{
	struct sx_unwind_regs to = *regs;
	int result;
	u64 cfa;
	u32 i;

	if (!rule)
		return SX_UNWIND_NO_ROW;
	if (rule->flags & SX_UNWIND_TOP)
		return SX_UNWIND_END;
	if (rule->save_first > t->save_nr ||
	    rule->save_nr > t->save_nr - rule->save_first)
		return SX_UNWIND_BAD_RULE;
	result = sx_unwind_cfa(t, rule, regs, mem, &cfa);
	to.known &= PRESERVED;
	to.saved &= PRESERVED;
	set(&to, SX_UNWIND_RSP, cfa, 0);
	set(&to, SX_UNWIND_RIP, cfa - 8, 1);
	for (i = 0; i < rule->save_nr && !result; i++)
		result = restore(t, &t->saves[rule->save_first + i], cfa, mem,
				 regs, &to);
	if (!result)
		result = settle(&to, mem, SX_UNWIND_RIP);
	if (!result)
		result = settle(&to, mem, SX_UNWIND_RSP);
	if (result)
		return result;
	if (!to.reg[SX_UNWIND_RIP])
		return SX_UNWIND_END;
	if (to.reg[SX_UNWIND_RIP] == regs->reg[SX_UNWIND_RIP] &&
	    to.reg[SX_UNWIND_RSP] == regs->reg[SX_UNWIND_RSP])
		return SX_UNWIND_STUCK;
	to.exact = !!(rule->flags & SX_UNWIND_SIGNAL);
	*regs = to;
	return SX_UNWIND_OK;
}

const char *sx_unwind_result_text(int result)
{
	static const char *const text[SX_UNWIND_RESULT_NR] = {
		[SX_UNWIND_OK] = "there is a caller",
		[SX_UNWIND_END] = "the stack ends here",
		[SX_UNWIND_FAULT] = "memory cannot be read",
		[SX_UNWIND_LOST] = "a register is not known any more",
		[SX_UNWIND_NO_ROW] = "nothing is known about this code",
		[SX_UNWIND_BAD_RULE] = "the rule cannot be followed",
		[SX_UNWIND_STUCK] = "the caller would be the same frame",
	};

	return (u32)result < SX_UNWIND_RESULT_NR ? text[result] : "?";
}

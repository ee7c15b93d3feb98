// SPDX-License-Identifier: GPL-2.0
/* Registers, memory and mappings of the target. */
#include "vm_priv.h"

/* Of the registers below SX_REG_GENERAL, by DWARF's numbers. */
const u8 sx_vm_reg_words[SX_REG_GENERAL] = {
	SX_REGS_AX,  SX_REGS_DX,  SX_REGS_CX,  SX_REGS_BX,  SX_REGS_SI,
	SX_REGS_DI,  SX_REGS_BP,  SX_REGS_SP,  SX_REGS_R8,  SX_REGS_R9,
	SX_REGS_R10, SX_REGS_R11, SX_REGS_R12, SX_REGS_R13, SX_REGS_R14,
	SX_REGS_R15, SX_REGS_IP,
};

int sx_vm_reg(struct sx_vm *vm, const struct sx_insn *in, union sx_reg *r)
{
	u32 reg = (u32)in->imm;
	u64 value;

	if (!vm->regs || (reg == SX_REG_FRAME && !vm->frame))
		return sx_vm_error(vm, SX_ERR_NO_REGISTERS, 0);
	if (reg < SX_REG_GENERAL)
		value = vm->regs[sx_vm_reg_words[reg]];
	else if (reg == SX_REG_FLAGS)
		value = vm->regs[SX_REGS_FLAGS];
	else if (reg == SX_REG_FRAME)
		value = vm->frame;
	else
		value = sx_env_segment_base(vm, reg == SX_REG_GS_BASE);
	r[in->a].i = (s64)value;
	return 0;
}

int sx_vm_ldm(struct sx_vm *vm, const struct sx_insn *in, union sx_reg *r)
{
	u64 addr = (u64)r[in->b].i + (u64)(s64)in->imm;
	u32 unused = 64 - 8 * SX_READ_WIDTH(in->c);
	u64 value;

	if (sx_unlikely(sx_env_load(vm, addr, in->c, &value))) {
		vm->count.read_faults++;
		return sx_vm_error(vm, SX_ERR_USER_FAULT, addr);
	}
	if (in->c & SX_READ_SIGNED)
		r[in->a].i = (s64)(value << unused) >> unused;
	else
		r[in->a].i = (s64)value;
	return 0;
}

static int find_base(const struct sx_vm *vm, u32 module,
		     const struct sx_space *space, u64 *ret)
{
	int found = 0;

	if (vm->base_cache)
		found = sx_bases_find(vm->base_cache, module, space, ret);
	if (found)
		return found > 0;
	return vm->bases && sx_base_get(&vm->bases[module], space, ret);
}

int sx_vm_base(struct sx_vm *vm, const struct sx_insn *in, union sx_reg *r)
{
	u32 module = (u32)in->imm;
	struct sx_space space;
	u64 base;

	sx_env_space(vm, &space);
	if (!find_base(vm, module, &space, &base)) {
		vm->count.read_faults++;
		return sx_vm_error(vm, SX_ERR_BASE,
				   (u64)(u32)space.pid << 32 | module);
	}
	r[in->a].i = (s64)base;
	return 0;
}

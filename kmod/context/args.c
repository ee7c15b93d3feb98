// SPDX-License-Identifier: GPL-2.0
/*
 * Builtins that read the probed function's or tracepoint's integer arguments.
 * Those of a function are in registers: System V ABI,
 * AMD64 supplement, section 3.2.3 (rdi, rsi, rdx, rcx, r8, r9).
 */
#include "kabi/regs.h"

#include "probe/engine.h"
#include "vm.h"

static int read_register_arg(struct sx_vm *vm, s64 nr, u64 *ret)
{
	const struct pt_regs *regs = (const struct pt_regs *)vm->regs;

	switch (nr) {
	case 1:
		*ret = regs->di;
		return 0;
	case 2:
		*ret = regs->si;
		return 0;
	case 3:
		*ret = regs->dx;
		return 0;
	case 4:
		*ret = regs->cx;
		return 0;
	case 5:
		*ret = regs->r8;
		return 0;
	case 6:
		*ret = regs->r9;
		return 0;
	}
	return sx_vm_error(vm, SX_ERR_BAD_ARGUMENT, (u64)nr);
}

static int read_arg(struct sx_vm *vm, s64 nr, u64 *ret)
{
	const struct sx_point *pt = vm->point;

	if (pt && pt->is_return)
		return sx_vm_error(vm, SX_ERR_AT_RETURN, 0);
	if (vm->trace_args) {
		if (nr < 1 || nr > vm->trace_args_nr)
			return sx_vm_error(vm, SX_ERR_BAD_ARGUMENT, (u64)nr);
		*ret = vm->trace_args[nr - 1];
		return 0;
	}
	if (!vm->regs)
		return sx_vm_error(vm, SX_ERR_NO_REGISTERS, 0);
	return read_register_arg(vm, nr, ret);
}

#define ARG(name, type)                                              \
	int sx_builtin_##name(struct sx_vm *vm, union sx_reg *ints,  \
			      union sx_reg *strs, union sx_reg *ret) \
	{                                                            \
		u64 v = 0;                                           \
                                                                     \
		(void)strs;                                          \
		if (read_arg(vm, ints[0].i, &v))                     \
			return -1;                                   \
		ret->i = (s64)(type)v;                               \
		return 0;                                            \
	}

ARG(pointer_arg, u64)
ARG(long_arg, s64)
ARG(ulong_arg, u64)
ARG(int_arg, s32)
ARG(uint_arg, u32)

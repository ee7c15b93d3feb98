// SPDX-License-Identifier: GPL-2.0
/* Builtins that read the target's memory; what is absent is a lost sample. */
#include "kabi/uaccess.h"

#include "vm.h"

static int fault(struct sx_vm *vm, u64 addr)
{
	vm->count.read_faults++;
	return sx_vm_error(vm, SX_ERR_USER_FAULT, addr);
}

/* Without # too, an address of the user's half is the user's. */
int sx_env_read_memory(u64 addr, int user, void *to, u32 len)
{
	if (user || addr < SX_USER_END)
		return sx_probe_read(to, addr, len) == len ? 0 : -1;
	return sx_probe_read_kernel(to, addr, len);
}

#define USER_READ(name, type)                                        \
	int sx_builtin_##name(struct sx_vm *vm, union sx_reg *ints,  \
			      union sx_reg *strs, union sx_reg *ret) \
	{                                                            \
		u64 addr = (u64)ints[0].i;                           \
		type v;                                              \
                                                                     \
		(void)strs;                                          \
		if (sx_probe_read(&v, addr, sizeof(v)) != sizeof(v)) \
			return fault(vm, addr);                      \
		ret->i = (s64)v;                                     \
		return 0;                                            \
	}

USER_READ(user_long, s64)
USER_READ(user_int, s32)
USER_READ(user_short, s16)
USER_READ(user_char, s8)
USER_READ(user_uint64, u64)
USER_READ(user_uint32, u32)
USER_READ(user_uint16, u16)
USER_READ(user_uint8, u8)

static int read_string(struct sx_vm *vm, u64 addr, u32 max, union sx_reg *ret)
{
	struct sx_str *s = sx_vm_new_str(vm, max);
	s32 len;

	if (!s)
		return -1;
	len = sx_probe_read_str(s->data, addr, s->len + 1);
	if (len < 0)
		return fault(vm, addr);
	sx_vm_trim_str(vm, s, (u32)len);
	ret->s = s;
	return 0;
}

int sx_builtin_user_string(struct sx_vm *vm, union sx_reg *ints,
			   union sx_reg *strs, union sx_reg *ret)
{
	(void)strs;
	return read_string(vm, (u64)ints[0].i, vm->set->maxstringlen - 1, ret);
}

int sx_builtin_user_string_n(struct sx_vm *vm, union sx_reg *ints,
			     union sx_reg *strs, union sx_reg *ret)
{
	s64 n = ints[1].i;
	u32 max = vm->set->maxstringlen - 1;

	(void)strs;
	if (n < 0)
		return sx_vm_error(vm, SX_ERR_BAD_ARGUMENT, (u64)n);
	return read_string(vm, (u64)ints[0].i, n < max ? (u32)n : max, ret);
}

// SPDX-License-Identifier: GPL-2.0
/* Functions that read the kernel's memory; what is absent is a lost sample. */
#include "builtins.h"
#include "mem.h"
#include "vm_priv.h"

#define PAGE 4096u

#define KERNEL_READ(name, type)                                              \
	int sx_builtin_##name(SX_BUILTIN_PARAMS)                             \
	{                                                                    \
		type v;                                                      \
                                                                             \
		if (sx_vm_read_memory(vm, (u64)ints[0].i, 0, &v, sizeof(v))) \
			return -1;                                           \
		ret->i = (s64)v;                                             \
		return 0;                                                    \
	}

KERNEL_READ(kernel_char, s8)
KERNEL_READ(kernel_short, s16)
KERNEL_READ(kernel_int, s32)
KERNEL_READ(kernel_long, s64)
KERNEL_READ(kernel_pointer, u64)

/* Where a string of at most len bytes ends. */
static u32 text_len(const char *text, u32 len)
{
	u32 i;

	for (i = 0; i < len && text[i]; i++)
		;
	return i;
}

/* Page by page: what follows the NUL need not be readable. */
static s64 read_text(struct sx_vm *vm, u64 addr, char *to, u32 max)
{
	u32 len = 0;

	while (len < max) {
		u32 chunk = PAGE - (u32)((addr + len) % PAGE);
		u32 got;

		if (chunk > max - len)
			chunk = max - len;
		if (sx_vm_read_memory(vm, addr + len, 0, to + len, chunk))
			return -1;
		got = text_len(to + len, chunk);
		len += got;
		if (got < chunk)
			break;
	}
	return len;
}

static int read_string(struct sx_vm *vm, u64 addr, s64 max, union sx_reg *ret)
{
	u32 room = vm->set->maxstringlen - 1;
	struct sx_str *s = sx_vm_new_str(vm, max < room ? (u32)max : room);
	s64 len;

	if (!s)
		return -1;
	len = read_text(vm, addr, s->data, s->len);
	if (len < 0)
		return -1;
	sx_vm_trim_str(vm, s, (u32)len);
	ret->s = s;
	return 0;
}

int sx_builtin_kernel_string(SX_BUILTIN_PARAMS)
{
	return read_string(vm, (u64)ints[0].i, vm->set->maxstringlen, ret);
}

int sx_builtin_kernel_string_n(SX_BUILTIN_PARAMS)
{
	if (ints[1].i < 0)
		return sx_vm_error(vm, SX_ERR_BAD_ARGUMENT, (u64)ints[1].i);
	return read_string(vm, (u64)ints[0].i, ints[1].i, ret);
}

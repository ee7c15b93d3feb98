// SPDX-License-Identifier: GPL-2.0
/* Functions that read memory; what is absent is a lost sample. */
#include "builtins.h"
#include "mem.h"
#include "vm_priv.h"

#define KERNEL 0
#define USER   1

/* Strings are read in aligned pieces, so that none lies in two pages. */
#define PIECE 64u

#define READ(name, type, user)                                      \
	int sx_builtin_##name(SX_BUILTIN_PARAMS)                    \
	{                                                           \
		type v;                                             \
                                                                    \
		if (sx_vm_read_memory(vm, (u64)ints[0].i, user, &v, \
				      sizeof(v)))                   \
			return -1;                                  \
		ret->i = (s64)v;                                    \
		return 0;                                           \
	}

READ(kernel_char, s8, KERNEL)
READ(kernel_short, s16, KERNEL)
READ(kernel_int, s32, KERNEL)
READ(kernel_long, s64, KERNEL)
READ(kernel_pointer, u64, KERNEL)
READ(user_long, s64, USER)
READ(user_int, s32, USER)
READ(user_short, s16, USER)
READ(user_char, s8, USER)
READ(user_uint64, u64, USER)
READ(user_uint32, u32, USER)
READ(user_uint16, u16, USER)
READ(user_uint8, u8, USER)

/* Where a string of at most len bytes ends. */
static u32 text_len(const char *text, u32 len)
{
	u32 i;

	for (i = 0; i < len && text[i]; i++)
		;
	return i;
}

/* What follows the NUL need not be readable. */
static s64 read_text(struct sx_vm *vm, u64 addr, int user, char *to, u32 max)
{
	u32 len = 0;

	while (len < max) {
		u32 chunk = PIECE - (u32)((addr + len) % PIECE);
		u32 got;

		if (chunk > max - len)
			chunk = max - len;
		if (sx_vm_read_memory(vm, addr + len, user, to + len, chunk))
			return -1;
		got = text_len(to + len, chunk);
		len += got;
		if (got < chunk)
			break;
	}
	return len;
}

static int read_string(struct sx_vm *vm, u64 addr, int user, s64 max,
		       union sx_reg *ret)
{
	u32 room = vm->set->maxstringlen - 1;
	struct sx_str *s;
	s64 len;

	if (max < 0)
		return sx_vm_error(vm, SX_ERR_BAD_ARGUMENT, (u64)max);
	s = sx_vm_new_str(vm, max < room ? (u32)max : room);
	if (!s)
		return -1;
	len = read_text(vm, addr, user, s->data, s->len);
	if (len < 0)
		return -1;
	sx_vm_trim_str(vm, s, (u32)len);
	ret->s = s;
	return 0;
}

int sx_builtin_kernel_string(SX_BUILTIN_PARAMS)
{
	return read_string(vm, (u64)ints[0].i, KERNEL, vm->set->maxstringlen,
			   ret);
}

int sx_builtin_kernel_string_n(SX_BUILTIN_PARAMS)
{
	return read_string(vm, (u64)ints[0].i, KERNEL, ints[1].i, ret);
}

int sx_builtin_user_string(SX_BUILTIN_PARAMS)
{
	return read_string(vm, (u64)ints[0].i, USER, vm->set->maxstringlen,
			   ret);
}

int sx_builtin_user_string_n(SX_BUILTIN_PARAMS)
{
	return read_string(vm, (u64)ints[0].i, USER, ints[1].i, ret);
}

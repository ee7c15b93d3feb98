// SPDX-License-Identifier: GPL-2.0
/* Builtins that read memory: the current task's, which is this process. */
#include <stdint.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "user/builtin.h"

#define PAGE 4096u

static int fault(struct sx_vm *vm, u64 addr)
{
	vm->count.read_faults++;
	return sx_vm_error(vm, SX_ERR_USER_FAULT, addr);
}

/* By the kernel, which checks the address. Returns bytes, -1: unreadable. */
static ssize_t read_memory(void *to, u64 addr, size_t len)
{
	struct iovec local = { .iov_base = to, .iov_len = len };
	struct iovec remote = { .iov_base = (void *)(uintptr_t)addr,
				.iov_len = len };

	return process_vm_readv(getpid(), &local, 1, &remote, 1, 0);
}

int sx_env_read_memory(u64 addr, int user, void *to, u32 len)
{
	(void)user; /* there is only this process */
	return read_memory(to, addr, len) == (ssize_t)len ? 0 : -1;
}

#define USER_READ(name, type)                                               \
	int sx_builtin_##name(SX_BUILTIN_PARAMS)                            \
	{                                                                   \
		u64 addr = (u64)ints[0].i;                                  \
		type v;                                                     \
                                                                            \
		if (read_memory(&v, addr, sizeof(v)) != (ssize_t)sizeof(v)) \
			return fault(vm, addr);                             \
		ret->i = (s64)v;                                            \
		return 0;                                                   \
	}

USER_READ(user_long, s64)
USER_READ(user_int, s32)
USER_READ(user_short, s16)
USER_READ(user_char, s8)
USER_READ(user_uint64, u64)
USER_READ(user_uint32, u32)
USER_READ(user_uint16, u16)
USER_READ(user_uint8, u8)

/*
 * A string of at most max bytes, page by page: what follows its NUL need not
 * be readable. Returns its length, or -1.
 */
static s64 read_text(char *to, u64 addr, u32 max)
{
	u32 len = 0;

	while (len < max) {
		size_t chunk = PAGE - (addr + len) % PAGE;
		const char *end;

		if (chunk > max - len)
			chunk = max - len;
		if (read_memory(to + len, addr + len, chunk) != (ssize_t)chunk)
			return -1;
		end = memchr(to + len, 0, chunk);
		if (end)
			return end - to;
		len += (u32)chunk;
	}
	return len;
}

static int read_string(struct sx_vm *vm, u64 addr, u32 max, union sx_reg *ret)
{
	struct sx_str *s = sx_vm_new_str(vm, max);
	s64 len;

	if (!s)
		return -1;
	len = read_text(s->data, addr, s->len);
	if (len < 0)
		return fault(vm, addr);
	sx_vm_trim_str(vm, s, (u32)len);
	ret->s = s;
	return 0;
}

int sx_builtin_user_string(SX_BUILTIN_PARAMS)
{
	return read_string(vm, (u64)ints[0].i, vm->set->maxstringlen - 1, ret);
}

int sx_builtin_user_string_n(SX_BUILTIN_PARAMS)
{
	u32 max = vm->set->maxstringlen - 1;
	s64 n = ints[1].i;

	if (n < 0)
		return sx_vm_error(vm, SX_ERR_BAD_ARGUMENT, (u64)n);
	return read_string(vm, (u64)ints[0].i, n < max ? (u32)n : max, ret);
}

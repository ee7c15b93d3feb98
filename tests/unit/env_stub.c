// SPDX-License-Identifier: GPL-2.0
/* The functions that are not in lib/, as tests want them. */
#include "machine.h"

struct env_stub env_stub = { .now_ns = 1000, .pid = 42 };

u64 sx_env_time_ns(void)
{
	return env_stub.now_ns;
}

#define PARAMS                                              \
	struct sx_vm *vm __attribute__((unused)),           \
		union sx_reg *ints __attribute__((unused)), \
		union sx_reg *strs __attribute__((unused)), \
		union sx_reg *ret __attribute__((unused))

#define ANSWER(name, value)            \
	int sx_builtin_##name(PARAMS)  \
	{                              \
		ret->i = (s64)(value); \
		return 0;              \
	}

#define USER(name, type)                                          \
	int sx_builtin_##name(PARAMS)                             \
	{                                                         \
		if (env_stub.user_fault)                          \
			return sx_vm_error(vm, SX_ERR_USER_FAULT, \
					   (u64)ints[0].i);       \
		ret->i = (type)ints[0].i;                         \
		return 0;                                         \
	}

ANSWER(pid, env_stub.pid)
ANSWER(tid, env_stub.pid + 1)
ANSWER(ppid, 1)
ANSWER(uid, 0)
ANSWER(cpu, vm->cpu)
ANSWER(target, 7)
ANSWER(gettimeofday_ns, env_stub.now_ns)
ANSWER(gettimeofday_us, env_stub.now_ns / 1000)
ANSWER(gettimeofday_ms, env_stub.now_ns / 1000000)
ANSWER(gettimeofday_s, env_stub.now_ns / 1000000000)
ANSWER(pointer_arg, (u64)ints[0].i * 100)
ANSWER(long_arg, -(u64)ints[0].i)
ANSWER(ulong_arg, ints[0].i)
ANSWER(int_arg, (s32)ints[0].i)
ANSWER(uint_arg, (u32)ints[0].i)
USER(user_long, s64)
USER(user_int, s32)
USER(user_short, s16)
USER(user_char, s8)
USER(user_uint64, u64)
USER(user_uint32, u32)
USER(user_uint16, u16)
USER(user_uint8, u8)

/* A string of as many bytes as the address says. */
static int make_string(struct sx_vm *vm, u32 len, union sx_reg *ret)
{
	struct sx_str *s = sx_vm_new_str(vm, len);

	if (!s)
		return -1;
	for (u32 i = 0; i < s->len; i++)
		s->data[i] = (char)('a' + i % 26);
	ret->s = s;
	return 0;
}

int sx_builtin_user_string(PARAMS)
{
	if (env_stub.user_fault)
		return sx_vm_error(vm, SX_ERR_USER_FAULT, (u64)ints[0].i);
	return make_string(vm, (u32)ints[0].i, ret);
}

int sx_builtin_user_string_n(PARAMS)
{
	struct sx_str *s = sx_vm_new_str(vm, (u32)ints[0].i);

	if (!s)
		return -1;
	for (u32 i = 0; i < s->len; i++)
		s->data[i] = (char)('a' + i % 26);
	if (ints[1].i >= 0 && ints[1].i < s->len)
		sx_vm_trim_str(vm, s, (u32)ints[1].i);
	ret->s = s;
	return 0;
}

int sx_builtin_execname(PARAMS)
{
	return make_string(vm, 3, ret);
}

int sx_builtin_pp(PARAMS)
{
	ret->s = sx_program_str(vm->prog, vm->prog->probes[vm->probe].name);
	return 0;
}

int sx_builtin_exit(PARAMS)
{
	env_stub.exited = 1;
	return 0;
}

int sx_builtin_error(PARAMS)
{
	return sx_vm_error_str(vm, strs[0].s);
}

int sx_builtin_warn(PARAMS)
{
	sx_vm_warn(vm, strs[0].s);
	return 0;
}

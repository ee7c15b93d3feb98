// SPDX-License-Identifier: GPL-2.0
/* Functions of numbers: byte order, errors of the kernel, chance. */
#include "builtins.h"
#include "mem.h"

#define RANDOM_MAX (1 << 20)

/* Network order is big-endian, x86 is not: both ways are the same swap. */
#define SWAP(name, bits)                                                 \
	int sx_builtin_##name(SX_BUILTIN_PARAMS)                         \
	{                                                                \
		ret->i = (s64)__builtin_bswap##bits((u##bits)ints[0].i); \
		return 0;                                                \
	}

SWAP(htons, 16)
SWAP(htonl, 32)
SWAP(htonll, 64)
SWAP(ntohs, 16)
SWAP(ntohl, 32)
SWAP(ntohll, 64)

static const char *const errno_names[] = {
#define SX_ERRNO(number, name) [number] = #name,
#include "errno.def"
#undef SX_ERRNO
};

/* Of an error or its negative; "" where there is none. */
int sx_builtin_errno_str(SX_BUILTIN_PARAMS)
{
	u64 number = ints[0].i < 0 ? -(u64)ints[0].i : (u64)ints[0].i;
	const char *name = SX_NULL;
	struct sx_str *s;

	if (number < SX_NR(errno_names))
		name = errno_names[number];
	s = sx_vm_new_str(vm, name ? (u32)sx_strlen(name) : 0);
	if (!s)
		return -1;
	if (name)
		sx_memcpy(s->data, name, s->len);
	ret->s = s;
	return 0;
}

/* splitmix64 (Steele, Lea, Flood 2014), seeded by the clock. */
static u64 next_random(struct sx_vm *vm)
{
	u64 z;

	if (!vm->random)
		vm->random = sx_env_time_ns() ^ ((u64)vm->cpu << 48);
	z = vm->random += 0x9e3779b97f4a7c15ull;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

int sx_builtin_randint(SX_BUILTIN_PARAMS)
{
	s64 below = ints[0].i;

	if (below < 1 || below > RANDOM_MAX)
		return sx_vm_error(vm, SX_ERR_RANGE, (u64)below);
	ret->i = (s64)(next_random(vm) % (u64)below);
	return 0;
}

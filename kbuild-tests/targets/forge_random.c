// SPDX-License-Identifier: GPL-2.0
/* Repeatable random numbers (xorshift64*), a sequence for each thread. */
#include "forge.h"

static __thread u64 state = 1;

void random_seed(u64 seed)
{
	state = seed * 0x9E3779B97F4A7C15ull + 1;
}

u64 random_u64(void)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return state * 0x2545F4914F6CDD1Dull;
}

u32 random_below(u32 n)
{
	return (u32)((random_u64() >> 32) * n >> 32);
}

bool one_in(u32 n)
{
	return !random_below(n);
}

u64 random_edge(void)
{
	static const u64 edges[] = {
		0,
		1,
		2,
		7,
		8,
		15,
		16,
		255,
		256,
		4095,
		4096,
		65535,
		65536,
		0x7fffffff,
		0x80000000,
		0xfffffff8,
		0xffffffff,
		1ull << 32,
		1ull << 47,
		(1ull << 47) - 4096,
		1ull << 63,
		0xffff800000000000ull,
		~0ull - 4095,
		~0ull,
	};

	return edges[random_below(sizeof(edges) / sizeof(edges[0]))];
}

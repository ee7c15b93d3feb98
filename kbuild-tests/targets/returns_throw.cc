// SPDX-License-Identifier: GPL-2.0
/* Exceptions that pass probed functions by. */
#include "returns.h"

extern "C" __attribute__((noinline)) long r_throw(long x)
{
	if (x & 1)
		throw x;
	return x + 1;
}

static long through(long x) __attribute__((noinline));
static long through(long x)
{
	long got = r_throw(x);

	__asm__ volatile("" : "+r"(got));
	return got + 1;
}

extern "C" __attribute__((noinline)) long r_catch(long x)
{
	try {
		return through(x) + 1;
	} catch (long y) {
		return -y;
	}
}

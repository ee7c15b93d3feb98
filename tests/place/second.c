/* SPDX-License-Identifier: GPL-2.0 */
/* Another file with a function `same`, and marks. */
#include "places.h"

static unsigned short guard __attribute__((section(".probes"), used));

static __attribute__((noinline)) int same(int x)
{
	MARK("test", "called", "0", "-4@%edi 8@%rsi -4@$5");
	return x - first_seed;
}

int other(int q)
{
	MARK("other", "called", "0", "-4@-20(%rbp)");
	MARK("other", "guarded", "guard", "");
	return same(q) + 1;
}

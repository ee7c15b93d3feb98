/* SPDX-License-Identifier: GPL-2.0 */
/* A function that is inlined at several places, with different registers. */
#include <stdlib.h>

struct pair {
	long a, b;
};

volatile long sink;

static inline __attribute__((always_inline)) void note(long value,
						       struct pair pair)
{
	long twice = value * 2;

	sink = value;
	sink = twice + pair.b;
}

__attribute__((noinline)) void first(long x)
{
	struct pair pair = { x, 70 };

	sink = x;
	note(x + 1, pair);
}

__attribute__((noinline)) void second(long unused, long y)
{
	struct pair pair = { unused, 80 };

	sink = y;
	note(y, pair);
}

__attribute__((noinline)) long late(long value, long *where)
{
	sink = value;
	*where = 5;
	return sink;
}

int main(void)
{
	long place = 0;

	first(10);
	second(1, 20);
	return late(3, &place) == place;
}

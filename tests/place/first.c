/* SPDX-License-Identifier: GPL-2.0 */
/* What probe points can name: see test-places. */
#include <stdio.h>

#include "places.h"

struct request {
	int number;
	const char *name;
	struct request *next;
};

static inline __attribute__((always_inline)) int twice(int value)
{
	return value * 2;
}

static inline __attribute__((always_inline)) int add(int x, struct request *r)
{
	int sum = x + r->number;

	if (sum > 3)
		sum = twice(sum);
	return sum;
}

static __attribute__((noinline)) int same(int x)
{
	return x + first_seed;
}

__attribute__((noinline)) int work(struct request *r, int n)
{
	int total = 0;

	for (int i = 0; i < n; i++)
		total += add(i, r);
again:
	printf("%d\n", total);
	if (total == 7)
		goto again;
	return total;
}

static int unused(void)
{
	return 5;
}

int first_seed;

int main(int argc, char **argv)
{
	struct request r = { argc, argv[0], NULL };

	MARK("test", "begin", "0", "");
	first_seed = argc;
	if (0)
		return unused();
	return work(&r, same(5)) + add(argc, &r) + other(argc);
}

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Variables of each thread. With LIBRARY: those of a library, whose names begin
 * with it; else the program that uses two such libraries, and loads a third
 * one, THREE, in which its thread has no variables before it uses them.
 */
#ifdef LIBRARY
#define PASTE(a, b) a##b
#define JOIN(a, b)  PASTE(a, b)
#define NAME(x)	    JOIN(LIBRARY, x)

struct tally {
	long calls;
	short last[3];
	unsigned int odd : 5;
};

__thread int NAME(_count) = 100;
static __thread struct tally tally = { 7, { 1, 2, 3 }, 19 };
static __thread char padding[200];

__attribute__((noinline)) static long note(int nr)
{
	tally.calls++;
	tally.last[nr % 3] = (short)nr;
	tally.odd = (unsigned int)nr;
	padding[nr] = 1;
	return tally.calls;
}

long NAME(_use)(int nr);

long NAME(_use)(int nr)
{
	long sum = nr;

	NAME(_count) += nr;
	sum += note(nr);
	return sum + NAME(_count);
}
#else
#include <dlfcn.h>

long one_use(int nr);
long two_use(int nr);

__thread int own_count = 5;
volatile long sink;

static long use_third(int turns)
{
	void *library = dlopen(THREE, RTLD_NOW);
	long (*three_use)(int nr);
	long sum = 0;

	sink = 3;
	if (!library)
		return 0;
	three_use = (long (*)(int))dlsym(library, "three_use");
	sink = 4;
	for (int i = 0; i < turns; i++) {
		sum += three_use(i);
		sink = sum;
	}
	return sum;
}

__attribute__((noinline)) static long run(int turns)
{
	long sum = 0;

	for (int i = 0; i < turns; i++) {
		sum += one_use(i);
		own_count++;
		sink = sum;
	}
	sum += two_use(turns);
	sum += use_third(3);
	sink = sum;
	return sum;
}

int main(void)
{
	return run(4) == 42;
}
#endif

// SPDX-License-Identifier: GPL-2.0
/* Calls whose parameters are gone, or others, when they return. */
#include <stdio.h>
#include <string.h>

struct pair {
	int left;
	long right;
};

__attribute__((noinline)) long depth(long n, struct pair *pair)
{
	long sum;

	pair->left++;
	sum = n ? depth(n - 1, pair) : 100;
	pair->right = sum;
	n = sum;
	__asm__ volatile("" : : "r"(n) : "memory");
	return sum + 1;
}

__attribute__((noinline)) int spoil(const char *text, int number, char cut)
{
	int len = (int)strlen(text) + !number;

	text = "another";
	number = -1;
	__asm__ volatile("" : : "r"(text), "r"(number), "r"(cut) : "memory");
	return len;
}

__attribute__((noinline)) int weak(struct pair *pair, int what)
{
	int left = pair ? pair->left : 0;

	__asm__ volatile("" : : "r"(pair), "r"(left) : "memory");
	return left + what;
}

__attribute__((noinline)) void last(void)
{
	__asm__ volatile("" : : : "memory");
}

int main(void)
{
	struct pair pair = { 0, 0 };
	int sum = spoil("text", 5, 'c') + spoil("more text", -6, 'd');

	sum += (int)depth(3, &pair);
	sum += weak(NULL, 1) + weak(&pair, 2);
	last();
	return sum > 0 ? 0 : 1;
}

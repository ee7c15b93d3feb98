/* SPDX-License-Identifier: GPL-2.0 */
/* A program whose code is in a library; with an argument it stays. */
#include <stdio.h>
#include <unistd.h>

int other(int q);

int first_seed;

int main(int argc, char **argv)
{
	(void)argv;
	if (argc > 1) {
		puts("ready");
		fflush(stdout);
		pause();
	}
	return other(argc);
}

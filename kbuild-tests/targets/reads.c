// SPDX-License-Identifier: GPL-2.0
/*
 * A program whose registers and memory are known, to be read by handlers. Each
 * line that it reads makes it call rd_visit(), and is answered with "done":
 *
 *   visit   with each item, and with an address that is nothing
 *   fork    in a child
 *   quit    not at all
 *
 * usage: reads [ONCE]   with ONCE: calls rd_visit() every 10 ms for at most 10 s
 */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PERIOD_US 10000
#define PERIODS	  1000

struct item {
	signed char tag;
	short small;
	int medium;
	long large;
	const struct item *next;
};

static const struct item second = { 'b', -2, -3, -4000000000, 0 };
static const struct item first = { 'a', 2, 3, 4000000000, &second };

int rd_counter = 40;

long rd_visit(const struct item *it, int n);

__attribute__((noinline)) long rd_visit(const struct item *it, int n)
{
	__asm__ volatile("" ::: "memory");
	return (long)it + n;
}

/* A page that nobody has read so far is no handler's; a fork has none. */
static void touch(const volatile struct item *it)
{
	(void)it->tag;
}

static void visit_all(void)
{
	rd_visit(&first, 1);
	rd_counter++;
	rd_visit(&second, 2);
	rd_visit((const struct item *)16, 3);
}

static void visit_forked(void)
{
	pid_t child = fork();

	if (!child) {
		rd_counter = 7;
		touch(&second);
		rd_visit(&second, 4);
		_exit(0);
	}
	waitpid(child, NULL, 0);
}

int main(int argc, char **argv)
{
	char line[64];

	(void)argv;
	setvbuf(stdout, NULL, _IOLBF, 0);
	touch(&first);
	touch(&second);
	for (int i = 0; argc > 1 && i < PERIODS; i++) {
		rd_visit(&first, rd_counter);
		usleep(PERIOD_US);
	}
	while (argc == 1 && fgets(line, sizeof(line), stdin) &&
	       strcmp(line, "quit\n")) {
		if (!strcmp(line, "visit\n"))
			visit_all();
		else if (!strcmp(line, "fork\n"))
			visit_forked();
		puts("done");
	}
	return 0;
}

// SPDX-License-Identifier: GPL-2.0
/*
 * A program to be probed: calls one function over and over and tells what a
 * call costs, in ticks of the time stamp counter. Under an instruction-counting
 * guest a tick is an instruction.
 *
 *	calls FUNCTION FIFO
 *
 * prints "pid N", then one line "FUNCTION TICKS" for each line that it reads
 * from FIFO, until that says "end" (so that a script probes and measures in
 * turns). TICKS is the least of several rounds: what interrupts a round only
 * adds.
 */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ROUNDS 9
#define CALLS  2000

long fn_push(long a, long b);
long fn_endbr(long a, long b);
long fn_sub(long a, long b);
long fn_mov(long a, long b);

/* The first instruction of each is the one that a breakpoint displaces. */
__asm__(".text\n"
	".p2align 6\n"
	".globl fn_push\n.type fn_push, @function\n"
	"fn_push: push %rbp; mov %rsp,%rbp; lea (%rdi,%rsi),%rax; pop %rbp; ret\n"
	".size fn_push, . - fn_push\n"
	".p2align 6\n"
	".globl fn_endbr\n.type fn_endbr, @function\n"
	"fn_endbr: endbr64; lea (%rdi,%rsi),%rax; ret\n"
	".size fn_endbr, . - fn_endbr\n"
	".p2align 6\n"
	".globl fn_sub\n.type fn_sub, @function\n"
	"fn_sub: sub $8,%rsp; lea (%rdi,%rsi),%rax; add $8,%rsp; ret\n"
	".size fn_sub, . - fn_sub\n"
	".p2align 6\n"
	".globl fn_mov\n.type fn_mov, @function\n"
	"fn_mov: mov (%rsp),%rax; lea (%rdi,%rsi),%rax; ret\n"
	".size fn_mov, . - fn_mov\n");

/* The least of system calls. */
static long sys_getppid(long a, long b)
{
	(void)a, (void)b;
	return syscall(SYS_getppid);
}

static int to_child[2], from_child[2];

/* There and back: two switches from one task to another. */
static long switches(long a, long b)
{
	char c = (char)a;

	return write(to_child[1], &c, 1) + read(from_child[0], &c, 1) + b;
}

static void echo(void)
{
	char c;

	while (read(to_child[0], &c, 1) == 1 &&
	       write(from_child[1], &c, 1) == 1)
		;
	_exit(0);
}

static pid_t start_child(void)
{
	pid_t child;

	if (pipe(to_child) || pipe(from_child))
		return -1;
	child = fork();
	if (!child)
		echo();
	return child;
}

static const struct {
	const char *name;
	long (*call)(long a, long b);
} functions[] = {
	{ "fn_push", fn_push },	    { "fn_endbr", fn_endbr },
	{ "fn_sub", fn_sub },	    { "fn_mov", fn_mov },
	{ "getppid", sys_getppid }, { "switches", switches },
};

static uint64_t ticks(void)
{
	uint32_t lo, hi;

	__asm__ volatile("lfence; rdtsc; lfence" : "=a"(lo), "=d"(hi));
	return lo | (uint64_t)hi << 32;
}

static double measure(long (*call)(long a, long b))
{
	uint64_t best = UINT64_MAX;

	for (int round = 0; round < ROUNDS; round++) {
		uint64_t from = ticks();
		uint64_t took;

		for (long i = 0; i < CALLS; i++)
			call(i, 1);
		took = ticks() - from;
		if (took < best)
			best = took;
	}
	return (double)best / CALLS;
}

int main(int argc, char **argv)
{
	long (*call)(long a, long b) = NULL;
	char line[64];
	pid_t child;
	FILE *fifo;

	for (size_t i = 0;
	     argc == 3 && i < sizeof(functions) / sizeof(functions[0]); i++)
		if (!strcmp(functions[i].name, argv[1]))
			call = functions[i].call;
	if (!call) {
		fprintf(stderr,
			"usage: calls fn_push|fn_endbr|fn_sub|fn_mov|getppid|switches FIFO\n");
		return 2;
	}
	child = start_child();
	if (child < 0) {
		perror("calls: child");
		return 1;
	}
	printf("pid %d\n", (int)getpid());
	fflush(stdout);
	fifo = fopen(argv[2], "r");
	if (!fifo) {
		perror(argv[2]);
		return 1;
	}
	while (fgets(line, sizeof(line), fifo) && strcmp(line, "end\n")) {
		printf("%s %.1f\n", argv[1], measure(call));
		fflush(stdout);
	}
	kill(child, SIGKILL);
	return 0;
}

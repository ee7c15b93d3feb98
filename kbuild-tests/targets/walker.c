// SPDX-License-Identifier: GPL-2.0
/*
 * Runs the victim's functions in processes that are not like others. Prints
 * "pid N", then for each line of its input runs them and prints what it saw.
 *
 *   step     a child that is single stepped: "steps N hash H" of all its
 *            addresses and registers
 *   seccomp  after it has given up all system calls but read, write and exit:
 *            "wrong N"
 *   child    in a child that it had from the start: "wrong N", N counting also
 *            the ends of it
 *   vm       in a child of vfork and in one of clone(CLONE_VM), in turn:
 *            "wrong N"
 *
 * usage: walker step|seccomp|vm|child
 */
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "victim.h"

#define TRAP_FLAG 0x100ull

static volatile int wrong;

static void run_all(void)
{
	for (const struct victim_row *row = victim_rows; row->name; row++) {
		if (row->call(5, 7) != 12 + row->adds)
			wrong++;
	}
}

static int run_in_vm(void *unused)
{
	(void)unused;
	run_all();
	_exit(0);
}

static void run_vm(void)
{
	static char stack[65536] __attribute__((aligned(16)));
	pid_t pid = vfork();

	if (!pid)
		run_in_vm(NULL);
	waitpid(pid, NULL, 0);
	pid = clone(run_in_vm, stack + sizeof(stack), CLONE_VM | SIGCHLD, NULL);
	if (pid < 0 || waitpid(pid, NULL, 0) != pid)
		wrong++;
}

static int ask_child[2];
static int child_says[2];

static void run_child(void)
{
	char c = 0;

	run_all();
	if (write(ask_child[1], &c, 1) != 1 || read(child_says[0], &c, 1) != 1)
		wrong += 1000;
	wrong += c;
}

static void start_child(void)
{
	char c;

	if (pipe(ask_child) || pipe(child_says))
		exit(2);
	if (fork()) {
		close(child_says[1]);
		return;
	}
	close(ask_child[1]);
	while (read(ask_child[0], &c, 1) == 1) {
		run_all();
		c = (char)wrong;
		if (write(child_says[1], &c, 1) != 1)
			break;
	}
	_exit(0);
}

static uint64_t mix(uint64_t hash, uint64_t value)
{
	return (hash ^ value) * 0x100000001b3ull;
}

/* The child stops itself before it runs, and again behind it. */
static void step_round(pid_t child)
{
	uint64_t hash = 0xcbf29ce484222325ull;
	unsigned long steps = 0;
	int status = 0;

	for (;;) {
		struct user_regs_struct r;

		if (ptrace(PTRACE_SINGLESTEP, child, 0, 0) ||
		    waitpid(child, &status, 0) != child)
			break;
		if (!WIFSTOPPED(status) || WSTOPSIG(status) != SIGTRAP)
			break;
		ptrace(PTRACE_GETREGS, child, 0, &r);
		r.eflags &= ~TRAP_FLAG;
		for (size_t i = 0; i < sizeof(r) / 8; i++)
			hash = mix(hash, ((uint64_t *)&r)[i]);
		steps++;
		if (getenv("WALKER_TRACE"))
			fprintf(stderr, "%llx %llx\n", (long long)r.rip,
				(long long)r.eflags);
	}
	if (!WIFSTOPPED(status) || WSTOPSIG(status) != SIGSTOP)
		printf("status %x, not a stop of its own; ", (unsigned)status);
	printf("steps %lu hash %llx\n", steps, (unsigned long long)hash);
}

static void child_main(void)
{
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	for (;;) {
		syscall(SYS_kill, syscall(SYS_getpid), SIGSTOP);
		run_all();
	}
}

static void step(void)
{
	char line[16];
	pid_t child = fork();

	if (!child)
		child_main();
	waitpid(child, NULL, 0);
	printf("pid %d\n", (int)child);
	while (fgets(line, sizeof(line), stdin))
		step_round(child);
	kill(child, SIGKILL);
}

static void others(void (*run)(void))
{
	char line[16];

	while (read(0, line, sizeof(line)) > 0) {
		run();
		snprintf(line, sizeof(line), "wrong %d\n", wrong);
		if (write(1, line, strlen(line)) < 0)
			break;
	}
	syscall(SYS_exit, 0);
}

int main(int argc, char **argv)
{
	const char *mode = argc > 1 ? argv[1] : "";

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!strcmp(mode, "step")) {
		step();
		return 0;
	}
	signal(SIGPIPE, SIG_IGN);
	if (!strcmp(mode, "child"))
		start_child();
	printf("pid %d\n", (int)getpid());
	if (!strcmp(mode, "child"))
		others(run_child);
	if (!strcmp(mode, "seccomp") &&
	    !prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT))
		others(run_all);
	if (!strcmp(mode, "vm"))
		others(run_vm);
	fprintf(stderr, "usage: walker step|seccomp|vm|child\n");
	return 2;
}

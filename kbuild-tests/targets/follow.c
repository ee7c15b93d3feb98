// SPDX-License-Identifier: GPL-2.0
/*
 * A program that becomes many: each of them calls fw_call() a known number of
 * times, runs fw_init() before main() and _start once.
 *
 * usage: follow run N          calls fw_call() N times
 *        follow fork N         N children, one behind the other, each executes
 *        follow vfork N        `follow run 1`, by fork, vfork, posix_spawn
 *        follow spawn N
 *        follow tree D         calls it, has two children that execute `follow
 *                              tree D-1`: 2^(D+1)-1 processes
 *        follow chain N        calls it, executes `follow chain N-1`: N+1 times
 *        follow race N         the same, from a thread, while three others call
 *                              fw_busy() without end
 *        follow orphan N       N grandchildren whose parent has ended before
 *                              they execute `follow run 1`; waits for all
 *        follow load N LIB     N times: loads LIB, calls its fl_call(), unloads
 *        follow swap N A B     N times: A or B in turn, and the other one twice
 *                              in a child that is forked behind that; B's
 *                              fl_call() begins with an int3 of its own
 */
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;
static const char *self;

void fw_init(void);
long fw_call(long n);
long fw_busy(long n);

long fw_made; /* calls of fw_call() that have begun, in this process */

__attribute__((constructor, noinline)) void fw_init(void)
{
	__asm__ volatile("" ::: "memory");
}

__attribute__((noinline)) long fw_call(long n)
{
	__asm__ volatile("" : "+r"(n));
	return n + 1;
}

__attribute__((noinline)) long fw_busy(long n)
{
	__asm__ volatile("" : "+r"(n));
	return n + 1;
}

static void die(const char *what)
{
	perror(what);
	_exit(1);
}

static void exec_self(const char *mode, long n)
{
	char number[24];

	snprintf(number, sizeof(number), "%ld", n);
	execl(self, self, mode, number, NULL);
	die("follow: exec");
}

/* -1: any child. */
static void wait_right(pid_t pid)
{
	int status = 0;

	pid = waitpid(pid, &status, 0);
	if (pid < 0 || status) {
		fprintf(stderr, "follow: child %d: status 0x%x\n", (int)pid,
			(unsigned int)status);
		_exit(1);
	}
}

static long run(long n)
{
	long wrong = 0;

	for (long i = 0; i < n; i++) {
		fw_made++;
		wrong += fw_call(i) != i + 1;
	}
	return wrong;
}

static void start(const char *how, const char *mode, const char *number)
{
	char *const args[] = { (char *)self, (char *)mode, (char *)number,
			       NULL };
	pid_t pid;

	if (!strcmp(how, "spawn")) {
		if (posix_spawn(&pid, self, NULL, NULL, args, environ))
			die("follow: posix_spawn");
	} else {
		pid = strcmp(how, "vfork") ? fork() : vfork();
		if (!pid) {
			execv(self, args);
			_exit(127);
		}
	}
	if (pid < 0)
		die("follow: fork");
	wait_right(pid);
}

static void start_many(const char *how, long n)
{
	for (long i = 0; i < n; i++)
		start(how, "run", "1");
}

static void grow_tree(long depth)
{
	pid_t pids[2];

	run(1);
	for (int i = 0; i < 2 && depth; i++) {
		pids[i] = fork();
		if (pids[i] < 0)
			die("follow: fork");
		if (!pids[i])
			exec_self("tree", depth - 1);
	}
	for (int i = 0; i < 2 && depth; i++)
		wait_right(pids[i]);
}

static void *call_busy(void *unused)
{
	(void)unused;
	for (long i = 0;; i++)
		if (fw_busy(i) != i + 1)
			abort();
	return NULL;
}

static void *exec_next(void *left)
{
	exec_self("race", *(long *)left - 1);
	return NULL;
}

static void race(long left)
{
	pthread_t thread;

	run(1);
	if (!left)
		return;
	for (int i = 0; i < 3; i++)
		if (pthread_create(&thread, NULL, call_busy, NULL))
			die("follow: thread");
	if (pthread_create(&thread, NULL, exec_next, &left))
		die("follow: thread");
	pause();
}

/* They become ours, as their parents' parent does not wait. */
static void make_orphans(long n)
{
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	for (long i = 0; i < n; i++) {
		pid_t us = getpid();
		pid_t pid = fork();

		if (pid < 0)
			die("follow: fork");
		if (!pid && !fork()) {
			while (getppid() != us)
				usleep(1000);
			exec_self("run", 1);
		}
		if (!pid)
			_exit(0);
		wait_right(pid);
		wait_right(-1);
	}
}

static long call_library(const char *path, long n)
{
	void *lib = dlopen(path, RTLD_NOW);
	long (*call)(long n) = lib ? (long (*)(long))dlsym(lib, "fl_call")
				   : NULL;
	long wrong;

	if (!call) {
		fprintf(stderr, "follow: %s\n", dlerror());
		_exit(1);
	}
	wrong = call(n) != n + 1;
	dlclose(lib);
	return wrong;
}

static long load(long n, const char *path)
{
	long wrong = 0;

	for (long i = 0; i < n; i++)
		wrong += call_library(path, i);
	return wrong;
}

static volatile sig_atomic_t traps;

static void on_trap(int sig)
{
	(void)sig;
	traps++;
}

/* Each call of the second one's function is a signal, no other one is. */
static long swap(long n, char *const paths[2])
{
	long wrong = 0;
	long wanted = 0;

	signal(SIGTRAP, on_trap);
	for (long i = 0; i < n; i++) {
		bool second = i % 2;
		pid_t pid;

		wrong += call_library(paths[second], i);
		wanted += second;
		pid = fork();
		if (!pid) {
			wrong = load(2, paths[!second]);
			wanted += second ? 0 : 2;
			_exit(wrong || traps != wanted);
		}
		wait_right(pid);
	}
	return wrong || traps != wanted;
}

int main(int argc, char **argv)
{
	const char *mode = argc > 2 ? argv[1] : "";
	long n = argc > 2 ? atol(argv[2]) : 0;

	self = "/proc/self/exe";
	if (!strcmp(mode, "run"))
		return (int)run(n);
	if (!strcmp(mode, "tree"))
		grow_tree(n);
	else if (!strcmp(mode, "chain") && run(1) == 0 && n)
		exec_self("chain", n - 1);
	else if (!strcmp(mode, "race"))
		race(n);
	else if (!strcmp(mode, "orphan"))
		make_orphans(n);
	else if (!strcmp(mode, "load") && argc > 3)
		return (int)load(n, argv[3]);
	else if (!strcmp(mode, "swap") && argc > 4)
		return (int)swap(n, argv + 3);
	else if (strcmp(mode, "chain"))
		start_many(mode, n);
	return 0;
}

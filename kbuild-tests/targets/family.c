// SPDX-License-Identifier: GPL-2.0
/*
 * A known number of processes, threads and system calls, for tests of what
 * processes do: CHILDREN children one after another, each with THREADS
 * threads that call getppid() three times. With a PROGRAM one more child
 * executes that.
 *
 * `family wait THREADS` sleeps in short naps, in each thread, until SIGUSR1.
 *
 * `family touch PAGES` touches so many pages that it never touched before, one
 * after the other, with a nap behind each.
 *
 * usage: family CHILDREN THREADS [PROGRAM] | family wait THREADS |
 *        family touch PAGES
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define THREADS_MAX 16
#define CALLS	    3

static volatile sig_atomic_t done;

static void on_signal(int sig)
{
	(void)sig;
	done = 1;
}

static void *call(void *arg)
{
	for (int i = 0; i < CALLS; i++)
		syscall(SYS_getppid);
	return arg;
}

static void *nap(void *arg)
{
	while (!done)
		usleep(5000);
	return arg;
}

static int run_threads(int nr, void *(*func)(void *arg))
{
	pthread_t threads[THREADS_MAX];

	for (int i = 0; i < nr; i++)
		if (pthread_create(&threads[i], NULL, func, NULL))
			return 2;
	for (int i = 0; i < nr; i++)
		pthread_join(threads[i], NULL);
	return 0;
}

static int run_child(int threads, const char *program)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		if (!program)
			_exit(run_threads(threads, call));
		execl(program, program, NULL);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return 2;
	return status ? 1 : 0;
}

static int touch(int pages)
{
	size_t len = (size_t)pages * 4096;
	volatile char *mem = mmap(NULL, len, PROT_READ | PROT_WRITE,
				  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (mem == MAP_FAILED)
		return 2;
	/* A kernel that has no huge pages refuses; it gives none, either. */
	if (madvise((void *)mem, len, MADV_NOHUGEPAGE) && errno != EINVAL)
		return 2;
	for (size_t at = 0; at < len; at += 4096) {
		mem[at] = 1;
		usleep(200);
	}
	return 0;
}

int main(int argc, char **argv)
{
	int threads = argc > 2 ? atoi(argv[2]) : -1;
	int wrong = 0;

	if (threads > 0 && !strcmp(argv[1], "touch"))
		return touch(threads);
	if (threads < 0 || threads > THREADS_MAX) {
		fputs("usage: family CHILDREN THREADS [PROGRAM] | family wait THREADS\n",
		      stderr);
		return 2;
	}
	if (!strcmp(argv[1], "wait")) {
		signal(SIGUSR1, on_signal);
		puts("ready");
		fflush(stdout);
		return run_threads(threads, nap);
	}
	for (int i = atoi(argv[1]); i > 0; i--)
		wrong |= run_child(threads, NULL);
	if (argc > 3)
		wrong |= run_child(0, argv[3]);
	return wrong;
}

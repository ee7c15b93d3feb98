// SPDX-License-Identifier: GPL-2.0
/*
 * Makes a known number of system calls, for tests that count in the kernel:
 * getppid, openat of a file that does not exist, and writes of 7 bytes to
 * /dev/null; each thread ROUNDS of each.
 *
 * usage: syscalls ROUNDS [THREADS]
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#define THREADS_MAX 16

static long rounds;

static void *run(void *arg)
{
	int null = open("/dev/null", O_WRONLY);
	long wrong = 0;

	(void)arg;
	for (long i = 0; i < rounds; i++) {
		wrong += syscall(SYS_getppid) < 0;
		wrong += syscall(SYS_openat, AT_FDCWD, "/no/such/file",
				 O_RDONLY) != -1 ||
			 errno != ENOENT;
		wrong += write(null, "7 bytes", 7) != 7;
	}
	return (void *)wrong;
}

int main(int argc, char **argv)
{
	pthread_t threads[THREADS_MAX];
	int nr = argc > 2 ? atoi(argv[2]) : 1;
	long wrong = 0;

	if (argc < 2 || nr < 1 || nr > THREADS_MAX) {
		fputs("usage: syscalls ROUNDS [THREADS]\n", stderr);
		return 2;
	}
	rounds = atol(argv[1]);
	for (int i = 0; i < nr; i++)
		if (pthread_create(&threads[i], NULL, run, NULL))
			return 2;
	for (int i = 0; i < nr; i++) {
		void *result;

		pthread_join(threads[i], &result);
		wrong += (long)result;
	}
	return wrong != 0;
}

// SPDX-License-Identifier: GPL-2.0
/*
 * A program to be probed: functions that begin with different instructions,
 * called a known number of times, each result checked. Reads commands, one a
 * line, and answers each with one line:
 *
 *   calls ROUNDS THREADS FORKS   each thread of each process calls ROUNDS
 *                                rounds -> "done ROUNDS_TOTAL wrong N"
 *   spin THREADS                 calls without end -> "going"
 *   churn                        threads, forks and execs come and go, each
 *                                calling some rounds -> "going"
 *   stop                         ends spin and churn -> "done N wrong N"
 *   quit
 *
 * usage: victim [ROUNDS]         with ROUNDS: calls, status 1 if any is wrong
 *        victim --table          names of the functions, calls in a round, kind
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "victim.h"

#define THREADS_MAX  16
#define CHURN_ROUNDS 3

struct job {
	long rounds; /* 0: until `stopping` */
	long done;
	long wrong;
};

static atomic_bool stopping;
static pthread_t threads[THREADS_MAX];
static struct job jobs[THREADS_MAX];
static int threads_nr;
static struct job churned;
static pthread_t churner;
static bool is_churning;
static const char *self;

static long call_round(long round)
{
	long wrong = 0;

	for (const struct victim_row *r = victim_rows; r->name; r++)
		for (int i = 0; i < r->times; i++)
			wrong += r->call(round, i) != round + i + r->adds;
	return wrong;
}

static void run_job(struct job *job)
{
	while (job->rounds ? job->done < job->rounds : !stopping) {
		job->wrong += call_round(job->done);
		job->done++;
	}
}

static void *job_thread(void *arg)
{
	run_job(arg);
	return NULL;
}

static void start_threads(int nr, long rounds)
{
	stopping = false;
	threads_nr = nr;
	for (int i = 0; i < nr; i++) {
		jobs[i] = (struct job){ .rounds = rounds };
		if (pthread_create(&threads[i], NULL, job_thread, &jobs[i])) {
			perror("victim: thread");
			_exit(1);
		}
	}
}

static struct job join_threads(void)
{
	struct job sum = { 0 };

	for (int i = 0; i < threads_nr; i++) {
		pthread_join(threads[i], NULL);
		sum.done += jobs[i].done;
		sum.wrong += jobs[i].wrong;
	}
	threads_nr = 0;
	return sum;
}

/* 1 unless the child ended well. */
static long wait_child(pid_t pid)
{
	int status = -1;

	return waitpid(pid, &status, 0) != pid || status;
}

static struct job run_calls(long rounds, int nr, int forks)
{
	struct job sum;
	pid_t pids[THREADS_MAX];

	for (int i = 0; i < forks; i++) {
		pids[i] = fork();
		if (pids[i])
			continue;
		start_threads(nr, rounds);
		_exit(join_threads().wrong != 0);
	}
	start_threads(nr, rounds);
	sum = join_threads();
	for (int i = 0; i < forks; i++)
		sum.wrong += wait_child(pids[i]);
	sum.done *= 1 + forks;
	return sum;
}

static pid_t fork_caller(bool exec)
{
	struct job job = { .rounds = CHURN_ROUNDS };
	pid_t pid = fork();

	if (pid)
		return pid;
	run_job(&job);
	if (job.wrong)
		_exit(1);
	if (exec)
		execl(self, self, "3", (char *)NULL);
	_exit(exec);
}

static void *churn_thread(void *arg)
{
	(void)arg;
	while (!stopping) {
		struct job job = { .rounds = CHURN_ROUNDS };
		pid_t plain = fork_caller(false);
		pid_t execed = fork_caller(true);
		pthread_t thread;

		if (!pthread_create(&thread, NULL, job_thread, &job))
			pthread_join(thread, NULL);
		churned.wrong +=
			job.wrong + wait_child(plain) + wait_child(execed);
		churned.done += job.done;
	}
	return NULL;
}

static void start_churn(void)
{
	stopping = false;
	churned = (struct job){ 0 };
	is_churning = !pthread_create(&churner, NULL, churn_thread, NULL);
}

static struct job stop_all(void)
{
	struct job sum;

	stopping = true;
	sum = join_threads();
	if (is_churning) {
		pthread_join(churner, NULL);
		sum.done += churned.done;
		sum.wrong += churned.wrong;
	}
	is_churning = false;
	return sum;
}

static void answer(struct job job)
{
	printf("done %ld wrong %ld\n", job.done, job.wrong);
}

/* False: the end. */
static bool obey(const char *line)
{
	long rounds;
	int nr;
	int forks;

	if (sscanf(line, "calls %ld %d %d", &rounds, &nr, &forks) == 3 &&
	    nr <= THREADS_MAX && forks <= THREADS_MAX) {
		answer(run_calls(rounds, nr, forks));
	} else if (sscanf(line, "spin %d", &nr) == 1 && nr <= THREADS_MAX) {
		start_threads(nr, 0);
		puts("going");
	} else if (!strcmp(line, "churn\n")) {
		start_churn();
		puts("going");
	} else if (!strcmp(line, "stop\n")) {
		answer(stop_all());
	} else if (!strcmp(line, "quit\n")) {
		return false;
	} else {
		puts("what?");
	}
	return true;
}

static int print_table(void)
{
	for (const struct victim_row *r = victim_rows; r->name; r++)
		printf("%s %d %s\n", r->name, r->times, r->kind);
	return 0;
}

int main(int argc, char **argv)
{
	char line[128];

	self = argv[0];
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc > 1 && !strcmp(argv[1], "--table"))
		return print_table();
	if (argc > 1) {
		struct job job = { .rounds = atol(argv[1]) };

		run_job(&job);
		return job.wrong != 0;
	}
	while (fgets(line, sizeof(line), stdin) && obey(line))
		;
	return 0;
}

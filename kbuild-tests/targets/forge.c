// SPDX-License-Identifier: GPL-2.0
/*
 * Tries to break the kernel object through its device. Each mode does N
 * things that a seed chooses, and prints what was accepted; status 0 when
 * this program and its code are as they should be in the end.
 *
 * usage: forge MODE SEED N IMAGE...
 */
#include "forge.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SESSIONS    48
#define THREADS	    4
#define PROBES	    8
#define CALLS	    3
#define BATCH_CALLS 200

struct forge_count count;

static struct image images[16];
static int images_nr;

static const struct image *pick_image(void)
{
	return &images[random_below((u32)images_nr)];
}

static void random_settings(struct sx_load *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->ring_bytes = 4096u << random_below(4);
	ret->maxerrors = one_in(2) ? ~0u : 0;
	if (one_in(2))
		ret->maxstringlen = 8 + random_below(2000);
	if (one_in(2))
		ret->maxaction = 1 + random_below(5000);
	if (one_in(2))
		ret->maxnesting = 1 + random_below(1000);
	ret->maxaction_begin = 5000;
}

/* Any settings; budgets stay such that a test ends. */
static void wild_settings(struct sx_load *ret)
{
	random_settings(ret);
	ret->maxstringlen = (u32)random_edge();
	ret->maxnesting = (u32)random_edge();
	ret->maxerrors = (u32)random_edge();
	ret->ring_bytes = (u32)random_edge();
	ret->target = (s32)random_edge();
}

static void attach_everything(int fd, pid_t child)
{
	for (u32 probe = 0; probe < PROBES; probe++) {
		call_attach_timer(fd, probe);
		call_attach_self(fd, probe, (int)random_below(PLACES));
		if (child && one_in(4))
			call_attach_forged(fd, child);
	}
}

/* All of a session's life, ended by close() at any point of it. */
static void live(int fd, const struct image *img, struct sx_load *settings,
		 pid_t child)
{
	if (call_load(fd, img, settings) || one_in(16))
		return;
	attach_everything(fd, child);
	if (one_in(16) || call_start(fd))
		return;
	places_call(CALLS);
	if (one_in(4))
		call_map(fd);
	if (one_in(2))
		call_dumps(fd);
	if (one_in(2))
		call_bases(fd);
	places_call(CALLS);
	__atomic_add_fetch(&count.hits, (long)call_hits(fd), __ATOMIC_RELAXED);
	if (one_in(3) || call_stop(fd))
		return;
	call_dumps(fd);
	call_hits(fd);
}

static void mutate(long nr)
{
	struct image damaged = { malloc(1 << 20), 0 };

	while (nr--) {
		struct sx_load settings;
		int fd = call_open();

		image_mutate(pick_image(), &damaged);
		random_settings(&settings);
		live(fd, &damaged, &settings, 0);
		close(fd);
	}
	free(damaged.data);
}

static void settings(long nr)
{
	while (nr--) {
		struct sx_load load;
		int fd = call_open();

		wild_settings(&load);
		live(fd, pick_image(), &load, 0);
		close(fd);
	}
}

static void calls(long nr)
{
	while (nr--) {
		struct sx_load load;
		int fd = call_open();

		random_settings(&load);
		if (one_in(2))
			call_load(fd, pick_image(), &load);
		for (int i = 0; i < 16; i++)
			call_any(fd);
		call_map(fd);
		places_call(1);
		close(fd);
	}
}

static void leave(int sig)
{
	_exit(128 + sig);
}

static pid_t fork_victim(void)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	for (int sig = 1; sig < SIGCHLD; sig++)
		signal(sig, leave);
	for (long i = 0; i < BATCH_CALLS; i++) {
		places_call(1);
		usleep(100);
	}
	_exit(0);
}

/* Recipes that lie, given to children that may break. */
static void attach(long nr)
{
	while (nr--) {
		pid_t child = fork_victim();
		struct sx_load load;
		int fd = call_open();

		random_settings(&load);
		if (!call_load(fd, pick_image(), &load)) {
			for (int i = 0; i < 12; i++)
				call_attach_forged(fd, child);
			if (!call_start(fd))
				places_call(CALLS);
		}
		if (one_in(2))
			kill(child, SIGKILL);
		close(fd);
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
}

/* Many sessions on the same functions: each counts each call. */
static void many(long nr)
{
	int fds[SESSIONS];

	while (nr--) {
		for (int i = 0; i < SESSIONS; i++) {
			struct sx_load load = { .ring_bytes = 4096 };
			const struct image *img = &images[0];
			int probe = image_probe(img, SX_PROBE_PROCESS);

			fds[i] = call_open();
			if (call_load(fds[i], img, &load) ||
			    call_attach_self(fds[i], (u32)probe, i % PLACES) ||
			    call_start(fds[i]))
				exit(4);
		}
		places_call(BATCH_CALLS);
		for (int i = 0; i < SESSIONS; i++) {
			u64 hits = call_hits(fds[i]);

			if (hits != BATCH_CALLS) {
				printf("session %d: %llu hits of %d\n", i,
				       (unsigned long long)hits, BATCH_CALLS);
				exit(5);
			}
			count.hits += (long)hits;
		}
		for (int i = 0; i < SESSIONS; i++) {
			int k = i + (int)random_below((u32)(SESSIONS - i));
			int fd = fds[k];

			fds[k] = fds[i];
			close(fd);
			places_call(1);
		}
	}
}

static int shared_fd;
static long race_nr;
static u64 race_seed;

static void race_once(void)
{
	struct sx_load load;

	random_settings(&load);
	switch (random_below(8)) {
	case 0:
		call_load(shared_fd, pick_image(), &load);
		break;
	case 1:
		call_attach_self(shared_fd, random_below(PROBES),
				 (int)random_below(PLACES));
		break;
	case 2:
		call_attach_timer(shared_fd, random_below(PROBES));
		break;
	case 3:
		call_start(shared_fd);
		break;
	case 4:
		call_stop(shared_fd);
		break;
	case 5:
		call_map(shared_fd);
		break;
	case 6:
		call_dumps(shared_fd);
		call_bases(shared_fd);
		call_hits(shared_fd);
		break;
	default:
		places_call(1);
	}
	/* Closes it under the others. */
	if (one_in(40)) {
		int fd = call_open();

		dup2(fd, shared_fd);
		close(fd);
	}
}

static void *race_thread(void *arg)
{
	random_seed(race_seed + (u64)(long)arg);
	for (long i = 0; i < race_nr; i++)
		race_once();
	return NULL;
}

static void race(long nr)
{
	pthread_t threads[THREADS];

	shared_fd = call_open();
	race_nr = nr;
	race_seed = random_u64();
	for (long i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, race_thread, (void *)i))
			exit(4);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	close(shared_fd);
}

static void nothing(int sig)
{
	(void)sig;
}

/*
 * Nobody reads the output here; end handlers that wait for room in a ring go
 * on at a signal.
 */
static void start_signals(void)
{
	const struct sigaction act = { .sa_handler = nothing };
	const struct timeval often = { .tv_usec = 50000 };
	const struct itimerval timer = { often, often };

	sigaction(SIGALRM, &act, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/*
 * The begin handler prints more than a ring holds, and no reader nor signal
 * comes: it waits for a reader for some seconds and goes on without, and the
 * end handler, which prints as much, does not wait again.
 */
static void silent(long nr)
{
	const struct itimerval never = { 0 };

	setitimer(ITIMER_REAL, &never, NULL);
	while (nr--) {
		struct sx_load load = { .ring_bytes = 4096 };
		int fd = call_open();
		double start = seconds(), middle, end;

		if (call_load(fd, pick_image(), &load) || call_start(fd))
			exit(4);
		middle = seconds();
		if (call_stop(fd))
			exit(4);
		end = seconds();
		printf("begin %.0f s, end %.0f s, %llu records lost\n",
		       middle - start, end - middle,
		       (unsigned long long)call_lost(fd));
		if (middle - start < 4 || middle - start > 40 ||
		    end - middle > 3 || !call_lost(fd))
			exit(6);
		close(fd);
	}
}

static const struct {
	const char *name;
	void (*run)(long nr);
} modes[] = {
	{ "mutate", mutate }, { "settings", settings }, { "calls", calls },
	{ "attach", attach }, { "many", many },		{ "race", race },
	{ "silent", silent },
};

int main(int argc, char **argv)
{
	size_t i = 0;

	if (argc < 5 || argc > 4 + 16)
		return 2;
	random_seed(strtoull(argv[2], NULL, 0));
	for (; images_nr < argc - 4; images_nr++)
		images[images_nr] = image_read(argv[4 + images_nr]);
	while (i < sizeof(modes) / sizeof(modes[0]) &&
	       strcmp(modes[i].name, argv[1]))
		i++;
	if (i == sizeof(modes) / sizeof(modes[0]))
		return 2;
	start_signals();
	modes[i].run(atol(argv[3]));
	printf("%s: %ld accepted, %ld rejected, %ld places, %ld hits\n",
	       argv[1], count.accepted, count.rejected, count.attached,
	       count.hits);
	places_call(1);
	if (!places_are_original()) {
		puts("the code is not what it was");
		return 1;
	}
	return 0;
}

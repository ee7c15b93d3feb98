// SPDX-License-Identifier: GPL-2.0
/*
 * A program that keeps books of what its functions return: how often, and the
 * sum. Reads commands: "run ROUNDS THREADS" answers with a line "NAME RETURNS
 * SUM" for each function and "done"; "fork ROUNDS" the same in a child; "quit".
 *
 * Every function checks the stack that it runs on: return addresses are in this
 * program's own code, and a backtrace has every frame.
 */
#include "returns.h"

#include <execinfo.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOINLINE    __attribute__((noinline))
#define NR(array)   (sizeof(array) / sizeof((array)[0]))
#define THREADS_MAX 64

enum function {
	LEAF,
	REC,
	EVEN,
	ODD,
	TAIL,
	TAIL2,
	TAIL_IND,
	TAIL_COND,
	TAIL_LIBC,
	PING,
	PONG,
	SWITCH,
	HOT,
	JUMP_OVER,
	JUMP_TAIL,
	MIDDLE,
	HANDLER,
	DEEP,
	FALL,
	FALL_REC,
	THROW,
	CATCH,
	FUNCTIONS_NR,
};

static const char *const names[FUNCTIONS_NR] = {
	"r_leaf",   "r_rec",	  "r_even",	 "r_odd",	"r_tail",
	"r_tail2",  "r_tail_ind", "r_tail_cond", "r_tail_libc", "r_ping",
	"r_pong",   "r_switch",	  "r_hot",	 "r_jump_over", "r_jump_tail",
	"r_middle", "r_handler",  "r_deep",	 "r_fall",	"r_fall_rec",
	"r_throw",  "r_catch",
};

/* Of this thread; added up at its end. */
struct books {
	long nr[FUNCTIONS_NR];
	long sum[FUNCTIONS_NR];
};

static __thread struct books books;
static __thread jmp_buf back;
static struct books total;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile long zero;
static int frames_wanted;

/* The function whose result this is has returned once. */
static long book(enum function f, long result)
{
	books.nr[f]++;
	books.sum[f] += result;
	return result;
}

NOINLINE long r_leaf(long x)
{
	return x * 3 + 1;
}

NOINLINE long r_rec(long n)
{
	long below = n ? book(REC, r_rec(n - 1)) : 0;

	return below + n + zero;
}

NOINLINE long r_odd(long n);

NOINLINE long r_even(long n)
{
	return n ? 1 + book(ODD, r_odd(n - 1)) : 0;
}

NOINLINE long r_odd(long n)
{
	return n ? 1 + book(EVEN, r_even(n - 1)) : 0;
}

/* Whoever returns for it returns the same. */
NOINLINE long r_tail2(long x)
{
	return r_leaf(x + zero);
}

NOINLINE long r_tail(long x)
{
	return r_tail2(x + 1);
}

static long (*volatile table[])(long) = { r_leaf, r_tail2 };

NOINLINE long r_tail_ind(long x)
{
	return table[x & 1](x);
}

NOINLINE long r_tail_cond(long x)
{
	if (x & 1)
		return r_leaf(x);
	return x;
}

NOINLINE long r_tail_libc(const char *s)
{
	return (long)strlen(s + zero);
}

NOINLINE long r_switch(long x)
{
	switch (x) {
	case 0:
		return r_leaf(x + zero) + 1;
	case 1:
		return 7 + zero;
	case 2:
		return r_leaf(7) * 2;
	case 3:
		return zero - 1;
	case 4:
		return zero * 3 + 22;
	case 5:
		return r_leaf(zero);
	case 6:
		return zero + x * 9;
	case 7:
		return r_leaf(zero + 4) - 4;
	case 8:
		return zero | 3;
	default:
		return x;
	}
}

NOINLINE __attribute__((cold)) static long rare(long x)
{
	return x * 2 + zero;
}

NOINLINE long r_hot(long x)
{
	if (__builtin_expect(x % 7 == 3, 0)) {
		long got = rare(x);

		if (got == zero - 1)
			abort();
		return got + 1;
	}
	return x + zero;
}

/* Never returns. */
NOINLINE long r_jump_over(long x)
{
	longjmp(back, (int)x);
}

NOINLINE long r_jump_tail(long x)
{
	return r_jump_over(x + zero);
}

NOINLINE long r_middle(long x)
{
	long got = (x & 1 ? r_jump_tail : r_leaf)(x);

	if (!(x & 1))
		book(LEAF, got);
	return got + 1;
}

static NOINLINE long jumps(long x)
{
	if (setjmp(back))
		return -x;
	return book(MIDDLE, r_middle(x));
}

static volatile sig_atomic_t handled;

NOINLINE static void count_handled(int sig)
{
	handled += r_leaf(sig) == sig * 3 + 1;
}

NOINLINE void r_handler(int sig)
{
	count_handled(sig);
	__asm__ volatile("" ::: "memory");
}

/* Frames up to here, the same at each call from one place. */
NOINLINE long r_deep(long n)
{
	void *frames[64];
	long got;

	if (n) {
		got = book(DEEP, r_deep(n - 1));
		return got + zero;
	}
	got = backtrace(frames, NR(frames));
	if (!frames_wanted)
		frames_wanted = (int)got;
	return got - frames_wanted;
}

/* Each leaves by a jump to the other one, or to r_leaf. */
long r_ping(long n);
__asm__(".text\n\t"
	".globl r_ping\n\t.type r_ping, @function\n"
	"r_ping:\n\t"
	".cfi_startproc\n\t"
	"testq %rdi, %rdi\n\t"
	"jz r_leaf\n\t"
	"decq %rdi\n\t"
	"jmp r_pong\n\t"
	".cfi_endproc\n\t"
	".size r_ping, . - r_ping\n\t"
	".globl r_pong\n\t.type r_pong, @function\n"
	"r_pong:\n\t"
	".cfi_startproc\n\t"
	"testq %rdi, %rdi\n\t"
	"jz 1f\n\t"
	"decq %rdi\n\t"
	"jmp r_ping\n"
	"1:\tincq %rdi\n\t"
	"leaq r_leaf(%rip), %rax\n\t"
	"jmp *%rax\n\t"
	".cfi_endproc\n\t"
	".size r_pong, . - r_pong");

/* Code that runs into what lies behind it: its returns are not known. */
long r_fall(long x);
long r_fall_rec(long x);
__asm__(".text\n\t"
	".globl r_fall\n\t.type r_fall, @function\n"
	"r_fall:\n\t"
	".cfi_startproc\n\t"
	"leaq 5(%rdi), %rax\n\t"
	".cfi_endproc\n\t"
	".size r_fall, . - r_fall\n\t"
	".type behind_fall, @function\n"
	"behind_fall:\n\t"
	".cfi_startproc\n\t"
	"ret\n\t"
	".cfi_endproc\n\t"
	".size behind_fall, . - behind_fall\n\t"
	".globl r_fall_rec\n\t.type r_fall_rec, @function\n"
	"r_fall_rec:\n\t"
	".cfi_startproc\n\t"
	"movq %rdi, %rax\n\t"
	"testq %rdi, %rdi\n\t"
	"je behind_rec\n\t"
	"pushq %rdi\n\t"
	".cfi_adjust_cfa_offset 8\n\t"
	"decq %rdi\n\t"
	"call r_fall_rec\n\t"
	"popq %rdi\n\t"
	".cfi_adjust_cfa_offset -8\n\t"
	"addq %rdi, %rax\n\t"
	".cfi_endproc\n\t"
	".size r_fall_rec, . - r_fall_rec\n\t"
	".type behind_rec, @function\n"
	"behind_rec:\n\t"
	".cfi_startproc\n\t"
	"ret\n\t"
	".cfi_endproc\n\t"
	".size behind_rec, . - behind_rec");

/* All of its calls return, the innermost first. */
static void book_fall_rec(long n)
{
	long sum = 0;
	long i;

	for (i = 0; i <= n; i++) {
		sum += i;
		book(FALL_REC, sum);
	}
}

static void chains(long i)
{
	long x = r_tail(i);
	int reached;

	/* r_tail, r_tail2 and r_leaf return together. */
	book(TAIL, x);
	book(TAIL2, x);
	book(LEAF, x);
	x = book(TAIL_IND, r_tail_ind(i));
	book(LEAF, x);
	if (i & 1)
		book(TAIL2, x);
	x = book(TAIL_COND, r_tail_cond(i));
	if (i & 1)
		book(LEAF, x);
	book(TAIL_LIBC, r_tail_libc(i & 1 ? "four" : "twenty-two characters!"));
	/* The last of each returns; those before went on in others. */
	for (reached = 0; reached < 4; reached++) {
		x = r_ping(reached);
		book(PING, x);
		if (reached)
			book(PONG, x);
		book(LEAF, x);
	}
}

static void leaves(long i)
{
	long x = i % 10;

	book(LEAF, r_leaf(i));
	book(REC, r_rec(i % 20));
	book(EVEN, r_even(i % 15));
	book(SWITCH, r_switch(x));
	if (x == 0)
		book(LEAF, 1);
	else if (x == 2)
		book(LEAF, 22);
	else if (x == 5)
		book(LEAF, 1);
	else if (x == 7)
		book(LEAF, 13);
	book(HOT, r_hot(i));
	book(DEEP, r_deep(6));
	book(FALL, r_fall(i));
	r_fall_rec(i % 30);
	book_fall_rec(i % 30);
}

static void departures(long i)
{
	jumps(i);
	raise(SIGUSR1);
	book(LEAF, SIGUSR1 * 3 + 1);
	books.nr[HANDLER]++;
	if (!(i & 1))
		book(THROW, i + 1);
	book(CATCH, r_catch(i));
}

static void add_books(void)
{
	size_t f;

	pthread_mutex_lock(&lock);
	for (f = 0; f < FUNCTIONS_NR; f++) {
		total.nr[f] += books.nr[f];
		total.sum[f] += books.sum[f];
	}
	pthread_mutex_unlock(&lock);
}

static void *rounds(void *arg)
{
	long i, nr = *(long *)arg;

	memset(&books, 0, sizeof(books));
	for (i = 0; i < nr; i++) {
		chains(i);
		leaves(i);
		departures(i);
	}
	add_books();
	return NULL;
}

static void run(long nr, long threads)
{
	pthread_t ids[THREADS_MAX];
	size_t f;
	long i;

	memset(&total, 0, sizeof(total));
	frames_wanted = 0;
	if (!threads)
		rounds(&nr);
	for (i = 0; i < threads && i < THREADS_MAX; i++)
		if (pthread_create(&ids[i], NULL, rounds, &nr))
			abort();
	while (i)
		pthread_join(ids[--i], NULL);
	for (f = 0; f < FUNCTIONS_NR; f++)
		if (total.nr[f])
			printf("%s %ld %ld\n", names[f], total.nr[f],
			       total.sum[f]);
	printf("done\n");
	fflush(stdout);
}

static int run_child(long nr)
{
	pid_t child = fork();
	int status = -1;

	if (!child) {
		run(nr, 0);
		_exit(0);
	}
	waitpid(child, &status, 0);
	if (status)
		printf("failed: status %x\n", status);
	return status;
}

int main(void)
{
	char line[80];
	long nr, threads;
	void *frames[1];

	backtrace(frames, 1); /* loads what it needs, once */
	signal(SIGUSR1, r_handler);
	while (fgets(line, sizeof(line), stdin)) {
		if (sscanf(line, "run %ld %ld", &nr, &threads) == 2)
			run(nr, threads);
		else if (sscanf(line, "fork %ld", &nr) == 1)
			run_child(nr);
		else
			break;
		fflush(stdout);
	}
	return 0;
}

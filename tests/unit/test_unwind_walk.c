// SPDX-License-Identifier: GPL-2.0
/*
 * Programs are run instruction by instruction; the stack is walked by unwind
 * rows and by libdwfl, and both must say the same. To save time that is done
 * at every STRIDE-th instruction; with STAPX_STRIDE=1 at each.
 */
#include "walk.h"

#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "fixture.h"

#define STRIDE	  11
#define STEPS_MAX 100000

struct tally {
	u32 steps;
	u32 frames;
	u32 deepest;
	u32 differ;
	u32 given_up; /* by libdwfl */
	struct walk_stack rest; /* what it has to see later */
	u32 result[SX_UNWIND_RESULT_NR];
};

static void print_stack(const char *title, const struct walk_stack *s)
{
	u32 i;

	print_message("  %s (%d):", title, s->result);
	for (i = 0; i < s->nr; i++)
		print_message(" %#llx", (unsigned long long)s->pc[i]);
	print_message("\n");
}

/*
 * Where the CFA is kept in rbx (the dynamic linker's resolver) and a callee
 * has not saved that yet, libdwfl takes the stack to end. A few instructions
 * later it sees the rest of the same stack: that is what rows must have said.
 */
static bool gives_up(const struct walk_stack *rows,
		     const struct walk_stack *dwfl)
{
	return !dwfl->result && dwfl->nr < rows->nr &&
	       rows->result == SX_UNWIND_END &&
	       !memcmp(rows->pc, dwfl->pc, dwfl->nr * sizeof(u64));
}

static bool ends_with(const struct walk_stack *s, const struct walk_stack *end)
{
	return s->nr >= end->nr &&
	       !memcmp(s->pc + s->nr - end->nr, end->pc, end->nr * sizeof(u64));
}

/*
 * libdwfl guesses by frame pointers where there is no unwind information: what
 * rows have said till then must be the same.
 */
static bool are_equal(const struct walk_stack *rows,
		      const struct walk_stack *dwfl)
{
	if (rows->result == SX_UNWIND_NO_ROW)
		return dwfl->nr >= rows->nr &&
		       !memcmp(rows->pc, dwfl->pc, rows->nr * sizeof(u64));
	return rows->result == SX_UNWIND_END && rows->nr == dwfl->nr &&
	       !memcmp(rows->pc, dwfl->pc, rows->nr * sizeof(u64));
}

static void complain(struct tally *t, const struct walk_stack *rows,
		     const struct walk_stack *dwfl)
{
	if (t->differ++ >= 10)
		return;
	print_stack("rows", rows);
	print_stack("libdwfl", dwfl);
}

static void compare(struct walk *w, struct tally *t)
{
	struct walk_stack rows, dwfl, *rest = &t->rest;

	walk_rows(w, &rows);
	walk_dwfl(w, &dwfl);
	t->steps++;
	t->frames += rows.nr;
	t->result[rows.result]++;
	if (rows.nr > t->deepest)
		t->deepest = rows.nr;
	if (are_equal(&rows, &dwfl)) {
		if (!ends_with(&rows, rest))
			complain(t, rest, &dwfl);
		rest->nr = 0;
	} else if (gives_up(&rows, &dwfl)) {
		t->given_up++;
		rest->nr = rows.nr - dwfl.nr;
		memcpy(rest->pc, rows.pc + dwfl.nr, rest->nr * sizeof(u64));
	} else {
		complain(t, &rows, &dwfl);
	}
}

static pid_t start(const char *path)
{
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (!pid) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		execl(path, path, (char *)NULL);
		_exit(127);
	}
	/* exec, then the trap in main. */
	waitpid(pid, &status, 0);
	ptrace(PTRACE_SETOPTIONS, pid, NULL, PTRACE_O_EXITKILL);
	ptrace(PTRACE_CONT, pid, NULL, NULL);
	waitpid(pid, &status, 0);
	assert_true(WIFSTOPPED(status) && WSTOPSIG(status) == SIGTRAP);
	return pid;
}

/* One instruction; false at the second trap, or when it has ended. */
static bool single_step(pid_t pid)
{
	int status, sig = 0;

	for (;;) {
		siginfo_t info;

		assert_int_equal(ptrace(PTRACE_SINGLESTEP, pid, NULL, sig), 0);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		if (!WIFSTOPPED(status))
			return false;
		sig = WSTOPSIG(status);
		if (sig != SIGTRAP)
			continue; /* delivered with the next step */
		assert_int_equal(ptrace(PTRACE_GETSIGINFO, pid, NULL, &info),
				 0);
		return info.si_code != SI_KERNEL;
	}
}

static u32 stride_wanted(void)
{
	const char *text = getenv("STAPX_STRIDE");
	u32 stride = text ? (u32)strtoul(text, NULL, 0) : STRIDE;

	return stride ? stride : 1;
}

static void run(const char *path, struct tally *t)
{
	pid_t pid = start(path);
	struct walk *w = walk_open(pid);
	u32 stride = stride_wanted(), n;

	for (n = 0; single_step(pid); n++) {
		assert_true(n < STEPS_MAX);
		if (n % stride == 0 || t->rest.nr)
			compare(w, t);
	}
	assert_int_equal(t->rest.nr, 0);
	walk_close(w);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* clang-format off */
static const struct {
	const char *cc; /* what is not there is passed over */
	const char *flags;
} builds[] = {
	{ "$CC", "-O0" },
	{ "$CC", "-O1" },
	{ "$CC", "-O2" },
	{ "$CC", "-O3 -fno-omit-frame-pointer" },
	{ "$CC", "-O2 -fno-pic -no-pie -Wl,-z,lazy" },
	{ "$CC", "-O2 -static" },
	{ "$CC", "-Os -mno-red-zone -Wl,-z,lazy -fcf-protection=full" },
	{ "clang", "-O0 -Wl,-z,lazy" },
	{ "clang", "-O2 -Wl,-z,lazy" },
	{ "clang", "-O3 -fuse-ld=lld -Wl,-z,lazy" },
};
/* clang-format on */

/* False: that compiler is not on this machine. */
static bool build(const char *cc, const char *flags)
{
	fixture_run("rm -f un; if command -v %s >/dev/null; then "
		    "%s %s -w $SRC/un_target.c -o un; fi",
		    cc, cc, flags);
	return !access(fixture_path("un"), X_OK);
}

static void test_programs(void **state)
{
	u32 programs = 0, differ = 0;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(builds) / sizeof(builds[0]); i++) {
		struct tally t = { 0 };

		if (!build(builds[i].cc, builds[i].flags))
			continue;
		run(fixture_path("un"), &t);
		print_message(
			"%s %s: %u instructions, %u frames, %u deep, %u ended, %u without a row, %u given up by libdwfl, %u differ\n",
			builds[i].cc, builds[i].flags, t.steps, t.frames,
			t.deepest, t.result[SX_UNWIND_END],
			t.result[SX_UNWIND_NO_ROW], t.given_up, t.differ);
		assert_true(t.steps > 0);
		programs++;
		differ += t.differ;
	}
	assert_true(programs >= 7);
	assert_int_equal(differ, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_programs),
	};

	return cmocka_run_group_tests(tests, NULL, fixture_teardown);
}

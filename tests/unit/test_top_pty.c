// SPDX-License-Identifier: GPL-2.0
/*
 * stapx-top on a pseudo-terminal: whatever ends it, the terminal's modes are
 * those of before, and the screen and the cursor were given back.
 */
#include <fcntl.h>
#include <locale.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"
#include "run/signals.h"
#include "top/loop.h"
#include "top_fake.h"
#include "top_term.h"

#define RMCUP "\033[?1049l" /* of xterm */
#define CNORM "\033[?25h"

static const struct fake_global script[] = {
	{ "hits",
	  "si:i",
	  { "accept\t7\t100\nread\t7\t900\n",
	    "accept\t7\t150\nread\t7\t1900\n"
	    "a key that needs more than the forty columns there are: tail\t"
	    "8\t1\n" } },
	{ NULL, NULL, { NULL } },
};

static void tick_end(struct fake *fake, unsigned int tick, bool *ret_ended)
{
	*ret_ended = tick > 1;
	if (tick == 1)
		top_output_add(fake->output, "printed\n", 8);
}

static void tick_abort(struct fake *fake, unsigned int tick, bool *ret_ended)
{
	(void)fake;
	(void)ret_ended;
	if (tick == 2)
		abort();
}

static void tick_crash(struct fake *fake, unsigned int tick, bool *ret_ended)
{
	(void)fake;
	(void)ret_ended;
	if (tick == 2)
		raise(SIGSEGV);
}

static void tick_exit(struct fake *fake, unsigned int tick, bool *ret_ended)
{
	(void)fake;
	(void)ret_ended;
	if (tick == 2)
		exit(7);
}

static void tick_message(struct fake *fake, unsigned int tick, bool *ret_ended)
{
	(void)fake;
	(void)ret_ended;
	if (tick == 2)
		log_warn("a message");
}

/* Deaf from now on: only a second signal can end this. */
static void tick_hang(struct fake *fake, unsigned int tick, bool *ret_ended)
{
	(void)fake;
	(void)ret_ended;
	if (tick != 2 || write(STDOUT_FILENO, "deaf", 4) != 4)
		return;
	for (;;)
		pause();
}

enum action {
	ACT_NONE,
	ACT_KEYS, /* text is typed */
	ACT_KILL, /* signal is sent */
	ACT_KILL_TILL_END, /* ... again and again */
	ACT_WAIT, /* until text has been seen */
	ACT_SIZE, /* the terminal becomes rows x cols */
	ACT_SIZE_STORM, /* many sizes, one upon the other */
};

struct step {
	enum action action;
	const char *text;
	int number; /* a signal, or columns */
};

/* clang-format off */
#define KEYS(text) { ACT_KEYS, text, 0 }
#define KILL(sig)  { ACT_KILL, NULL, sig }
#define WAIT(text) { ACT_WAIT, text, 0 }
#define SIZE(cols) { ACT_SIZE, NULL, cols }
#define STORM(nr)  { ACT_SIZE_STORM, NULL, nr }
#define INSIST(sig) { ACT_KILL_TILL_END, NULL, sig }
#define NO_STEP	   { ACT_NONE, NULL, 0 }

#define EXITS(code)    ((code) << 8)
#define KILLED_BY(sig) (sig)

static const struct pty_case {
	const char *name;
	const char *term;
	int status; /* of wait() */
	void (*on_tick)(struct fake *fake, unsigned int tick, bool *ret_ended);
	unsigned int frames;
	struct step steps[8];
} cases[] = {
	{ "q", "xterm", EXITS(0), NULL, 0, { WAIT("accept"), KEYS("q") } },
	{ "q on vt100", "vt100", EXITS(0), NULL, 0,
	  { WAIT("accept"), KEYS("q") } },
	{ "q on linux", "linux", EXITS(0), NULL, 0,
	  { WAIT("accept"), KEYS("q") } },
	{ "q on tmux", "tmux-256color", EXITS(0), NULL, 0,
	  { WAIT("accept"), KEYS("q") } },
	{ "two frames", "xterm", EXITS(0), NULL, 2, { WAIT("read") } },
	{ "Ctrl-C", "xterm", EXITS(0), NULL, 0,
	  { WAIT("accept"), KEYS("\003") } },
	{ "Ctrl-backslash", "xterm", KILLED_BY(SIGQUIT), NULL, 0,
	  { WAIT("accept"), KEYS("\034") } },
	{ "SIGINT", "xterm", EXITS(0), NULL, 0,
	  { WAIT("accept"), KILL(SIGINT) } },
	{ "SIGTERM", "xterm", EXITS(0), NULL, 0,
	  { WAIT("accept"), KILL(SIGTERM) } },
	{ "SIGTERM on vt100", "vt100", EXITS(0), NULL, 0,
	  { WAIT("accept"), KILL(SIGTERM) } },
	{ "SIGHUP", "xterm", EXITS(0), NULL, 0,
	  { WAIT("accept"), KILL(SIGHUP) } },
	{ "SIGUSR1", "xterm", KILLED_BY(SIGUSR1), NULL, 0,
	  { WAIT("accept"), KILL(SIGUSR1) } },
	{ "SIGTERM twice", "xterm", EXITS(128 + SIGTERM), tick_hang, 0,
	  { WAIT("deaf"), INSIST(SIGTERM) } },
	{ "abort", "xterm", KILLED_BY(SIGABRT), tick_abort, 0, { NO_STEP } },
	{ "abort on vt100", "vt100", KILLED_BY(SIGABRT), tick_abort, 0,
	  { NO_STEP } },
	{ "crash", "xterm", KILLED_BY(SIGSEGV), tick_crash, 0, { NO_STEP } },
	{ "exit", "xterm", EXITS(7), tick_exit, 0, { NO_STEP } },
	{ "script ends", "xterm", EXITS(0), tick_end, 0,
	  { WAIT("ENDED"), WAIT("printed"), KEYS("q") } },
	{ "message", "xterm", EXITS(0), tick_message, 0,
	  { WAIT("a message"), KEYS("q"), WAIT(RMCUP),
	    WAIT("stapx: a message") } },
	{ "keys", "xterm", EXITS(0), NULL, 0,
	  { WAIT("accept"), KEYS("h"), WAIT("scroll up by a page"),
	    KEYS("q\033OD\033[D<>r\tp++--\033[6~\033[5~zZ\033"),
	    WAIT("PAUSED"), KEYS("q") } },
	{ "resize", "xterm", EXITS(0), NULL, 0,
	  { WAIT("accept"), SIZE(120), WAIT("tail"), SIZE(1), SIZE(100),
	    KEYS("q") } },
	{ "resize storm", "xterm", EXITS(0), NULL, 0,
	  { WAIT("accept"), STORM(300), SIZE(120), WAIT("tail"),
	    KEYS("q") } },
	/* Nobody would continue this orphan: it must not stop. */
	{ "Ctrl-Z of an orphan", "xterm", EXITS(0), NULL, 0,
	  { WAIT("accept"), KEYS("\032"), KEYS("h"),
	    WAIT("scroll up by a page"), KEYS("Q") } },
	{ "dumb", "dumb", EXITS(1), NULL, 0,
	  { WAIT("cannot place its cursor") } },
	{ "unknown", "no-such-terminal", EXITS(1), NULL, 0,
	  { WAIT("is not known here") } },
	{ "no TERM", NULL, EXITS(1), NULL, 0, { WAIT("is not known here") } },
};
/* clang-format on */

/* In the child, on the terminal. */
static int run_live(const struct pty_case *c)
{
	struct top_model model;
	struct fake fake;
	int err;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGSEGV, SIG_DFL); /* cmocka has a handler */
	if (c->term)
		setenv("TERM", c->term, 1);
	else
		unsetenv("TERM");
	fake_init(&fake, script);
	fake.on_tick = c->on_tick;
	fake.output = &model.output;
	err = signals_init();
	if (!err)
		err = top_model_init(&model, &fake.source, "x.stp", 0);
	if (err)
		return 255;
	model.delay_ms = 100;
	err = top_loop_run(&model, &top_front_live, c->frames);
	top_model_deinit(&model);
	signals_deinit();
	return err ? 1 : 0;
}

static void size_storm(struct term *term, int times)
{
	int i;

	for (i = 0; i < times; i++) {
		term_resize(term, 1 + i * 7 % 50, 1 + i * 13 % 90);
		kill(term->pid, SIGWINCH);
		if (i % 8 == 0)
			term_watch(term);
	}
}

/* Returns a signal that has to be repeated until the end, or 0. */
static int take_step(struct term *term, const struct step *step)
{
	switch (step->action) {
	case ACT_KEYS:
		term_type(term, step->text);
		break;
	case ACT_KILL:
		kill(term->pid, step->number);
		break;
	case ACT_KILL_TILL_END:
		return step->number;
	case ACT_WAIT:
		term_wait_text(term, step->text);
		break;
	case ACT_SIZE:
		term_resize(term, 30, step->number);
		break;
	case ACT_SIZE_STORM:
		size_storm(term, step->number);
		break;
	case ACT_NONE:
		break;
	}
	return 0;
}

static void check_restored(const struct term *term, const struct pty_case *c)
{
	struct termios after;

	/* It has padding. */
	memset(&after, 0, sizeof(after));
	assert_int_equal(tcgetattr(term->slave, &after), 0);
	assert_memory_equal(&after, &term->before, sizeof(after));
	if (!c->term || strcmp(c->term, "xterm"))
		return;
	if (term_last(term, RMCUP) <= term_last(term, "\033[?1049h") ||
	    term_last(term, CNORM) <= term_last(term, "\033[?25l"))
		fail_msg("%s: the screen was not given back: %s", c->name,
			 term->seen);
}

static void check_case(void **state)
{
	const struct pty_case *c = *state;
	struct term term;
	int again = 0;
	int status;
	size_t i;

	term_open(&term, c->name);
	if (!term_fork(&term))
		_exit(run_live(c));
	for (i = 0; i < 8 && !again; i++)
		again = take_step(&term, &c->steps[i]);
	status = term_wait_end(&term, again);
	if (status != c->status)
		fail_msg("%s: status %#x, want %#x: %s", c->name, status,
			 c->status, term.seen);
	check_restored(&term, c);
	term_close(&term);
}

/* The terminal itself goes away: no endless loop, no crash. */
static void ends_with_its_terminal(void **state)
{
	static const struct pty_case c = { .name = "hangup", .term = "xterm" };
	struct term term;

	(void)state;
	term_open(&term, c.name);
	if (!term_fork(&term))
		_exit(run_live(&c));
	term_wait_text(&term, "accept");
	close(term.slave);
	close(term.master);
	term.master = open("/dev/null", O_RDWR | O_CLOEXEC);
	term.slave = dup(term.master);
	assert_int_equal(term_wait_end(&term, 0), EXITS(0));
	term_close(&term);
}

/*
 * A shell's part: the program is stopped by Ctrl-Z, the modes are looked at,
 * and it is continued. Returns what the test expects in `status`.
 */
static int run_shell(const struct pty_case *c, const struct termios *before)
{
	struct termios now;
	int status;
	pid_t pid;

	memset(&now, 0, sizeof(now));
	signal(SIGTTOU, SIG_IGN);
	pid = fork();
	if (!pid) {
		setpgid(0, 0);
		tcsetpgrp(STDIN_FILENO, getpid());
		signal(SIGTTOU, SIG_DFL);
		_exit(run_live(c));
	}
	setpgid(pid, pid);
	if (waitpid(pid, &status, WUNTRACED) != pid || !WIFSTOPPED(status))
		return 100;
	if (tcgetattr(STDIN_FILENO, &now) || memcmp(&now, before, sizeof(now)))
		return 101;
	printf("shell: stopped\n");
	fflush(stdout);
	kill(pid, SIGCONT);
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return 102;
	return WEXITSTATUS(status);
}

static void stops_and_continues(void **state)
{
	static const struct pty_case c = { .name = "stop", .term = "xterm" };
	static const struct step steps[] = {
		WAIT("accept"),
		KEYS("\032"),
		WAIT("shell: stopped"),
		KEYS("h"),
		WAIT("scroll up by a page"),
		KEYS("Q"),
	};
	struct term term;
	size_t i;

	(void)state;
	term_open(&term, c.name);
	if (!term_fork(&term))
		_exit(run_shell(&c, &term.before));
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		take_step(&term, &steps[i]);
	assert_int_equal(term_wait_end(&term, 0), EXITS(0));
	check_restored(&term, &c);
	term_close(&term);
}

int main(void)
{
	enum { CASES_NR = sizeof(cases) / sizeof(cases[0]) };
	struct CMUnitTest tests[CASES_NR + 2] = {
		[CASES_NR] = cmocka_unit_test(ends_with_its_terminal),
		[CASES_NR + 1] = cmocka_unit_test(stops_and_continues),
	};
	size_t i;

	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		return 1;
	for (i = 0; i < CASES_NR; i++)
		tests[i] = (struct CMUnitTest){
			.name = cases[i].name,
			.test_func = check_case,
			.initial_state = (void *)&cases[i],
		};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

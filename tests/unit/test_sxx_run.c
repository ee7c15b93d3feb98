// SPDX-License-Identifier: GPL-2.0
/* stap++ scripts from the command line, with real processes. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/log.h"
#include "fixture.h"
#include "run/stapx.h"

#define MAX_ARGS 16

static struct fixture_proc target;
static char dir[4096];

/* The target: DIR/target with DIR/libexample-2.1.so, in its own directory. */
static int start_target(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "%s", fixture_dir());
	fixture_run(
		"mkdir -p net && echo '$^arg_port :default(80)' >net/tcp.sxx");
	fixture_run(
		"L=libexample-2.1.so; "
		"$CC -shared -fPIC -Wl,-soname,$L "
		"-Wl,--version-script=$SRC/fx_lib.map -o $L $SRC/fx_lib.c && "
		"ln -sf $L libfx.so && "
		"$CC -DWITH_LIB -o target $SRC/fx_target.c -L. -lfx "
		"'-Wl,-rpath,$ORIGIN'");
	target = fixture_start(fixture_path("target"));
	return 0;
}

static int stop_target(void **state)
{
	fixture_stop(&target);
	return fixture_teardown(state);
}

/* Runs a line of words in the scratch directory; what it prints. */
static char *run(const char *line, int *ret_status)
{
	char *copy = strdup(line);
	char *argv[MAX_ARGS + 1];
	char *save, *word, *text;
	int argc = 0;
	int here = open(".", O_RDONLY);
	int saved = dup(STDOUT_FILENO);
	int out = open(fixture_path("out"), O_CREAT | O_TRUNC | O_WRONLY, 0600);

	for (word = strtok_r(copy, "|", &save); word && argc < MAX_ARGS;
	     word = strtok_r(NULL, "|", &save))
		argv[argc++] = word;
	argv[argc] = NULL;
	fflush(stdout);
	dup2(out, STDOUT_FILENO);
	assert_int_equal(chdir(dir), 0);
	fixture_log_start();
	log_verbosity = 0;
	*ret_status = stapx_main(argc, argv);
	fixture_log_stop();
	fflush(stdout);
	dup2(saved, STDOUT_FILENO);
	assert_int_equal(fchdir(here), 0);
	close(here);
	close(saved);
	close(out);
	free(copy);
	assert_int_equal(
		file_read_all(fixture_path("out"), 1 << 20, &text, NULL), 0);
	return text;
}

/* DIR, PID and SELF in a text. */
static char *fill(const char *text)
{
	char *filled = NULL;
	size_t len;
	FILE *out = open_memstream(&filled, &len);

	while (*text) {
		if (!strncmp(text, "DIR", 3)) {
			fputs(dir, out);
			text += 3;
		} else if (!strncmp(text, "PID", 3)) {
			fprintf(out, "%d", (int)target.pid);
			text += 3;
		} else if (!strncmp(text, "SELF", 4)) {
			fprintf(out, "%d", (int)getpid());
			text += 4;
		} else {
			fputc(*text++, out);
		}
	}
	fclose(out);
	return filled;
}

struct line_case {
	const char *line; /* words, separated by '|' */
	const char *out; /* what is printed; NULL: it fails */
	const char *message; /* part of what is logged; NULL: nothing is */
};

#define DUMP "stapx|--sxx|--dump-src|"

static const struct line_case cases[] = {
	/* Where the paths come from. */
	{ DUMP "-x|PID|-e|$^exec_path $^libexample_path $^target $^pid_ok",
	  "DIR/target DIR/libexample-2.1.so PID pid() == target()", NULL },
	{ DUMP "-x|PID|-e|$^libexam_path", "DIR/libexample-2.1.so", NULL },
	{ DUMP "-x|PID|-e|$^libother_path", "DIR/target", NULL },
	/* Options that do not fit. */
	{ DUMP "--arg|a|-e|x", NULL, "--arg a: use --arg NAME=VALUE" },
	{ DUMP "--arg|a b=1|-e|x", NULL, "--arg a b=1: a name has letters" },
	{ DUMP "--arg|-a=1|-e|x", NULL, "--arg -a=1: a name has letters" },
	{ DUMP "--arg|a=1\n2|-e|x", NULL, "--arg a: a value is one line" },
	{ DUMP "--master|x|-e|x", NULL, "--master: \"x\" is no number" },
	{ DUMP "--master|1|-x|1|-e|x", NULL,
	  "--master and -x exclude each other" },
	{ DUMP "--master|1|-c|ls|-e|x", NULL,
	  "--master and -c exclude each other" },
	{ DUMP "--arq|a=1|-e|x", NULL,
	  "--arq: no such option, did you mean `arg'" },
};

static void check(const struct line_case *c)
{
	char *line = fill(c->line);
	char *want = fill(c->out ? c->out : "");
	char *message = fill(c->message ? c->message : "");
	int status;
	char *got = run(line, &status);

	if (!c->out ? status != 1 : status || strcmp(got, want))
		fail_msg("%s\n-> %d\n%s\n-- wanted:\n%s\n%s", line, status, got,
			 want, fixture_log());
	if (!strstr(fixture_log(), message))
		fail_msg("%s\n-> %s", line, fixture_log());
	free(got);
	free(message);
	free(want);
	free(line);
}

static void test_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(&cases[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
	};

	return cmocka_run_group_tests(tests, start_target, stop_target);
}

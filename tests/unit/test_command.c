// SPDX-License-Identifier: GPL-2.0
/* -c CMD: how it is split, and that it runs only when it is told to. */
#include "run/command.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"
#include "run/signals.h"

struct split_case {
	const char *text;
	const char *expect; /* words in brackets; NULL: needs a shell */
};

static const struct split_case split_cases[] = {
	{ "ls", "[ls]" },
	{ "  ls  -l\t/tmp ", "[ls][-l][/tmp]" },
	{ "echo 'a b' c", "[echo][a b][c]" },
	{ "echo \"a b\"c", "[echo][a bc]" },
	{ "echo a\\ b", "[echo][a b]" },
	{ "echo ''", "[echo][]" },
	{ "echo '$x | y'", "[echo][$x | y]" },
	{ "echo \"$x\"", NULL },
	{ "a | b", NULL },
	{ "a; b", NULL },
	{ "a > b", NULL },
	{ "a $b", NULL },
	{ "a *", NULL },
	{ "X=1 a", NULL },
	{ "dd if=a of=b", "[dd][if=a][of=b]" },
	{ "a 'b", NULL },
	{ "a b\\", NULL },
	{ "", NULL },
	{ "   ", NULL },
};

static void join(char **words, char *out, size_t len)
{
	size_t used = 0;

	out[0] = '\0';
	for (; *words && used < len; words++)
		used += (size_t)snprintf(out + used, len - used, "[%s]",
					 *words);
}

static void test_split(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(split_cases) / sizeof(split_cases[0]); i++) {
		const struct split_case *c = &split_cases[i];
		char **words = command_split(c->text);
		char got[256];

		if (!words != !c->expect)
			fail_msg("\"%s\": shell or not", c->text);
		if (!words)
			continue;
		join(words, got, sizeof(got));
		if (strcmp(got, c->expect))
			fail_msg("\"%s\": %s", c->text, got);
		free(words);
	}
}

static int wait_end(struct command *cmd)
{
	const struct timespec tick = { .tv_nsec = 1000000 };
	int status;
	int i;

	for (i = 0; i < 10000; i++) {
		if (command_ended(cmd, &status))
			return status;
		nanosleep(&tick, NULL);
	}
	fail_msg("the command did not end in 10 s");
	return -1;
}

struct run_case {
	const char *text;
	int start; /* result of command_start() */
	int status; /* exit status */
	const char *path; /* part of command_path(); NULL: none */
};

static const struct run_case run_cases[] = {
	{ "true", 0, 0, "/true" },
	{ "false", 0, 1, "/false" },
	{ "exit 7", 0, 127, NULL },
	{ "true && exit 7", 0, 7, NULL },
	{ "/nowhere/nothing", -ENOENT, 127, NULL },
};

static void check_run(const struct run_case *c)
{
	struct command *cmd;
	int status;
	int start;

	assert_int_equal(command_create(c->text, &cmd), 0);
	assert_true(command_pid(cmd) > 0);
	assert_false(command_ended(cmd, &status));
	if (c->path)
		assert_non_null(strstr(command_path(cmd), c->path));
	else
		assert_null(command_path(cmd));
	start = command_start(cmd);
	if (start != c->start && !(start == -ENOENT && c->status == 127))
		fail_msg("\"%s\": start gave %d", c->text, start);
	status = wait_end(cmd);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), c->status);
	command_destroy(cmd);
}

static void test_run(void **state)
{
	size_t i;

	(void)state;
	assert_int_equal(signals_init(), 0);
	for (i = 0; i < sizeof(run_cases) / sizeof(run_cases[0]); i++)
		check_run(&run_cases[i]);
	signals_deinit();
}

/* A child that was never told to start leaves nothing behind. */
static void test_give_up(void **state)
{
	char path[] = "/tmp/stapx-test-XXXXXX";
	char text[64];
	struct command *cmd;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	snprintf(text, sizeof(text), "rm %s", path);
	assert_int_equal(signals_init(), 0);
	assert_int_equal(command_create(text, &cmd), 0);
	command_destroy(cmd);
	signals_deinit();
	assert_int_equal(access(path, F_OK), 0);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	unlink(path);
}

static void drop_message(const char *line, void *arg)
{
	(void)line;
	(void)arg;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_split),
		cmocka_unit_test(test_run),
		cmocka_unit_test(test_give_up),
	};

	log_set_sink(drop_message, NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

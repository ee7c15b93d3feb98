// SPDX-License-Identifier: GPL-2.0
/* --batch: frames on a pipe, their number, and every way to the end. */
#include <errno.h>
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
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "run/signals.h"
#include "top/loop.h"
#include "top_fake.h"

#define OUTPUT_MOST (1 << 20)
#define DEADLINE_S  30

static const struct fake_global script[] = {
	{ "hits",
	  "si:i",
	  { "", "accept\t7\t100\nread\t7\t900\n",
	    "accept\t7\t150\nread\t7\t1900\n\033[2J\t8\t1\n" } },
	{ "lat", "i:t", { "", "1\t2\t30\t10\t20\t15\n" } },
	{ "total", ":i", { "0", "1000", "2051" } },
	{ NULL, NULL, { NULL } },
};

static const struct fake_global broken[] = {
	{ "hits", "s:i", { "", "a\t1\n", FAKE_BROKEN } },
	{ NULL, NULL, { NULL } },
};

static void end_at_once(struct fake *fake, unsigned int tick, bool *ret_ended)
{
	(void)fake;
	(void)tick;
	*ret_ended = true;
}

static void end_by_signal(struct fake *fake, unsigned int tick, bool *ret_ended)
{
	(void)fake;
	(void)ret_ended;
	if (tick == 1)
		raise(SIGTERM);
}

static const struct batch_case {
	const char *golden; /* in tests/golden/top; NULL: no output */
	const struct fake_global *script;
	unsigned int frames;
	void (*on_tick)(struct fake *fake, unsigned int tick, bool *ret_ended);
	const char *columns; /* in the environment; NULL: nothing */
	int result;
} cases[] = {
	{ "batch-one", script, 1, NULL, NULL, 0 },
	{ "batch-two", script, 2, NULL, NULL, 0 },
	{ "batch-narrow", script, 1, NULL, "24", 0 },
	/* It ends before its first frame: a last one shows what there is. */
	{ "batch-ended", script, 9, end_at_once, NULL, 0 },
	{ NULL, script, 9, end_by_signal, NULL, 0 },
	{ "batch-broken", broken, 9, NULL, NULL, EIO },
};

/* In the child: the batch on stdout; the exit status is the error. */
static int run_batch(const struct batch_case *c)
{
	struct top_model model;
	struct fake fake;
	int err;

	alarm(DEADLINE_S);
	if (c->columns)
		setenv("COLUMNS", c->columns, 1);
	else
		unsetenv("COLUMNS");
	fake_init(&fake, c->script);
	fake.on_tick = c->on_tick;
	err = signals_init();
	if (!err)
		err = top_model_init(&model, &fake.source, "x.stp", 0);
	if (err)
		return 255;
	model.delay_ms = 100;
	err = top_loop_run(&model, &top_front_batch, c->frames);
	top_model_deinit(&model);
	signals_deinit();
	return -err;
}

static pid_t start_batch(const struct batch_case *c, int *ret_out)
{
	int fds[2];
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		dup2(fds[1], STDOUT_FILENO);
		close(fds[0]);
		close(fds[1]);
		_exit(run_batch(c));
	}
	close(fds[1]);
	*ret_out = fds[0];
	return pid;
}

static void check_golden(const char *name, const char *text, size_t len)
{
	const char *mode = getenv("STAPX_GOLDEN");
	char path[256];
	char *want;

	snprintf(path, sizeof(path), "tests/golden/top/%s.txt", name);
	if (mode && !strcmp(mode, "write"))
		assert_int_equal(file_write_all(path, text, len), 0);
	assert_int_equal(file_read_all(path, OUTPUT_MOST, &want, NULL), 0);
	assert_string_equal(text, want);
	free(want);
}

static void prints_frames(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int status;
		int out;
		pid_t pid = start_batch(&cases[i], &out);
		char *text;
		size_t len;

		assert_int_equal(file_read_fd(out, OUTPUT_MOST, &text, &len),
				 0);
		close(out);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), cases[i].result);
		if (cases[i].golden)
			check_golden(cases[i].golden, text, len);
		else
			assert_string_equal(text, "");
		free(text);
	}
}

/* `stapx-top --batch | head`: the reader goes, and that is the end. */
static void ends_with_its_reader(void **state)
{
	static const struct batch_case c = { NULL, script, 0, NULL, NULL, 0 };
	char byte;
	int status;
	int out;
	pid_t pid = start_batch(&c, &out);

	(void)state;
	assert_int_equal(read(out, &byte, 1), 1);
	close(out);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), EPIPE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prints_frames),
		cmocka_unit_test(ends_with_its_reader),
	};

	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0
/* The command line of stapx-top: what it takes, and what it says to the rest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"
#include "top/options.h"

#define ARGS_MOST 8

static char last_error[1024];

static void keep_error(const char *line, void *arg)
{
	(void)arg;
	snprintf(last_error, sizeof(last_error), "%s", line);
}

static const struct good_case {
	const char *args[ARGS_MOST];
	bool batch;
	unsigned int frames;
	unsigned int delay_ms;
	int pid;
	const char *title;
} good[] = {
	{ { "-x", "7", "dir/a.stp" }, false, 0, 1000, 7, "a.stp" },
	{ { "-x7", "-e", "global a" }, false, 0, 1000, 7, "-e" },
	{ { "a.stp", "-x", "7", "--batch" }, true, 0, 1000, 7, "a.stp" },
	{ { "-b", "-n", "3", "-d", "0.25", "a" }, true, 3, 250, 0, "a" },
	{ { "-d.1", "-n", "1", "a" }, false, 1, 100, 0, "a" },
	{ { "-d", "3600", "a" }, false, 0, 3600000, 0, "a" },
	{ { "-b", "-o", "f", "a" }, true, 0, 1000, 0, "a" },
};

static const struct bad_case {
	const char *args[ARGS_MOST];
	const char *why;
} bad[] = {
	{ { NULL }, "no script" },
	{ { "-d", "0", "a" }, "-d: \"0\" is no number of seconds" },
	{ { "-d", "0.09", "a" }, "from 0.1 to 3600" },
	{ { "-d", "3601", "a" }, "from 0.1 to 3600" },
	{ { "-d", "nan", "a" }, "from 0.1 to 3600" },
	{ { "-d", "inf", "a" }, "from 0.1 to 3600" },
	{ { "-d", "-1", "a" }, "from 0.1 to 3600" },
	{ { "-d", "1s", "a" }, "from 0.1 to 3600" },
	{ { "-d", "", "a" }, "from 0.1 to 3600" },
	{ { "-d" }, "-d needs a value" },
	{ { "-n", "0", "a" }, "-n: \"0\" is no number" },
	{ { "-n", "4294967296", "a" }, "is no number" },
	{ { "-n", "x", "a" }, "is no number" },
	{ { "--bach", "a" }, "did you mean" },
	{ { "--batch=1", "a" }, "takes no value" },
	{ { "-p4", "a" }, "-p is for stapx alone" },
	{ { "-m", "name", "a" }, "-m is for stapx alone" },
	{ { "-o", "f", "a" }, "add --batch" },
	{ { "kload" }, "run 'stapx kload'" },
};

static int parse(struct top_options *opt, const char *const args[ARGS_MOST])
{
	static char program[] = "stapx-top";
	char *argv[ARGS_MOST + 2] = { program };
	int argc = 1;

	while (argc <= ARGS_MOST && args[argc - 1]) {
		argv[argc] = (char *)args[argc - 1];
		argc++;
	}
	last_error[0] = '\0';
	return top_options_parse(opt, argc, argv);
}

static void accepts(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct top_options opt;

		assert_int_equal(parse(&opt, good[i].args), 0);
		assert_string_equal(last_error, "");
		assert_int_equal(opt.batch, good[i].batch);
		assert_int_equal(opt.frames, good[i].frames);
		assert_int_equal(opt.delay_ms, good[i].delay_ms);
		assert_int_equal(opt.base.pid, good[i].pid);
		assert_string_equal(top_options_title(&opt), good[i].title);
		top_options_deinit(&opt);
	}
}

static void rejects(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct top_options opt;

		assert_int_not_equal(parse(&opt, bad[i].args), 0);
		if (!strstr(last_error, bad[i].why))
			fail_msg("want \"%s\" in \"%s\"", bad[i].why,
				 last_error);
	}
}

/* Options that are refused are not offered. */
static void help(void **state)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	(void)state;
	top_options_help(out);
	fclose(out);
	assert_non_null(strstr(text, "-b, --batch"));
	assert_non_null(strstr(text, "-x PID"));
	assert_non_null(strstr(text, "write the frames to FILE"));
	assert_null(strstr(text, "-p PASS"));
	assert_null(strstr(text, "-m NAME"));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepts),
		cmocka_unit_test(rejects),
		cmocka_unit_test(help),
	};

	log_set_sink(keep_error, NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0
/*
 * The language tests: each tests/language/NAME.stp (or .sxx) makes exactly the text
 * of NAME.out, and has it. With files as arguments the program prints what they
 * make (-l: their listing) and tests nothing.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "script_run.h"

static void test_script(void **state)
{
	const char *path = *state;
	char name[4096];
	char *want, *got;

	snprintf(name, sizeof(name), "%.*s.out", (int)strlen(path) - 4, path);
	assert_int_equal(file_read_all(name, 1 << 20, &want, NULL), 0);
	assert_int_equal(script_run_file(path, SCRIPT_RUN, &got), 0);
	assert_string_equal(got, want);
	free(got);
	free(want);
}

static int print_files(char **paths, enum script_run_mode mode)
{
	for (; *paths; paths++) {
		char *text;

		if (script_run_file(*paths, mode, &text)) {
			perror(*paths);
			return 1;
		}
		fputs(text, stdout);
		free(text);
	}
	return 0;
}

static int run_all(glob_t *files)
{
	struct CMUnitTest *tests = calloc(files->gl_pathc, sizeof(*tests));
	int failed;

	if (!tests)
		return 1;
	for (size_t i = 0; i < files->gl_pathc; i++) {
		tests[i].name = files->gl_pathv[i];
		tests[i].test_func = test_script;
		tests[i].initial_state = files->gl_pathv[i];
	}
	failed = _cmocka_run_group_tests("language", tests, files->gl_pathc,
					 NULL, NULL);
	free(tests);
	return failed;
}

int main(int argc, char **argv)
{
	glob_t files;
	int failed;

	if (argc > 1 && !strcmp(argv[1], "-l"))
		return print_files(argv + 2, SCRIPT_LIST);
	if (argc > 1)
		return print_files(argv + 1, SCRIPT_RUN);
	if (glob("tests/language/*.s[tx][px]", 0, NULL, &files)) {
		fprintf(stderr, "no tests/language/*.stp here: run it in the "
				"top folder of the sources\n");
		return 1;
	}
	failed = run_all(&files);
	globfree(&files);
	return failed;
}

// SPDX-License-Identifier: GPL-2.0
/* The manual page: its examples run, and it has every option. */
#include <ctype.h>
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
#include "fixture.h"
#include "run/options.h"
#include "run/stapx.h"

#define PAGE	 "docs/man/stapx.1"
#define ARGS_MAX 32

static char *page;

static int read_page(void **state)
{
	(void)state;
	return file_read_all(PAGE, 1 << 20, &page, NULL);
}

static int free_page(void **state)
{
	free(page);
	return fixture_teardown(state);
}

/* "\e" is the page's backslash. */
static void unescape(char *line)
{
	char *to = line;

	for (; *line; line++) {
		if (line[0] == '\\' && line[1] == 'e')
			*to++ = '\\', line++;
		else
			*to++ = *line;
	}
	*to = '\0';
}

/* Splits at blanks outside of '...', in place. */
static int split(char *line, char **argv)
{
	int argc = 0;
	char *to;

	while (*line && argc < ARGS_MAX) {
		bool quoted = false;

		argv[argc++] = to = line;
		for (; *line && (quoted || *line != ' '); line++) {
			if (*line == '\'')
				quoted = !quoted;
			else
				*to++ = *line;
		}
		if (*line)
			line++;
		*to = '\0';
	}
	return argc;
}

/* Nothing is probed: the program is compiled, or written where it says so. */
static void run_example(char *line)
{
	char *argv[ARGS_MAX + 2];
	char pass[] = "-p2";
	int argc;

	unescape(line);
	argc = split(line, argv);
	assert_string_equal(argv[0], "stapx");
	if (strcmp(argv[1], "-p4"))
		argv[argc++] = pass;
	argv[argc] = NULL;
	if (stapx_main(argc, argv))
		fail_msg("the example fails: %s %s ...", argv[1], argv[2]);
}

static int quiet_stdout(void)
{
	int saved;
	int null = open("/dev/null", O_WRONLY);

	fflush(stdout);
	saved = dup(STDOUT_FILENO);
	dup2(null, STDOUT_FILENO);
	close(null);
	return saved;
}

static void restore_stdout(int saved)
{
	fflush(stdout);
	dup2(saved, STDOUT_FILENO);
	close(saved);
}

static void test_examples(void **state)
{
	char *copy = strdup(page);
	char *save;
	char *line;
	bool inside = false;
	int nr = 0;
	int here = open(".", O_RDONLY);
	int out = quiet_stdout();

	(void)state;
	assert_true(here >= 0);
	assert_int_equal(chdir(fixture_dir()), 0);
	for (line = strtok_r(copy, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		if (!strcmp(line, ".EX") || !strcmp(line, ".EE")) {
			inside = !strcmp(line, ".EX");
		} else if (inside) {
			run_example(line);
			nr++;
		}
	}
	assert_int_equal(fchdir(here), 0);
	close(here);
	restore_stdout(out);
	assert_true(nr >= 7);
	free(copy);
}

/* A line of the page in bold type whose first word is the option. */
static bool page_has(const char *option)
{
	size_t len = strlen(option);
	const char *line;

	for (line = strstr(page, "\n.B"); line;
	     line = strstr(line + 1, "\n.B")) {
		const char *at = line + strlen("\n.B");
		size_t i;

		at += strcspn(at, " ") + 1;
		for (i = 0; i < len; i++, at++) {
			at += *at == '\\';
			if (*at != option[i])
				break;
		}
		if (i == len && !isalnum(*at) && *at != '-')
			return true;
	}
	return false;
}

/* Every option that --help lists has its paragraph. */
static void test_options(void **state)
{
	char *help = NULL;
	char *save;
	char *line;
	size_t len;
	FILE *out = open_memstream(&help, &len);
	int nr = 0;

	(void)state;
	options_help(out, OPTIONS_OF_STAPX, "", NULL);
	fclose(out);
	for (line = strtok_r(help, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		char option[64];

		if (sscanf(line, "  -%62[a-zA-Z-]", option + 1) != 1)
			continue;
		option[0] = '-';
		nr++;
		if (!page_has(option))
			fail_msg("%s does not tell of %s", PAGE, option);
	}
	assert_true(nr > 10);
	free(help);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_examples),
	};

	return cmocka_run_group_tests(tests, read_page, free_page);
}

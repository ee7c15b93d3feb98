// SPDX-License-Identifier: GPL-2.0
/*
 * Scripts with variables of programs: each tests/target/NAME.stp makes exactly
 * the text of NAME.out on every program that is listed for it. With a script
 * as argument, and what compiles ./program behind it, the test prints what it
 * makes and tests nothing.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "fixture.h"
#include "target_run.h"

/* Without optimisation variables are in memory, with it in registers. */
static const struct {
	const char *name;
	const char *command;
} compilers[] = {
	{ "gcc0", "gcc -g -O0" },
	{ "gcc2", "gcc -g -O2" },
	{ "static", "gcc -g -O1 -static -no-pie -fno-pie" },
	{ "dwarf4", "gcc -gdwarf-4 -Os" },
	{ "clang0", "clang -g -O0" },
	{ "clang2", "clang -g -O2" },
	{ "g++0", "g++ -g -O0" },
	{ "g++1", "g++ -g -O1" },
};

#define COMPILERS (sizeof(compilers) / sizeof(compilers[0]))

struct target_case {
	const char *script; /* NAME.stp below tests/target */
	const char *source; /* below it, too */
	const char *compilers; /* words: names of the table above */
	bool skip_badvars;
};

#define ALL "gcc0 gcc2 static dwarf4 clang0 clang2"

static const struct target_case cases[] = {
	{ "values", "values.c", ALL, false },
	{ "pretty", "values.c", ALL, false },
	{ "missing", "values.c", ALL, false },
	{ "globals", "values.c", ALL, false },
	{ "sizes", "values.c", ALL, false },
	{ "lists", "values.c", ALL, false },
	{ "returns", "values.c", ALL, false },
	{ "entry", "calls.c", ALL, false },
	{ "badvars", "values.c", ALL, true },
	{ "classes", "classes.cc", "g++0 g++1", false },
	{ "inlined", "inlined.c", "gcc0 clang0 clang2", false },
	{ "marks", "marks.c", "gcc0 gcc2 static clang2", false },
	{ "autocast", "values.c", ALL, false },
	{ "kernel", "values.c", "gcc0 gcc2", false },
	{ "err.kernel", "values.c", "gcc0", false },
	{ "pieces", "inlined.c", "clang2", false },
	{ "err.names", "values.c", "gcc0", false },
	{ "err.kinds", "values.c", "gcc0", false },
	{ "err.autocast", "values.c", "gcc0", false },
	{ "err.places", "values.c", "gcc0", false },
};

#define CASES (sizeof(cases) / sizeof(cases[0]))

static char top[4096]; /* of the sources */

static bool is_there(const char *command)
{
	char text[4200];

	snprintf(text, sizeof(text), "command -v %.*s >/dev/null",
		 (int)strcspn(command, " "), command);
	return !system(text);
}

static void build(const char *command, const char *source)
{
	fixture_run("%s -o program '%s/tests/target/%s'", command, top, source);
}

static char *run(const struct target_case *c)
{
	char path[8192], *got;

	snprintf(path, sizeof(path), "%s/tests/target/%s.stp", top, c->script);
	assert_int_equal(chdir(fixture_dir()), 0);
	assert_int_equal(target_run_file(path, top, fixture_dir(),
					 c->skip_badvars, &got),
			 0);
	assert_int_equal(chdir(top), 0);
	return got;
}

static void check(const struct target_case *c, const char *compiler)
{
	char name[8192], *want, *got = run(c);

	snprintf(name, sizeof(name), "%s/tests/target/%s.out", top, c->script);
	assert_int_equal(file_read_all(name, 1 << 20, &want, NULL), 0);
	if (strcmp(got, want) != 0)
		print_error("%s by %s:\n", c->script, compiler);
	assert_string_equal(got, want);
	free(got);
	free(want);
}

static bool is_listed(const char *list, const char *name)
{
	size_t len = strlen(name);

	for (; (list = strstr(list, name)) != NULL; list += len)
		if (list[len] == ' ' || !list[len])
			return true;
	return false;
}

static void test_case(void **state)
{
	const struct target_case *c = *state;
	size_t i;

	for (i = 0; i < COMPILERS; i++) {
		if (!is_listed(c->compilers, compilers[i].name) ||
		    !is_there(compilers[i].command))
			continue;
		build(compilers[i].command, c->source);
		check(c, compilers[i].name);
	}
}

/* NAME COMMAND SOURCE: what a script makes of a program. */
static int print(char **argv)
{
	const struct target_case c = { .script = argv[1] };
	char *got;

	build(argv[2], argv[3]);
	got = run(&c);
	fputs(got, stdout);
	free(got);
	return fixture_teardown(NULL);
}

int main(int argc, char **argv)
{
	struct CMUnitTest tests[CASES];
	size_t i;

	if (!getcwd(top, sizeof(top)))
		return 1;
	setenv("XDG_CACHE_HOME", fixture_path("cache"), 1);
	unsetenv("STAPX_INDEX_PATH");
	unsetenv("STAPX_INDEX_URLS");
	unsetenv("DEBUGINFOD_URLS");
	if (argc == 4)
		return print(argv);
	for (i = 0; i < CASES; i++)
		tests[i] = (struct CMUnitTest){
			.name = cases[i].script,
			.test_func = test_case,
			.initial_state = (void *)&cases[i],
		};
	return _cmocka_run_group_tests("target", tests, CASES, NULL,
				       fixture_teardown);
}

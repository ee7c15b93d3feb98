// SPDX-License-Identifier: GPL-2.0
/* Files of the program: beside it, else where they are installed. */
#include "base/install.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "fixture.h"

/* Run as "PROGRAM find NAME" from another place, the test prints the path. */
static int print_found(const char *name)
{
	char buf[INSTALL_PATH_MAX];

	puts(install_find(name, buf));
	return 0;
}

/* What a copy of this program in DIR/bin finds as thing.o. */
static const char *found_by_copy(void)
{
	static char *text;
	char *end;

	free(text);
	text = NULL;
	fixture_run("cp /proc/%d/exe bin/copy && bin/copy find thing.o > found",
		    (int)getpid());
	assert_int_equal(
		file_read_all(fixture_path("found"), 8192, &text, NULL), 0);
	end = strchr(text, '\n');
	assert_non_null(end);
	*end = '\0';
	assert_memory_equal(text, fixture_dir(), strlen(fixture_dir()));
	return text + strlen(fixture_dir());
}

static void test_places(void **state)
{
	(void)state;
	fixture_run("mkdir -p bin lib/stapx");
	/* In neither: the first place, for the message. */
	assert_string_equal(found_by_copy(), "/bin/thing.o");
	fixture_run("touch lib/stapx/thing.o");
	assert_string_equal(found_by_copy(), "/bin/../lib/stapx/thing.o");
	fixture_run("touch bin/thing.o");
	assert_string_equal(found_by_copy(), "/bin/thing.o");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places),
	};

	if (argc == 3 && !strcmp(argv[1], "find"))
		return print_found(argv[2]);
	return cmocka_run_group_tests(tests, NULL, fixture_teardown);
}

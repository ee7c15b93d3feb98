// SPDX-License-Identifier: GPL-2.0
/* Indexes of real files, and what other tools say of the same files. */
#include "index_fixture.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "dwarf/make.h"
#include "fixture.h"

struct index *index_fixture_make(const char *path)
{
	char out[PATH_MAX];
	struct index *ix;
	int err;

	fixture_log_start();
	err = make_index(path, true, fixture_path("made.sxi"), NULL, out);
	if (err)
		fail_msg("%s: %s", path, fixture_log());
	fixture_log_stop();
	assert_int_equal(index_open(out, &ix), 0);
	return ix;
}

FILE *index_fixture_ask(const char *command, const char *file)
{
	FILE *out;

	assert_int_equal(setenv("F", file, 1), 0);
	assert_int_equal(setenv("LC_ALL", "C", 1), 0);
	/* Servers of debug information are asked by nobody here. */
	assert_int_equal(setenv("DEBUGINFOD_URLS", "", 1), 0);
	out = popen(command, "r");
	assert_non_null(out);
	return out;
}

void index_fixture_end(FILE *out)
{
	assert_int_equal(pclose(out), 0);
}

bool index_fixture_has(const char *tool)
{
	char command[128];

	snprintf(command, sizeof(command), "command -v %s >/dev/null", tool);
	if (!system(command))
		return true;
	print_message("%s is not installed: not compared with it\n", tool);
	return false;
}

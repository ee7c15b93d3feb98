// SPDX-License-Identifier: GPL-2.0
#include "debuginfo/root_path.h"

#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

static const struct {
	const char *path;
	int err;
	const char *want;
} paths[] = {
	{ "/", 0, "/" },
	{ "/usr/bin/real", 0, "/usr/bin/real" },
	{ "//usr/./bin//real", 0, "/usr/bin/real" },
	{ "/usr/bin/../bin/real", 0, "/usr/bin/real" },
	{ "/../../usr/bin/real", 0, "/usr/bin/real" },
	{ "/bin/real", 0, "/usr/bin/real" },
	{ "/usr/bin/absolute", 0, "/usr/bin/real" },
	{ "/usr/bin/up", 0, "/usr/bin/real" },
	{ "/usr/bin/chain", 0, "/usr/bin/real" },
	{ "/out/usr/bin/real", 0, "/usr/bin/real" },
	{ "/usr/bin/missing", -ENOENT, NULL },
	{ "/usr/bin/real/below", -ENOTDIR, NULL },
	{ "/loop", -ELOOP, NULL },
	{ "relative", -EINVAL, NULL },
	{ "", -EINVAL, NULL },
};

static int make_tree(void **state)
{
	(void)state;
	fixture_run("mkdir -p root/usr/bin && cd root && echo >usr/bin/real && "
		    "ln -s usr/bin bin && ln -s /usr/bin/real usr/bin/absolute "
		    "&& ln -s ../../../../usr/bin/real usr/bin/up && "
		    "ln -s absolute usr/bin/chain && ln -s loop loop && "
		    "ln -s /../.. out");
	return 0;
}

static void test_resolve(void **state)
{
	char got[PATH_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		int err = root_resolve(fixture_path("root"), paths[i].path, got,
				       sizeof(got));

		if (err != paths[i].err)
			fail_msg("%s: %d", paths[i].path, err);
		if (!err)
			assert_string_equal(got, paths[i].want);
	}
}

static void test_join(void **state)
{
	char want[PATH_MAX];
	char got[PATH_MAX];

	(void)state;
	snprintf(want, sizeof(want), "%s/usr/bin/real", fixture_path("root"));
	assert_int_equal(root_join(fixture_path("root"), "/usr/bin/absolute",
				   got, sizeof(got)),
			 0);
	assert_string_equal(got, want);
	assert_int_equal(root_join("", want, got, sizeof(got)), 0);
	assert_int_equal(root_join("", want, got, 4), -ENAMETOOLONG);
}

static void test_too_long(void **state)
{
	char path[2 * PATH_MAX];
	char got[PATH_MAX];

	(void)state;
	memset(path, 'x', sizeof(path));
	path[0] = '/';
	path[sizeof(path) - 1] = '\0';
	assert_int_equal(root_resolve("", path, got, sizeof(got)),
			 -ENAMETOOLONG);
	path[NAME_MAX + 2] = '\0';
	assert_int_equal(root_resolve("", path, got, sizeof(got)),
			 -ENAMETOOLONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_resolve),
		cmocka_unit_test(test_join),
		cmocka_unit_test(test_too_long),
	};

	return cmocka_run_group_tests(tests, make_tree, fixture_teardown);
}

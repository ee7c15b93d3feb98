// SPDX-License-Identifier: GPL-2.0
/* Where a script's index comes from, and what is said where there is none. */
#include "dwarf/provide.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "dwarf/source.h"
#include "fixture.h"
#include "index/find.h"
#include "index/store.h"

static char hex[SOURCE_BUILD_ID_TEXT]; /* of ix */

/* Programs with one build-id: with debug information, and without. */
static int set_up(void **state)
{
	u8 id[INDEX_BUILD_ID_MAX];
	int len;

	(void)state;
	setenv("XDG_CACHE_HOME", fixture_path("cache"), 1);
	unsetenv("STAPX_INDEX_PATH");
	unsetenv("STAPX_INDEX_URLS");
	unsetenv("DEBUGINFOD_URLS");
	fixture_run("$CC -O2 -g -Wl,--build-id $SRC/ix_one.c $SRC/ix_two.c "
		    "-o ix");
	fixture_run("objcopy -g ix bare");
	len = source_build_id(fixture_path("ix"), id);
	assert_true(len > 0);
	source_build_id_text(id, (u32)len, hex);
	return 0;
}

static int empty_cache(void **state)
{
	(void)state;
	provide_forget_all();
	unsetenv("STAPX_INDEX_PATH");
	fixture_run("rm -rf cache other");
	fixture_log_start();
	return 0;
}

static int stop_log(void **state)
{
	(void)state;
	fixture_log_stop();
	return 0;
}

static int provide(const char *name, const struct index **ret)
{
	return provide_index(fixture_path(name), name, true, false, ret);
}

static void assert_is_ix(const struct index *ix)
{
	assert_int_not_equal(index_find_kind(ix, "ix_outer", INDEX_NAME_FUNC),
			     INDEX_NONE);
}

static void assert_says(const char *text)
{
	if (!strstr(fixture_log(), text))
		fail_msg("\"%s\" is not in: %s", text, fixture_log());
}

static void test_made_and_kept(void **state)
{
	const struct index *ix, *again;
	char path[PATH_MAX];

	(void)state;
	assert_int_equal(provide("ix", &ix), 0);
	assert_is_ix(ix);
	snprintf(path, sizeof(path), "%s/stapx/index/%.2s/%s.sxi",
		 fixture_path("cache"), hex, hex + 2);
	assert_string_equal(index_path(ix), path);
	assert_string_equal(fixture_log(), "");
	/* The process keeps it: no place is asked again. */
	assert_int_equal(unlink(path), 0);
	assert_int_equal(provide("bare", &again), 0);
	assert_ptr_equal(again, ix);
}

static void test_stripped_by_store(void **state)
{
	const struct index *ix;

	(void)state;
	assert_int_equal(provide("ix", &ix), 0);
	provide_forget_all();
	assert_int_equal(provide("bare", &ix), 0);
	assert_is_ix(ix);
}

/* Damaged, of another version, of another file: the next place has it right. */
static void test_bad_ones_are_passed_over(void **state)
{
	/* $BAD is the file. 4: the version; 50: in the build-id. */
	static const char *const harm[] = {
		"truncate -s 100 $BAD",
		": >$BAD",
		"rm $BAD; mkdir $BAD",
		"printf XX | dd of=$BAD conv=notrunc bs=1 2>/dev/null",
		"printf XX | dd of=$BAD conv=notrunc bs=1 seek=4 2>/dev/null",
		"printf XX | dd of=$BAD conv=notrunc bs=1 seek=50 2>/dev/null",
	};
	const struct index *ix;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(harm) / sizeof(harm[0]); i++) {
		unsetenv("STAPX_INDEX_PATH");
		assert_int_equal(provide("ix", &ix), 0);
		provide_forget_all();
		fixture_run("rm -rf other && cp -r cache/stapx/index other");
		fixture_run("BAD=other/%.2s/%s.sxi; %s", hex, hex + 2, harm[i]);
		setenv("STAPX_INDEX_PATH", fixture_path("other"), 1);
		assert_int_equal(provide("bare", &ix), 0);
		assert_is_ix(ix);
		assert_null(strstr(index_path(ix), "/other/"));
		provide_forget_all();
	}
}

static void test_nothing_to_make_it_of(void **state)
{
	const struct index *ix;

	(void)state;
	setenv("STAPX_INDEX_PATH", fixture_path("other"), 1);
	assert_int_equal(provide("bare", &ix), -ENODATA);
	assert_null(ix);
	assert_says("bare (build-id ");
	assert_says(hex);
	assert_says(fixture_path("other"));
	assert_says(fixture_path("cache/stapx/index"));
	assert_says(STORE_SYSTEM);
	assert_says(".gnu_debuglink");
	assert_says("/usr/lib/debug/.build-id");
	assert_says("$DEBUGINFOD_URLS (not set)");
	assert_says("run: stapx index bare");
	assert_null(strchr(strchr(fixture_log(), '\n') + 1, '\n'));
}

static void test_optional_is_silent(void **state)
{
	const struct index *ix;

	(void)state;
	assert_int_equal(
		provide_index(fixture_path("bare"), "bare", true, true, &ix),
		-ENODATA);
	assert_string_equal(fixture_log(), "");
}

/* The index serves the process, and leaves nothing behind. */
static void test_no_place_to_keep(void **state)
{
	const struct index *ix;

	(void)state;
	fixture_run("mkdir -p scratch && : >cache");
	setenv("TMPDIR", fixture_path("scratch"), 1);
	assert_int_equal(provide("ix", &ix), 0);
	assert_is_ix(ix);
	fixture_run("rmdir scratch");
	fixture_run("mkdir -p scratch && "
		    "$CC -g -Wl,--build-id=none $SRC/ix_one.c $SRC/ix_two.c "
		    "-o anonymous");
	assert_int_equal(provide("anonymous", &ix), 0);
	assert_is_ix(ix);
	fixture_run("rmdir scratch");
	unsetenv("TMPDIR");
}

static void test_no_elf_file(void **state)
{
	const struct index *ix;

	(void)state;
	fixture_run("echo text >text");
	assert_int_equal(provide("text", &ix), -ENOEXEC);
	assert_int_equal(provide("missing", &ix), -ENOENT);
	assert_string_equal(fixture_log(),
			    "read text: Exec format error\n"
			    "open missing: No such file or directory\n");
}

/* What libdw cannot read of a file is an error of that file. */
static void test_damaged_debug_information(void **state)
{
	const struct index *ix;

	(void)state;
	fixture_run("objcopy --dump-section .debug_info=info ix && "
		    "printf '\\143' | "
		    "dd of=info conv=notrunc bs=1 seek=4 2>/dev/null && "
		    "objcopy --update-section .debug_info=info ix damaged");
	assert_int_not_equal(provide("damaged", &ix), 0);
	assert_null(ix);
	assert_string_not_equal(fixture_log(), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(fn) cmocka_unit_test_setup_teardown(fn, empty_cache, stop_log)
		T(test_made_and_kept),
		T(test_stripped_by_store),
		T(test_bad_ones_are_passed_over),
		T(test_nothing_to_make_it_of),
		T(test_optional_is_silent),
		T(test_no_place_to_keep),
		T(test_no_elf_file),
		T(test_damaged_debug_information),
#undef T
	};

	return cmocka_run_group_tests(tests, set_up, fixture_teardown);
}

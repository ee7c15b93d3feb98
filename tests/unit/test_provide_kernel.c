// SPDX-License-Identifier: GPL-2.0
/* Where the index of a kernel and of its modules comes from. */
#include "dwarf/provide_kernel.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "btf_maker.h"
#include "dwarf/make.h"
#include "dwarf/provide.h"
#include "fixture.h"
#include "index/find.h"
#include "index/kernel.h"
#include "index/serve.h"
#include "index/writer.h"

#define KERNEL_ID  "0102030405060708"
#define MODULE_ID  "1112131415161718"
#define KERNEL_SXI "cache/stapx/index/01/02030405060708.btf.sxi"
#define MODULE_SXI "cache/stapx/index/11/12131415161718." KERNEL_ID ".btf.sxi"

static void write_sample(const char *name, void *data, size_t len)
{
	assert_int_equal(file_write_all(fixture_path(name), data, len), 0);
	free(data);
}

/* ELF notes: one of another kind, then a build-id that counts from `first`. */
static void write_notes(const char *name, uint8_t first)
{
	uint8_t notes[20 + 24] = { 4, 0, 0, 0,	 4,   0,   0,	0,   6,
				   0, 0, 0, 'X', 'e', 'n', 0,	1,   2,
				   3, 4, 4, 0,	 0,   0,   8,	0,   0,
				   0, 3, 0, 0,	 0,   'G', 'N', 'U', 0 };
	uint8_t i;

	for (i = 0; i < 8; i++)
		notes[36 + i] = (uint8_t)(first + i);
	assert_int_equal(
		file_write_all(fixture_path(name), notes, sizeof(notes)), 0);
}

static int set_up(void **state)
{
	size_t len;
	void *data;

	(void)state;
	fixture_run("rm -rf sys cache store tmp; "
		    "mkdir -p sys/kernel/btf sys/module/later/notes "
		    "sys/module/plain store tmp");
	write_notes("sys/kernel/notes", 0x01);
	write_notes("sys/module/later/notes/.note.gnu.build-id", 0x11);
	data = make_kernel_sample(&len);
	write_sample("sys/kernel/btf/vmlinux", data, len);
	data = make_module_sample(&len);
	write_sample("sys/kernel/btf/later", data, len);
	setenv("XDG_CACHE_HOME", fixture_path("cache"), 1);
	setenv("STAPX_INDEX_PATH", fixture_path("store"), 1);
	setenv("TMPDIR", fixture_path("tmp"), 1);
	provide_forget_all();
	fixture_log_start();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	fixture_log_stop();
	provide_forget_all();
	return 0;
}

static int ask(const char *module, bool optional, const struct index **ret)
{
	return provide_kernel_index_at(fixture_path("sys"), module, optional,
				       ret);
}

static bool exists(const char *name)
{
	return !access(fixture_path(name), F_OK);
}

/* Made once; then from the process, from the cache. */
static void test_kernel(void **state)
{
	const struct index *ix, *again;

	(void)state;
	assert_int_equal(ask("", false, &ix), 0);
	assert_true(kernel_is_btf(ix));
	assert_true(exists(KERNEL_SXI));
	assert_int_not_equal(index_find_kind(ix, "task", INDEX_NAME_STRUCT),
			     INDEX_NONE);
	assert_int_equal(ask(NULL, false, &again), 0);
	assert_ptr_equal(again, ix);
	assert_int_equal(ask("vmlinux", false, &again), 0);
	assert_ptr_equal(again, ix);
	provide_forget_all();
	unlink(fixture_path("sys/kernel/btf/vmlinux"));
	assert_int_equal(ask("kernel", false, &ix), 0);
	assert_string_equal(index_path(ix), fixture_path(KERNEL_SXI));
	assert_string_equal(fixture_log(), "");
}

static void test_made_again(void **state)
{
	const struct index *ix;

	(void)state;
	assert_int_equal(ask("", false, &ix), 0);
	provide_forget_all();
	assert_int_equal(truncate(fixture_path(KERNEL_SXI), 100), 0);
	assert_int_equal(ask("", false, &ix), 0);
	assert_int_equal(index_verify(ix), 0);
	/* The cache has another kernel's under this one's name. */
	provide_forget_all();
	fixture_run("mkdir -p cache/stapx/index/21; mv " KERNEL_SXI
		    " cache/stapx/index/21/22232425262728.btf.sxi");
	write_notes("sys/kernel/notes", 0x21);
	assert_int_equal(ask("", false, &ix), 0);
	assert_int_equal(index_head(ix)->build_id[0], 0x21);
	assert_string_equal(fixture_log(), "");
}

static void test_debug_information_first(void **state)
{
	const struct index *ix;
	char out[PATH_MAX];

	(void)state;
	assert_int_equal(ask("", false, &ix), 0);
	provide_forget_all();
	fixture_run("echo 'int answer(int of) { return of; } "
		    "int main(void) { return 0; }' >v.c; "
		    "$CC -g -Wl,--build-id=0x" KERNEL_ID " v.c -o v");
	assert_int_equal(make_index(fixture_path("v"), false, NULL,
				    fixture_path("store"), out),
			 0);
	assert_int_equal(ask("", false, &ix), 0);
	assert_false(kernel_is_btf(ix));
	assert_string_equal(index_path(ix), out);
}

static void test_fetched(void **state)
{
	const struct index *ix;
	char out[PATH_MAX];
	struct serve *s;

	(void)state;
	fixture_run("echo 'int main(void) { return 0; }' >v.c; mkdir -p other; "
		    "$CC -g -Wl,--build-id=0x" KERNEL_ID " v.c -o v");
	assert_int_equal(make_index(fixture_path("v"), false, NULL,
				    fixture_path("other"), out),
			 0);
	assert_int_equal(serve_start(fixture_path("other"), "127.0.0.1:0", &s),
			 0);
	setenv("STAPX_INDEX_URLS", serve_url(s), 1);
	assert_int_equal(ask("", false, &ix), 0);
	assert_false(kernel_is_btf(ix));
	provide_forget_all();
	/* It does not have the module's, which is made of BTF. */
	assert_int_equal(ask("later", false, &ix), 0);
	assert_true(kernel_is_btf(ix));
	serve_stop(s);
	unsetenv("STAPX_INDEX_URLS");
	assert_string_equal(fixture_log(), "");
}

/* One of symbols alone says nothing of types. */
static void test_symbols_only(void **state)
{
	struct arena *arena = arena_create();
	const struct index *ix;
	struct index_writer w;
	u8 i;

	(void)state;
	index_writer_init(&w, arena);
	w.build_id_len = 8;
	for (i = 0; i < 8; i++)
		w.build_id[i] = (u8)(1 + i);
	fixture_run("mkdir -p store/01");
	assert_int_equal(
		index_writer_save(&w,
				  fixture_path("store/01/02030405060708.sxi")),
		0);
	arena_destroy(arena);
	assert_int_equal(ask("", false, &ix), 0);
	assert_true(kernel_is_btf(ix));
}

static void test_module(void **state)
{
	const struct index *ix, *kernel;

	(void)state;
	assert_int_equal(ask("later", false, &ix), 0);
	assert_int_equal(ask("", false, &kernel), 0);
	assert_ptr_not_equal(ix, kernel);
	assert_true(exists(MODULE_SXI));
	assert_int_not_equal(index_find_kind(ix, "probe", INDEX_NAME_FUNC),
			     INDEX_NONE);
	assert_int_not_equal(index_find_kind(ix, "task", INDEX_NAME_STRUCT),
			     INDEX_NONE);
	assert_int_equal(index_find_kind(ix, "wake", INDEX_NAME_FUNC),
			 INDEX_NONE);
	assert_int_equal(index_find_kind(kernel, "probe", INDEX_NAME_FUNC),
			 INDEX_NONE);
	assert_string_equal(fixture_log(), "");
}

static void test_no_module(void **state)
{
	static const char *const wrong[] = { "../later", "a/b", ".hidden" };
	const struct index *ix;
	size_t i;

	(void)state;
	assert_int_equal(ask("not-there", true, &ix), -ENOENT);
	assert_non_null(
		strstr(fixture_log(), "module not_there: it is not loaded"));
	for (i = 0; i < 3; i++) {
		fixture_log_start();
		assert_int_equal(ask(wrong[i], false, &ix), -ENOENT);
		assert_non_null(
			strstr(fixture_log(), "no module can be called that"));
	}
	/* Loaded, and without BTF. */
	fixture_log_start();
	assert_int_equal(ask("plain", false, &ix), -ENODATA);
	assert_non_null(strstr(fixture_log(), "stapx index FILE.ko"));
}

static void test_nothing(void **state)
{
	const struct index *ix;

	(void)state;
	unlink(fixture_path("sys/kernel/btf/vmlinux"));
	assert_int_equal(ask("", true, &ix), -ENODATA);
	assert_string_equal(fixture_log(), "");
	assert_int_equal(ask("", false, &ix), -ENODATA);
	assert_non_null(strstr(fixture_log(), "build-id " KERNEL_ID));
	assert_non_null(strstr(fixture_log(), "stapx index --kernel"));
}

static void test_damaged_btf(void **state)
{
	const struct index *ix;

	(void)state;
	assert_int_equal(truncate(fixture_path("sys/kernel/btf/vmlinux"), 200),
			 0);
	assert_int_equal(ask("", true, &ix), -EINVAL);
	assert_non_null(strstr(fixture_log(), "BTF header"));
}

/* No build-id, or a store that takes nothing: for this run alone. */
static void test_not_kept(void **state)
{
	const struct index *ix;

	(void)state;
	setenv("XDG_CACHE_HOME", "/proc/none", 1);
	assert_int_equal(ask("", false, &ix), 0);
	assert_true(kernel_is_btf(ix));
	provide_forget_all();
	setenv("XDG_CACHE_HOME", fixture_path("cache"), 1);
	unlink(fixture_path("sys/kernel/notes"));
	assert_int_equal(ask("", false, &ix), 0);
	assert_int_equal(index_head(ix)->build_id_len, 0);
	fixture_run("test -z \"$(ls tmp)\" && test ! -e cache");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_kernel),
		TEST(test_made_again),
		TEST(test_debug_information_first),
		TEST(test_fetched),
		TEST(test_symbols_only),
		TEST(test_module),
		TEST(test_no_module),
		TEST(test_nothing),
		TEST(test_damaged_btf),
		TEST(test_not_kept),
	};

	return cmocka_run_group_tests(tests, NULL, fixture_teardown);
}

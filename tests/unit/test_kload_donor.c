// SPDX-License-Identifier: GPL-2.0
/* Donor modules: what is read from them, compressed ones, damaged ones. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"
#include "kload/donor.h"
#include "kload_fixture.h"

#define INIT "init_module: ret\n.globl init_module\n"
#define EXIT "cleanup_module: ret\n.globl cleanup_module\n"
#define INFO                                                \
	".section .modinfo,\"a\"\n.asciz \"license=GPL\"\n" \
	".asciz \"vermagic=6.1.0 SMP modversions \"\n"
#define MODULE                                                      \
	".section .gnu.linkonce.this_module,\"aw\"\n.skip 24\n"     \
	".asciz \"donor\"\n.skip 34\n.quad init_module\n.skip 56\n" \
	".quad cleanup_module\n.skip 120\n"
#define VERSIONS                                                          \
	".section __versions,\"a\"\n.quad 0x11111111\n.asciz \"vfree\"\n" \
	".skip 50\n.quad 0xcafe1234\n.asciz \"module_layout\"\n.skip 42\n"

static int parse(const char *text, struct donor *ret)
{
	size_t len;
	void *data = assemble(text, &len);
	int err = donor_parse("donor.ko", data, len, ret);

	free(data);
	return err;
}

static void check_facts(const struct donor *d)
{
	assert_string_equal(d->vermagic, "6.1.0 SMP modversions ");
	assert_true(d->has_crc);
	assert_int_equal(d->crc, 0xcafe1234);
	assert_int_equal(d->module_size, 256);
	assert_int_equal(d->name_off, 24);
	assert_int_equal(d->init_off, 64);
	assert_int_equal(d->exit_off, 128);
}

static void test_facts(void **state)
{
	struct donor d;

	(void)state;
	assert_int_equal(parse(INIT EXIT INFO MODULE VERSIONS, &d), 0);
	check_facts(&d);
	/* A kernel without MODVERSIONS. */
	assert_int_equal(parse(INIT EXIT INFO MODULE, &d), 0);
	assert_false(d.has_crc);
}

static void test_damaged(void **state)
{
	static const struct {
		const char *text;
		int err;
		const char *message;
	} cases[] = {
		{ INIT EXIT MODULE, -EINVAL, "no vermagic" },
		{ INIT EXIT ".section .modinfo,\"a\"\n.ascii \"vermagic=x\"\n",
		  -EINVAL, "no vermagic" },
		{ INIT EXIT INFO, -EINVAL, "no .gnu.linkonce.this_module" },
		{ INIT EXIT INFO MODULE ".section __versions,\"a\"\n.skip 64\n",
		  -EINVAL, "lacks module_layout" },
		{ INIT EXIT INFO ".section .gnu.linkonce.this_module,\"aw\"\n"
				 ".skip 64\n.quad init_module\n.skip 56\n"
				 ".quad cleanup_module\n",
		  -EINVAL, "malformed" },
		{ INIT INFO ".section .gnu.linkonce.this_module,\"aw\"\n"
			    ".skip 24\n.asciz \"x\"\n.quad init_module\n",
		  -ENODATA, "" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct donor d;

		fixture_log_start();
		assert_int_equal(parse(cases[i].text, &d), cases[i].err);
		assert_non_null(strstr(fixture_log(), cases[i].message));
		fixture_log_stop();
	}
}

/* Through the host's programs; the name of the file does not matter. */
static void test_compressed(void **state)
{
	static const char *const programs[] = { "xz", "zstd -q", "gzip" };
	struct donor d;
	size_t i;

	(void)state;
	free(assemble(INIT EXIT INFO MODULE VERSIONS, &i));
	assert_int_equal(donor_read(fixture_path("fixture.o"), &d), 0);
	check_facts(&d);
	for (i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		fixture_run("%s -c fixture.o > donor.ko.packed", programs[i]);
		memset(&d, 0, sizeof(d));
		assert_int_equal(
			donor_read(fixture_path("donor.ko.packed"), &d), 0);
		check_facts(&d);
		fixture_run("head -c 100 donor.ko.packed > cut.ko");
		fixture_log_start();
		assert_int_equal(donor_read(fixture_path("cut.ko"), &d),
				 -EINVAL);
		assert_non_null(strstr(fixture_log(), "damaged"));
		fixture_log_stop();
	}
}

static void test_search(void **state)
{
	struct donor d;
	size_t len;

	(void)state;
	fixture_run("mkdir -p kernel/a/b kernel/c");
	fixture_log_start();
	assert_int_equal(donor_search(fixture_path("kernel"), &d), -ENOENT);
	assert_non_null(strstr(fixture_log(), "no usable module below"));
	assert_int_equal(donor_search(fixture_path("absent"), &d), -ENOENT);
	fixture_log_stop();
	/* One without exit is passed over, other files are not looked at. */
	free(assemble(INIT INFO MODULE, &len));
	fixture_run("sed -i s/cleanup_module/init_module/ fixture.s");
	fixture_run("${CC:-cc} -c -o kernel/c/noexit.ko fixture.s");
	fixture_run("echo text > kernel/a/text.kobold; echo > kernel/a/x");
	free(assemble(INIT EXIT INFO MODULE VERSIONS, &len));
	fixture_run("xz -c fixture.o > kernel/a/b/donor.ko.xz");
	assert_int_equal(donor_search(fixture_path("kernel"), &d), 0);
	check_facts(&d);
	assert_non_null(strstr(d.path, "kernel/a/b/donor.ko.xz"));
}

static void test_any_byte_wrong(void **state)
{
	static const uint8_t wrong[] = { 0x00, 0x01, 0x7f, 0xff };
	size_t len, at, i;
	uint8_t *data = assemble(INIT EXIT INFO MODULE VERSIONS, &len);

	(void)state;
	fixture_log_start();
	for (at = 0; at < len; at++) {
		uint8_t right = data[at];

		for (i = 0; i < sizeof(wrong); i++) {
			struct donor d;

			data[at] = wrong[i];
			donor_parse("lie", data, len, &d);
		}
		data[at] = right;
	}
	fixture_log_stop();
	free(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_facts),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_compressed),
		cmocka_unit_test(test_search),
		cmocka_unit_test(test_any_byte_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, fixture_teardown);
}

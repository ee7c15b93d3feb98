// SPDX-License-Identifier: GPL-2.0
/* Facts files: what is written is read back; damaged ones are refused. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"
#include "kload/factsfile.h"
#include "kload_fixture.h"

static void test_round_trip(void **state)
{
	struct kernel kernel = { .release = "6.1.0",
				 .build_id = "00ff",
				 .vermagic = "6.1.0 SMP modversions ",
				 .has_crc = true,
				 .crc = 0xdeadbeef,
				 .smap = true };
	struct fact_set set = { 0 };
	struct kernel got = { .release = "" };
	struct factsfile *file;
	struct fact *f;

	(void)state;
	fact_set_value(fact_add(&set, "koff.task_struct.mm", false), FACT_BTF,
		       1136);
	fact_set_value(fact_add(&set, "kenum.MINUS", false), FACT_BTF,
		       (uint64_t)-5);
	fact_set_absent(fact_add(&set, "ksize.rare", true), FACT_ABSENT);
	fact_set_value(fact_add(&set, "vfree", false), FACT_KALLSYMS, 4096);
	assert_int_equal(factsfile_write(fixture_path("facts"), &set, &kernel),
			 0);
	assert_int_equal(factsfile_read(fixture_path("facts"), &file), 0);
	assert_int_equal(factsfile_kernel(file, &got), 0);
	assert_string_equal(got.release, kernel.release);
	assert_string_equal(got.build_id, kernel.build_id);
	assert_string_equal(got.vermagic, kernel.vermagic);
	assert_true(got.has_crc && got.crc == kernel.crc && got.smap);
	fact_set_free(&set);

	f = fact_add(&set, "koff.task_struct.mm", false);
	assert_int_equal(factsfile_answer(file, f), 0);
	assert_true(f->source == FACT_FILE && f->value == 1136);
	f = fact_add(&set, "kenum.MINUS", false);
	assert_int_equal(factsfile_answer(file, f), 0);
	assert_true((int64_t)f->value == -5);
	f = fact_add(&set, "ksize.rare", true);
	assert_int_equal(factsfile_answer(file, f), 0);
	assert_true(f->source == FACT_ABSENT && (int64_t)f->value == -1);
	/* Addresses differ from boot to boot: they are not in the file. */
	assert_null(factsfile_get(file, "vfree"));
	f = fact_add(&set, "koff.unknown.x", true);
	assert_int_equal(factsfile_answer(file, f), 0);
	assert_int_equal(f->source, FACT_UNKNOWN);
	fact_set_free(&set);
	factsfile_free(file);
}

#define HEADER	 "# stapx facts 1\n"
#define IDENTITY "build-id=00\nrelease=6.1\nvermagic=6.1 SMP \n"

static void test_damaged(void **state)
{
	static const struct {
		const char *text;
		const char *message;
	} cases[] = {
		{ HEADER IDENTITY "koff.a.b=8\n", "" },
		{ HEADER IDENTITY "# a comment\n\nkoff.a.b=0x8", "" },
		{ "", "1: should be \"# stapx facts 1\"" },
		{ "#facts\n", "1: should be" },
		{ HEADER "nonsense\n", "2: should be name=value" },
		{ HEADER "=1\n", "2: should be name=value" },
		{ HEADER "a=1\na=2\n", "3: the same name" },
		{ HEADER, "build-id is missing" },
		{ HEADER "build-id=0\n", "release is missing" },
		{ HEADER "build-id=0\nrelease=1\n", "vermagic is missing" },
		{ HEADER IDENTITY "crc.module_layout=x\n", "not a number" },
		{ HEADER IDENTITY "crc.module_layout=-1\n", "not a number" },
		{ HEADER IDENTITY "koff.a.b=\n", "not a number" },
		{ HEADER IDENTITY "koff.a.b=8 \n", "not a number" },
		{ HEADER IDENTITY "koff.a.b=99999999999999999999\n",
		  "not a number" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct factsfile *file = NULL;
		struct fact_set set = { 0 };
		struct kernel kernel = { .release = "" };
		int err;

		fixture_log_start();
		err = factsfile_parse("f", strdup(cases[i].text),
				      strlen(cases[i].text), &file);
		if (!err)
			err = factsfile_kernel(file, &kernel);
		if (!err)
			err = factsfile_answer(
				file, fact_add(&set, "koff.a.b", false));
		assert_int_equal(err, *cases[i].message ? -EINVAL : 0);
		if (!err)
			assert_true(set.fact[0]->value == 8);
		assert_non_null(strstr(fixture_log(), cases[i].message));
		fixture_log_stop();
		fact_set_free(&set);
		factsfile_free(file);
	}
}

static void test_binary(void **state)
{
	static const char text[] = HEADER "a\0b=1\n";
	struct factsfile *file;
	char *copy = malloc(sizeof(text));

	(void)state;
	memcpy(copy, text, sizeof(text));
	fixture_log_start();
	assert_int_equal(factsfile_parse("f", copy, sizeof(text) - 1, &file),
			 -EINVAL);
	assert_non_null(strstr(fixture_log(), "NUL"));
	fixture_log_stop();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_binary),
	};

	return cmocka_run_group_tests(tests, NULL, fixture_teardown);
}

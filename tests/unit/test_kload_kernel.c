// SPDX-License-Identifier: GPL-2.0
/* Build-ids in notes, version strings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "kload/kernel.h"
#include "kload/module.h"

#define NOTE(name_len, desc_len, type) \
	name_len "\0\0\0" desc_len "\0\0\0" type "\0\0\0"

static void test_build_id(void **state)
{
	static const struct {
		const char *notes;
		size_t len;
		const char *id; /* NULL: none */
	} cases[] = {
		{ NOTE("\4", "\3", "\3") "GNU\0\xab\xcd\xef\0", 20, "abcdef" },
		/* Another note in front, padded. */
		{ NOTE("\6", "\1", "\3") "Xenxx\0\0\0\1\0\0\0" NOTE(
			  "\4", "\2", "\3") "GNU\0\x12\x34\0\0",
		  44, "1234" },
		/* The right name, another type; the right type, other name. */
		{ NOTE("\4", "\4", "\1") "GNU\0\xab\xcd\xef\0", 20, NULL },
		{ NOTE("\4", "\4", "\3") "GNX\0\xab\xcd\xef\0", 20, NULL },
		{ NOTE("\4", "\0", "\3") "GNU\0", 16, NULL },
		/* Cut off at every place that matters. */
		{ NOTE("\4", "\3", "\3") "GNU\0\xab\xcd\xef", 18, NULL },
		{ NOTE("\4", "\3", "\3") "GN", 14, NULL },
		{ "\4\0\0\0\3", 5, NULL },
		{ "", 0, NULL },
		/* Lengths beyond all bounds. */
		{ "\xff\xff\xff\xff\3\0\0\0\3\0\0\0GNU\0abcd", 20, NULL },
		{ "\4\0\0\0\xff\xff\xff\xff\3\0\0\0GNU\0abcd", 20, NULL },
		{ NOTE("\4", "\x41",
		       "\3") "GNU\0"
			     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			     "aaaaaaaaaaaaaaaaaaaaaaaa",
		  96, NULL },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char id[2 * BUILD_ID_MAX + 1] = "";
		bool found = kernel_build_id(cases[i].notes, cases[i].len, id);

		assert_int_equal(found, cases[i].id != NULL);
		if (cases[i].id)
			assert_string_equal(id, cases[i].id);
	}
}

static void test_version_abi(void **state)
{
	static const struct {
		const char *version;
		bool valid;
		unsigned int abi;
	} cases[] = {
		{ "0.1-abi7", true, 7 },   { "1.0-abi2-rc-abi12", true, 12 },
		{ "0.1", false, 0 },	   { "", false, 0 },
		{ "0.1-abi", false, 0 },   { "0.1-abi7x", false, 0 },
		{ "0.1-abi-1", false, 0 }, { "0.1-abi99999999", false, 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unsigned int abi = 0;

		assert_int_equal(module_version_abi(cases[i].version, &abi),
				 cases[i].valid);
		if (cases[i].valid)
			assert_int_equal(abi, cases[i].abi);
	}
}

static void test_modversions(void **state)
{
	static const struct {
		const char *vermagic;
		bool has;
	} cases[] = {
		{ "6.1.0 SMP preempt mod_unload modversions ", true },
		{ "7.2 SMP mod_unload ", false },
		{ "7.2-modversions SMP ", false },
	};
	struct kernel kernel;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		strcpy(kernel.vermagic, cases[i].vermagic);
		assert_int_equal(kernel_has_modversions(&kernel), cases[i].has);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_build_id),
		cmocka_unit_test(test_version_abi),
		cmocka_unit_test(test_modversions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

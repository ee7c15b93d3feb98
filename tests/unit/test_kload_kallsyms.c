// SPDX-License-Identifier: GPL-2.0
/* Symbol tables: which of several symbols is taken, and damaged ones. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"
#include "kload/kallsyms.h"
#include "kload_fixture.h"

static int read_text(const char *text, const char *const *want,
		     struct kallsyms **ret)
{
	*ret = kallsyms_create();
	assert_non_null(*ret);
	for (; want && *want; want++)
		assert_int_equal(kallsyms_want(*ret, *want), 0);
	return kallsyms_read(*ret, make_text_file("kallsyms", text));
}

static const char table[] = "0000000000000000 A fixed_percpu_data\n"
			    "0000000000001000 A current_task\n"
			    "ffffffff81000000 T _text\n"
			    "ffffffff81000010 T both\n"
			    "ffffffff81000020 d both\n"
			    "ffffffff81000030 t local\n"
			    "ffffffff81000040 b local\n"
			    "ffffffff81000050 t twice\n"
			    "ffffffff81000060 t twice\n"
			    "ffffffff81000070 t alias\n"
			    "ffffffff81000070 t alias\n"
			    "ffffffff81000080 t late\n"
			    "ffffffff81000090 t late\n"
			    "ffffffff810000a0 W late\n"
			    "ffffffff810000b0 T late\n"
			    "ffffffff810000c0 D twins\n"
			    "ffffffff810000d0 D twins\n"
			    "ffffffff810000e0 T x.constprop.0\n"
			    "ffffffffc0000000 t twice2\t[module]\n"
			    "ffffffffc0000010 T both\t[module]\n"
			    "ffffffffc0000020 T only_module\t[module]\n";

static void test_choice(void **state)
{
	static const struct {
		const char *name;
		int err;
		uint64_t addr;
	} cases[] = {
		{ "current_task", 0, 0x1000 },
		{ "_text", 0, 0xffffffff81000000 },
		{ "both", 0, 0xffffffff81000010 },
		{ "local", 0, 0xffffffff81000030 },
		{ "twice", -ENOTUNIQ, 0 },
		{ "alias", 0, 0xffffffff81000070 },
		{ "late", 0, 0xffffffff810000b0 },
		{ "twins", -ENOTUNIQ, 0 },
		{ "x.constprop.0", 0, 0xffffffff810000e0 },
		{ "only_module", -ENOENT, 0 },
		{ "absent", -ENOENT, 0 },
		{ "bot", -ENOENT, 0 },
	};
	const char *want[16] = { NULL };
	struct kallsyms *ks;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		want[i] = cases[i].name;
	assert_int_equal(read_text(table, want, &ks), 0);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint64_t addr = 0;

		assert_int_equal(kallsyms_get(ks, cases[i].name, &addr),
				 cases[i].err);
		assert_true(addr == cases[i].addr);
	}
	assert_false(kallsyms_has_kcfi(ks));
	/* Known names only: this one has not been announced. */
	assert_int_equal(
		kallsyms_get(ks, "fixed_percpu_data", &(uint64_t){ 0 }),
		-ENOENT);
	kallsyms_destroy(ks);
}

static void test_damaged(void **state)
{
	static const struct {
		const char *text;
		int err;
		const char *message;
	} cases[] = {
		{ "", -EINVAL, "all addresses are zero" },
		{ "0000000000000000 T _text\n", -EINVAL,
		  "all addresses are zero" },
		{ "0000000000001000 T _text", 0, "" },
		{ "1000 T _text\n", 0, "" },
		{ "\n", -EINVAL, "line 1 is no" },
		{ "0000000000001000 T a\nnonsense\n", -EINVAL, "line 2 is no" },
		{ "0000000000001000 T \n", -EINVAL, "line 1 is no" },
		{ "00000000000010000 T a\n", -EINVAL, "line 1 is no" },
		{ "0000000000001000T a\n", -EINVAL, "line 1 is no" },
		{ "000000000000G000 T a\n", -EINVAL, "line 1 is no" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct kallsyms *ks;

		fixture_log_start();
		assert_int_equal(read_text(cases[i].text, NULL, &ks),
				 cases[i].err);
		assert_non_null(strstr(fixture_log(), cases[i].message));
		fixture_log_stop();
		kallsyms_destroy(ks);
	}
}

/* Longer than what is read at once, lines across the borders. */
static void test_long(void **state)
{
	const char *want[] = { "symbol_0", "symbol_49999", NULL };
	char *text = malloc(50000 * 48 + 80000);
	struct kallsyms *ks;
	size_t len = 0;
	uint64_t addr;
	int i;

	(void)state;
	for (i = 0; i < 50000; i++)
		len += (size_t)sprintf(text + len,
				       "ffffffff81%06x t symbol_%d\n", i, i);
	assert_int_equal(read_text(text, want, &ks), 0);
	assert_int_equal(kallsyms_get(ks, "symbol_0", &addr), 0);
	assert_true(addr == 0xffffffff81000000);
	assert_int_equal(kallsyms_get(ks, "symbol_49999", &addr), 0);
	assert_true(addr == 0xffffffff81000000 + 49999);
	kallsyms_destroy(ks);
	/* One line without end. */
	memset(text, 'a', 80000);
	text[80000] = '\0';
	fixture_log_start();
	assert_int_equal(read_text(text, want, &ks), -EINVAL);
	fixture_log_stop();
	kallsyms_destroy(ks);
	free(text);
}

static void test_kcfi(void **state)
{
	static const struct {
		const char *text;
		bool kcfi;
	} cases[] = {
		{ "ffffffff81000000 t __cfi_vfs_read\n", true },
		{ "ffffffff81000000 a __kcfi_typeid_vfs_read\n", true },
		{ "ffffffff81000000 t __pfx_vfs_read\n", false },
		{ "ffffffff81000000 t __cfi_\n", false },
		{ "ffffffff81000000 t emit_cfi\n", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct kallsyms *ks;

		assert_int_equal(read_text(cases[i].text, NULL, &ks), 0);
		assert_int_equal(kallsyms_has_kcfi(ks), cases[i].kcfi);
		kallsyms_destroy(ks);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_choice),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_kcfi),
	};

	return cmocka_run_group_tests(tests, NULL, fixture_teardown);
}

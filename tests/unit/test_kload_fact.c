// SPDX-License-Identifier: GPL-2.0
/* Names of facts: their parts, the symbols that answer them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"
#include "kload/fact.h"

static void test_names(void **state)
{
	static const struct {
		const char *name;
		enum fact_kind kind;
		const char *subject, *rest;
		int64_t absent;
	} cases[] = {
		{ "koff.task_struct.mm", FACT_OFFSET, "task_struct", "mm", -1 },
		{ "koff.file.f_path.dentry", FACT_OFFSET, "file",
		  "f_path.dentry", -1 },
		{ "ksize.hrtimer", FACT_SIZE, "hrtimer", NULL, -1 },
		{ "kenum.DIE_INT3", FACT_ENUM, "DIE_INT3", NULL, 0 },
		{ "kenum.FOLL_FORCE.or.16", FACT_ENUM, "FOLL_FORCE", "16", 0 },
		{ "kargs.force_sig", FACT_ARGS, "force_sig", NULL, 0 },
		{ "kparam.force_sig.t", FACT_PARAM, "force_sig", "t", 0 },
		{ "khave.task_work_add", FACT_HAVE, "task_work_add", NULL, 0 },
		{ "kaddr.jiffies", FACT_ADDR, "jiffies", NULL, 0 },
		{ "kpcpu.current", FACT_PCPU, "current", NULL, 0 },
		{ "kany._printk..printk", FACT_ANY, "_printk..printk", NULL,
		  0 },
		{ "__x86_return_thunk", FACT_THUNK, "__x86_return_thunk", NULL,
		  0 },
		{ "__x86_indirect_thunk_r11", FACT_THUNKR,
		  "__x86_indirect_thunk_r11", NULL, 0 },
		{ "vfree", FACT_SYMBOL, "vfree", NULL, 0 },
		{ "foo.constprop.0", FACT_SYMBOL, "foo.constprop.0", NULL, 0 },
	};
	struct fact_set set = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fact *f = fact_add(&set, cases[i].name, true);

		assert_non_null(f);
		assert_int_equal(f->kind, cases[i].kind);
		assert_int_equal(f->subject_len, strlen(cases[i].subject));
		assert_memory_equal(f->subject, cases[i].subject,
				    f->subject_len);
		if (cases[i].rest)
			assert_string_equal(f->rest, cases[i].rest);
		else
			assert_null(f->rest);
		assert_true((int64_t)f->value == cases[i].absent);
		assert_ptr_equal(fact_find(&set, cases[i].name), f);
	}
	fact_set_free(&set);
}

static void test_bad_names(void **state)
{
	static const char *const cases[] = {
		"koff.",       "koff.task_struct", "koff.task_struct.",
		"koff..mm",    "ksize.",	   "kparam.f",
		"kparam.f.",   "kenum.",	   "kenum.X.or.",
		"kenum..or.1", "kargs.",	   "khave.",
		"kany.",       "kpcpu.",	   "",
	};
	char longest[FACT_NAME_MAX + 1];
	struct fact_set set = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fixture_log_start();
		assert_null(fact_add(&set, cases[i], false));
		assert_non_null(strstr(fixture_log(), "the name should be"));
		fixture_log_stop();
	}
	memset(longest, 'a', sizeof(longest) - 1);
	longest[FACT_NAME_MAX] = '\0';
	fixture_log_start();
	assert_null(fact_add(&set, longest, false));
	fixture_log_stop();
	longest[FACT_NAME_MAX - 1] = '\0';
	assert_non_null(fact_add(&set, longest, false));
	assert_int_equal(set.nr, 1);
	fact_set_free(&set);
}

static void test_weakness(void **state)
{
	struct fact_set set = { 0 };
	struct fact *f = fact_add(&set, "vfree", true);

	(void)state;
	assert_true(fact_may_be_absent(f));
	assert_ptr_equal(fact_add(&set, "vfree", false), f);
	assert_false(fact_may_be_absent(f));
	assert_ptr_equal(fact_add(&set, "vfree", true), f);
	assert_false(fact_may_be_absent(f));
	assert_true(fact_may_be_absent(fact_add(&set, "khave.x", false)));
	assert_true(fact_may_be_absent(
		fact_add(&set, "__x86_return_thunk", false)));
	fact_set_free(&set);
}

static void test_candidates(void **state)
{
	static const struct {
		const char *name, *symbols;
	} cases[] = {
		{ "vfree", "vfree;" },
		{ "khave.vfree", "vfree;" },
		{ "kaddr.jiffies", "jiffies;" },
		{ "kany.a", "a;" },
		{ "kany.a..b..c", "a;b;c;" },
		{ "kany.a....b", "a;b;" },
		{ "kany.1..2..3..4..5..6..7..8..9", "1;2;3;4;5;6;7;8;" },
		{ "kpcpu.current", "pcpu_hot+koff.pcpu_hot.current_task;"
				   "current_task;per_cpu__current_task;" },
		{ "kpcpu.cpu", "pcpu_hot+koff.pcpu_hot.cpu_number;"
			       "cpu_number;per_cpu__cpu_number;" },
		{ "kpcpu.runqueues", "runqueues;per_cpu__runqueues;" },
		{ "__x86_return_thunk", "__x86_return_thunk;" },
	};
	struct fact_candidate cand[FACT_CANDIDATES_MAX];
	struct fact_set set = { 0 };
	size_t i, j;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fact *f = fact_add(&set, cases[i].name, true);
		size_t nr = fact_candidates(f, cand);
		char text[512] = "";

		for (j = 0; j < nr; j++) {
			strcat(text, cand[j].symbol);
			if (cand[j].offset_fact) {
				strcat(text, "+");
				strcat(text, cand[j].offset_fact);
			}
			strcat(text, ";");
		}
		assert_string_equal(text, cases[i].symbols);
	}
	fact_set_free(&set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_bad_names),
		cmocka_unit_test(test_weakness),
		cmocka_unit_test(test_candidates),
	};

	return cmocka_run_group_tests(tests, NULL, fixture_teardown);
}

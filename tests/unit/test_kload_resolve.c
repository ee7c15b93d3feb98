// SPDX-License-Identifier: GPL-2.0
/* Which source answers a fact, what a missing one says. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"
#include "kload/resolve.h"
#include "kload_fixture.h"

static const char symbols[] = "0000000000001000 A pcpu_hot\n"
			      "0000000000002000 A runqueues\n"
			      "ffffffff81000000 T printk\n"
			      "ffffffff81000010 T vfree\n"
			      "ffffffff81000018 T hide_me\n"
			      "ffffffff81000020 t twice\n"
			      "ffffffff81000030 t twice\n";

static const char facts_text[] = "# stapx facts 1\n"
				 "koff.task.mm=100\n"
				 "ksize.gone=absent\n"
				 "kenum.OLD.or.16=absent\n"
				 "koff.pcpu_hot.current_task=8\n";

/* struct task {int pid; bit-field flag; int mm}, struct module of 64. */
static struct btf *make_types(void)
{
	struct btf_maker m = { 0 };
	uint32_t i, proto;
	struct btf *btf;
	size_t len;
	void *data;

	i = make_type(&m, MAKE_INT, 0, "int", 4);
	make_u32(&m, 32);
	make_type(&m, MAKE_STRUCT | MAKE_FLAG, 3, "task", 12);
	make_member(&m, "pid", i, 0);
	make_member(&m, "flag", i, 1u << 24 | 32);
	make_member(&m, "mm", i, 64);
	make_type(&m, MAKE_STRUCT, 1, "same", 12);
	make_member(&m, "a", i, 0);
	make_type(&m, MAKE_STRUCT, 2, "same", 24);
	make_member(&m, "a", i, 0);
	make_member(&m, "b", i, 32);
	proto = make_type(&m, MAKE_PROTO, 2, "", i);
	make_u32(&m, make_string(&m, "first"));
	make_u32(&m, i);
	make_u32(&m, make_string(&m, "second"));
	make_u32(&m, i);
	make_type(&m, MAKE_FUNC, 0, "call", proto);
	make_type(&m, MAKE_ENUM, 1, "", 4);
	make_u32(&m, make_string(&m, "NEW"));
	make_u32(&m, 9);
	data = make_btf(&m, NULL, 0, &len);
	assert_int_equal(btf_parse("types", data, len, NULL, &btf), 0);
	return btf;
}

enum { WITH_FILE = 1, WITH_BTF = 2, WITH_DONOR = 4 };

static const struct {
	const char *name;
	bool weak;
	unsigned int sources;
	enum fact_source source;
	int64_t value;
	const char *complaint; /* NULL: none */
} cases[] = {
	/* The facts file comes before BTF, BTF before the donor. */
	{ "koff.task.mm", false, WITH_FILE | WITH_BTF, FACT_FILE, 100, NULL },
	{ "koff.task.mm", false, WITH_BTF, FACT_BTF, 8, NULL },
	{ "koff.task.pid", false, WITH_FILE | WITH_BTF, FACT_BTF, 0, NULL },
	{ "ksize.task", false, WITH_BTF, FACT_BTF, 12, NULL },
	{ "ksize.module", false, WITH_BTF | WITH_DONOR, FACT_DONOR, 640, NULL },
	{ "koff.module.exit", false, WITH_DONOR, FACT_DONOR, 128, NULL },
	/* Absent ones. */
	{ "koff.task.gone", true, WITH_BTF, FACT_ABSENT, -1, NULL },
	{ "koff.task.gone", false, WITH_BTF, FACT_ABSENT, -1,
	  "fact koff.task.gone is missing; looked in: types" },
	{ "ksize.gone", true, WITH_FILE, FACT_ABSENT, -1, NULL },
	{ "ksize.gone", false, WITH_FILE, FACT_ABSENT, -1,
	  "fact ksize.gone is missing; looked in: facts" },
	{ "kargs.gone", true, WITH_BTF, FACT_ABSENT, 0, NULL },
	{ "kparam.gone.x", true, WITH_BTF, FACT_ABSENT, 0, NULL },
	/* Nobody could say whether it exists: weak or not. */
	{ "koff.task.pid", true, WITH_FILE, FACT_UNKNOWN, -1,
	  "fact koff.task.pid is missing; looked in: facts" },
	{ "koff.task.pid", true, 0, FACT_UNKNOWN, -1, "there is no source" },
	/* Functions and enumerators. */
	{ "kargs.call", false, WITH_BTF, FACT_BTF, 2, NULL },
	{ "kparam.call.second", false, WITH_BTF, FACT_BTF, 2, NULL },
	{ "kparam.call.third", false, WITH_BTF, FACT_BTF, 0, NULL },
	{ "kenum.NEW", false, WITH_BTF, FACT_BTF, 9, NULL },
	{ "kenum.NEW.or.5", false, WITH_BTF, FACT_BTF, 9, NULL },
	{ "kenum.OLD.or.16", false, WITH_BTF, FACT_DEFAULT, 16, NULL },
	{ "kenum.OLD.or.16", false, WITH_FILE, FACT_DEFAULT, 16, NULL },
	{ "kenum.OLD", false, WITH_BTF, FACT_ABSENT, 0,
	  "kenum.OLD is missing" },
	/* What would be wrong to use. */
	{ "koff.task.flag", false, WITH_BTF, FACT_ABSENT, -1,
	  "(it is a bit-field)" },
	{ "ksize.same", false, WITH_BTF, FACT_ABSENT, -1,
	  "(types of that name disagree)" },
	{ "koff.same.a", false, WITH_BTF, FACT_BTF, 0, NULL },
	{ "koff.same.b", false, WITH_BTF, FACT_BTF, 4, NULL },
	/* Symbols. */
	{ "vfree", false, 0, FACT_KALLSYMS, (int64_t)0xffffffff81000010, NULL },
	{ "kaddr.vfree", false, 0, FACT_KALLSYMS, (int64_t)0xffffffff81000010,
	  NULL },
	{ "kany._printk..printk", false, 0, FACT_KALLSYMS,
	  (int64_t)0xffffffff81000000, NULL },
	{ "kany._printk..gone", false, 0, FACT_ABSENT, 0,
	  "looked in: symbols for _printk, gone" },
	{ "gone", true, 0, FACT_ABSENT, 0, NULL },
	{ "gone", false, 0, FACT_ABSENT, 0,
	  "fact gone is missing; looked in: symbols for gone" },
	{ "twice", false, 0, FACT_ABSENT, 0,
	  "(several symbols are called twice)" },
	{ "khave.vfree", false, 0, FACT_KALLSYMS, 1, NULL },
	{ "khave.twice", false, 0, FACT_KALLSYMS, 1, NULL },
	{ "khave.gone", false, 0, FACT_KALLSYMS, 0, NULL },
	{ "__x86_return_thunk", false, 0, FACT_ABSENT, 0, NULL },
	{ "kpcpu.runqueues", false, 0, FACT_KALLSYMS, 0x2000, NULL },
	{ "kpcpu.current", false, WITH_FILE, FACT_KALLSYMS, 0x1008, NULL },
	{ "kpcpu.current", false, WITH_BTF, FACT_ABSENT, 0,
	  "for pcpu_hot and koff.pcpu_hot.current_task, current_task, "
	  "per_cpu__current_task" },
	/* --without: facts and symbols. */
	{ "koff.task.hidden", true, WITH_BTF, FACT_HIDDEN, -1, NULL },
	{ "koff.task.hidden", false, WITH_BTF, FACT_HIDDEN, -1,
	  "looked in: hidden by --without" },
	{ "kany.hide_me..printk", false, 0, FACT_KALLSYMS,
	  (int64_t)0xffffffff81000000, NULL },
};

static const char *const hidden[] = { "koff.*.hidden", "hide_*" };

static void check_case(size_t i, const struct sources *all)
{
	struct sources src = *all;
	struct fact_set set = { 0 };
	struct kallsyms *ks = kallsyms_create();
	struct fact *f;
	int err;

	if (!(cases[i].sources & WITH_FILE))
		src.file = NULL;
	if (!(cases[i].sources & WITH_BTF)) {
		src.btf = NULL;
		src.btf_path = NULL;
	}
	if (!(cases[i].sources & WITH_DONOR))
		src.donor = NULL;
	src.kallsyms = ks;
	f = fact_add(&set, cases[i].name, cases[i].weak);
	if (f->kind == FACT_PCPU && cases[i].sources & WITH_FILE)
		fact_add(&set, "koff.pcpu_hot.current_task", true);
	assert_int_equal(resolve_want_symbols(&set, ks), 0);
	assert_int_equal(kallsyms_read(ks, make_text_file("symbols", symbols)),
			 0);
	assert_int_equal(resolve_types(&set, &src), 0);
	resolve_symbols(&set, &src);
	fixture_log_start();
	err = resolve_check(&set, &src);
	if (f->source != cases[i].source || (int64_t)f->value != cases[i].value)
		fail_msg("case %zu, %s: %s %lld", i, f->name,
			 fact_source_name(f->source), (long long)f->value);
	assert_int_equal(err, cases[i].complaint ? -ENOENT : 0);
	if (cases[i].complaint && !strstr(fixture_log(), cases[i].complaint))
		fail_msg("case %zu: %s", i, fixture_log());
	fixture_log_stop();
	fact_set_free(&set);
	kallsyms_destroy(ks);
}

static void test_sources(void **state)
{
	const struct donor donor = { .path = "donor",
				     .module_size = 640,
				     .name_off = 24,
				     .init_off = 64,
				     .exit_off = 128 };
	struct btf *btf = make_types();
	struct sources src = { .btf = btf,
			       .btf_path = "types",
			       .donor = &donor,
			       .kallsyms_path = "symbols",
			       .without = hidden,
			       .without_nr = 2 };
	struct factsfile *file;
	size_t i;

	(void)state;
	assert_int_equal(factsfile_parse("facts", strdup(facts_text),
					 strlen(facts_text), &file),
			 0);
	src.file = file;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_case(i, &src);
	factsfile_free(file);
	btf_close(btf);
}

/* A default that is no number is the object's fault. */
static void test_bad_default(void **state)
{
	struct btf *btf = make_types();
	struct sources src = { .btf = btf };
	struct fact_set set = { 0 };

	(void)state;
	fact_add(&set, "kenum.OLD.or.x", true);
	fixture_log_start();
	assert_int_equal(resolve_types(&set, &src), -EINVAL);
	fixture_log_stop();
	fact_set_free(&set);
	btf_close(btf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sources),
		cmocka_unit_test(test_bad_default),
	};

	return cmocka_run_group_tests(tests, NULL, fixture_teardown);
}

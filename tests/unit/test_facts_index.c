// SPDX-License-Identifier: GPL-2.0
/* Facts of an index are those of the BTF that it was made of. */
#include "run/facts_index.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "btf/make.h"
#include "btf_maker.h"
#include "fixture.h"
#include "kload/resolve.h"

#define BUILD_ID "01020304"

static const char *const questions[] = {
	"koff.task.comm",
	"koff.task.number",
	"koff.task.word",
	"koff.task.flags",
	"koff.task.later.own",
	"koff.task.nothing",
	"koff.task.tail",
	"koff.nothing.at_all",

	"ksize.task",
	"ksize.later",
	"ksize.int",
	"ksize.btf_trace_wake",
	"kenum.MINUS",
	"kenum.WIDE",
	"kenum.NONE",
	"kenum.NONE.or.5",
	"kargs.wake",
	"kargs.say",
	"kargs.task",
	"kargs.btf_trace_wake",
	"kparam.wake.sync",
	"kparam.wake.none",
	"kparam.__traceiter_wake.task",
	"kparam.nothing.anything",
	"ksize.atomic",
	"koff.atomic.counter",
	"koff.two.at",
	"koff.two.same",
	"ksize.two",
	"kargs.twice",
	"kenum.TWICE",
	"koff.outer.in.b",
};

#define QUESTIONS (sizeof(questions) / sizeof(questions[0]))

static uint32_t add_struct(struct btf_maker *m, const char *name, uint32_t size,
			   const char *member, uint32_t type, uint32_t off)
{
	uint32_t id = make_type(m, MAKE_STRUCT, 1, name, size);

	make_member(m, member, type, off);
	return id;
}

/* Names that several things have; a typedef of a nameless struct. */
static void *make_double(size_t *ret_len)
{
	struct btf_maker m = { 0 };
	uint32_t num, none, one, in;

	num = make_type(&m, MAKE_INT, 0, "int", 4);
	make_u32(&m, 1u << 24 | 32);
	none = make_type(&m, MAKE_PROTO, 0, "", 0);
	one = make_type(&m, MAKE_PROTO, 1, "", 0);
	make_u32(&m, make_string(&m, "x"));
	make_u32(&m, num);
	make_type(&m, MAKE_FUNC, 0, "twice", none);
	make_type(&m, MAKE_FUNC, 0, "twice", one);
	make_type(&m, MAKE_TYPEDEF, 0, "atomic",
		  add_struct(&m, "", 4, "counter", num, 0));
	make_type(&m, MAKE_STRUCT, 2, "two", 16);
	make_member(&m, "same", num, 32);
	make_member(&m, "at", num, 64);
	make_type(&m, MAKE_STRUCT, 2, "two", 24);
	make_member(&m, "same", num, 32);
	make_member(&m, "at", num, 96);
	make_type(&m, MAKE_ENUM | MAKE_FLAG, 1, "", 4);
	make_u32(&m, make_string(&m, "TWICE"));
	make_u32(&m, 1);
	make_type(&m, MAKE_ENUM, 1, "", 4);
	make_u32(&m, make_string(&m, "TWICE"));
	make_u32(&m, 2);
	in = add_struct(&m, "in", 8, "b", num, 32);
	/* A member without a name, of a type that has one. */
	in = add_struct(&m, "named", 16, "in", in, 64);
	add_struct(&m, "outer", 24, "", in, 64);
	return make_btf(&m, NULL, 0, ret_len);
}

static void ask(struct fact_set *set, const struct sources *src)
{
	size_t i;

	memset(set, 0, sizeof(*set));
	for (i = 0; i < QUESTIONS; i++)
		assert_non_null(fact_add(set, questions[i], true));
	assert_int_equal(resolve_types(set, src), 0);
}

/* Takes data. Both sources are asked everything. */
static void compare(void *data, size_t len)
{
	static const u8 id[] = { 1, 2, 3, 4 };
	const char *path = fixture_path("btf"), *out = fixture_path("i.sxi");
	struct btf_source made = { path, NULL, "x", id, sizeof(id) };
	struct sources by_btf = { 0 };
	struct sources by_index = { .types = &facts_of_index };
	struct fact_set a, b;
	char build_id[129] = "";
	struct btf *btf;
	void *types;
	size_t i;

	assert_int_equal(file_write_all(path, data, len), 0);
	assert_int_equal(btf_make_index(&made, out), 0);
	assert_int_equal(btf_parse("btf", data, len, NULL, &btf), 0);
	assert_int_equal(facts_of_index.open(out, build_id, &types), 0);
	assert_string_equal(build_id, BUILD_ID);
	assert_string_equal(facts_of_index.name(types), out);
	by_btf.btf = btf;
	by_index.types_opened = types;
	ask(&a, &by_btf);
	ask(&b, &by_index);
	for (i = 0; i < a.nr; i++) {
		assert_int_equal(b.fact[i]->value, a.fact[i]->value);
		if (a.fact[i]->source == FACT_BTF)
			assert_int_equal(b.fact[i]->source, FACT_INDEX);
		else
			assert_int_equal(b.fact[i]->source, a.fact[i]->source);
	}
	fact_set_free(&a);
	fact_set_free(&b);
	facts_of_index.close(types);
	btf_close(btf);
}

static void test_same_answers(void **state)
{
	size_t len;
	void *data = make_kernel_sample(&len);

	(void)state;
	compare(data, len);
	data = make_double(&len);
	compare(data, len);
}

/* The samples have what the questions are meant for. */
static void test_answers(void **state)
{
	static const struct {
		const char *name;
		int64_t value;
		enum fact_source source;
	} wanted[] = {
		{ "koff.two.at", -1, FACT_ABSENT },
		{ "koff.two.same", 4, FACT_INDEX },
		{ "ksize.two", -1, FACT_ABSENT },
		{ "kargs.twice", 0, FACT_ABSENT },
		{ "kenum.TWICE", 0, FACT_ABSENT },
		{ "ksize.atomic", 4, FACT_INDEX },
		{ "koff.outer.in.b", 20, FACT_INDEX },
		{ "kenum.NONE.or.5", 5, FACT_DEFAULT },
	};
	struct sources src = { .types = &facts_of_index };
	struct fact_set set;
	char build_id[129] = BUILD_ID;
	void *types;
	size_t i;

	(void)state;
	assert_int_equal(
		facts_of_index.open(fixture_path("i.sxi"), build_id, &types),
		0);
	src.types_opened = types;
	ask(&set, &src);
	for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		const struct fact *f = fact_find(&set, wanted[i].name);

		assert_int_equal((int64_t)f->value, wanted[i].value);
		assert_int_equal(f->source, wanted[i].source);
	}
	fact_set_free(&set);
	facts_of_index.close(types);
}

/* Another kernel's, one without types; found by build-id, or not. */
static void test_which(void **state)
{
	char other[129] = "01020305", mine[129] = BUILD_ID, none[129] = "ff00";
	void *types = state;

	(void)state;
	fixture_log_start();
	assert_int_equal(
		facts_of_index.open(fixture_path("i.sxi"), other, &types),
		-ENOEXEC);
	assert_non_null(strstr(fixture_log(), "01020305"));
	fixture_run("mkdir -p store/01; cp i.sxi store/01/020304.sxi");
	setenv("STAPX_INDEX_PATH", fixture_path("store"), 1);
	fixture_log_start();
	assert_int_equal(facts_of_index.open(NULL, none, &types), 0);
	assert_null(types);
	assert_int_equal(facts_of_index.open(NULL, mine, &types), 0);
	assert_string_equal(facts_of_index.name(types),
			    fixture_path("store/01/020304.sxi"));
	facts_of_index.close(types);
	assert_string_equal(fixture_log(), "");
	fixture_log_stop();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_answers),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_which),
	};

	return cmocka_run_group_tests(tests, NULL, fixture_teardown);
}

// SPDX-License-Identifier: GPL-2.0
/*
 * Where parameters are passed: as a table says, and as the compiler says where
 * it tells the place at a function's first instruction.
 */
#include "index/kernel.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "btf/make.h"
#include "btf_maker.h"
#include "dwarf/make.h"
#include "fixture.h"
#include "index/expr.h"
#include "index/find.h"

#define TEXT_MAX 512

static const char *const reg_names[17] = {
	"rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp", "r8",
	"r9",  "r10", "r11", "r12", "r13", "r14", "r15", "rip",
};

/* A register, two of them, "8" for a place on the stack, "-", "?". */
static void describe_param(const struct kernel_param *p, char ret[TEXT_MAX])
{
	switch (p->place) {
	case KERNEL_PARAM_REG:
		snprintf(ret, TEXT_MAX, p->size > 8 ? "%s:%s" : "%s",
			 reg_names[p->reg], reg_names[p->reg2]);
		break;
	case KERNEL_PARAM_STACK:
		snprintf(ret, TEXT_MAX, "%u", p->stack_off);
		break;
	default:
		strcpy(ret, p->place == KERNEL_PARAM_NONE ? "-" : "?");
	}
}

/* "name=place name=place ..." */
static const char *describe(const struct kernel_params *params)
{
	static char text[2 * TEXT_MAX];
	char place[TEXT_MAX];
	size_t len = 0;
	u32 i;

	text[0] = '\0';
	for (i = 0; i < params->nr; i++) {
		describe_param(&params->param[i], place);
		len += (size_t)snprintf(text + len, sizeof(text) - len,
					"%s%s=%s", i ? " " : "",
					params->param[i].name, place);
	}
	return text;
}

static struct index *make_programs(const char *flags)
{
	char out[PATH_MAX];
	struct index *ix;

	fixture_run("$CC %s $SRC/ix_params.c -o params", flags);
	assert_int_equal(make_index(fixture_path("params"), false,
				    fixture_path("params.sxi"), NULL, out),
			 0);
	assert_int_equal(index_open(out, &ix), 0);
	return ix;
}

static void test_places(void **state)
{
	static const struct {
		const char *name;
		const char *places;
	} cases[] = {
		{ "p_none", "" },
		{ "p_six", "a=rdi b=rsi c=rdx d=rcx e=r8 f=r9" },
		{ "p_eight", "a=rdi b=rsi c=rdx d=rcx e=r8 f=r9 g=8 h=16" },
		{ "p_structs", "a=rdi b=rsi:rdx c=rcx:r8 d=r9" },
		{ "p_split", "a=rdi b=rsi c=rdx d=rcx e=r8 f=8 g=r9" },
		{ "p_large", "a=rdi b=8 c=rsi d=32" },
		{ "p_odd", "a=8 b=rdi c=rsi" },
		{ "p_rows", "a=rdi b=? c=?" },
		{ "p_empty", "a=rdi b=- c=rsi" },
		{ "p_nested", "a=rdi:rsi b=rdx:rcx c=r8 d=8" },
		{ "p_wide", "a=rdi b=rsi:rdx c=rcx d=r8 e=8 f=24 g=r9" },
		{ "p_wide_stack",
		  "a=rdi b=rsi c=rdx d=rcx e=r8 f=r9 g=8 h=24 i=40" },
		{ "p_result", "a=rsi b=rdx:rcx" },
		{ "p_small_result", "a=rdi" },
		{ "p_float", "a=rdi b=? c=?" },
		{ "p_many", "a=rdi" },
	};
	struct index *ix = make_programs("-O2 -g -w");
	struct kernel_params params;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(kernel_func_params(ix, cases[i].name, &params),
				 0);
		if (strcmp(describe(&params), cases[i].places))
			fail_msg("%s: %s, wanted %s", cases[i].name,
				 describe(&params), cases[i].places);
	}
	assert_int_equal(kernel_func_params(ix, "p_nothing", &params), -ENOENT);
	assert_int_equal(kernel_row_params(ix, INDEX_NONE, &params), -EBADMSG);
	assert_false(kernel_is_btf(ix));
	index_close(ix);
}

static u64 read_uleb(const u8 **at)
{
	u64 value = 0;
	int shift = 0;

	do {
		value |= (u64)(**at & 0x7f) << shift;
		shift += 7;
	} while (*(*at)++ & 0x80);
	return value;
}

static s64 read_sleb(const u8 **at)
{
	u64 value = 0;
	int shift = 0;
	u8 byte;

	do {
		byte = *(*at)++;
		value |= (u64)(byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80);
	return (s64)(byte & 0x40 ? value | ~0ull << shift : value);
}

/* What the compiler says; false: nothing, or what this does not know. */
static bool read_place(const struct index *ix, const struct index_loc *loc,
		       char ret[TEXT_MAX])
{
	const u8 *at = index_rows(ix, INDEX_EXPRS, loc->expr, loc->len);
	const u8 *end = at + loc->len;
	bool pieces = false;
	u64 reg;
	s64 off;

	assert_non_null(at);
	ret[0] = '\0';
	while (at < end) {
		switch (*at++) {
		case INDEX_EXPR_REG:
			reg = read_uleb(&at);
			/* A vector register. */
			if (reg >= sizeof(reg_names) / sizeof(reg_names[0]))
				return false;
			sprintf(ret + strlen(ret), "%s%s", pieces ? ":" : "",
				reg_names[reg]);
			break;
		case INDEX_EXPR_CFA:
			if (pieces)
				return false;
			off = read_sleb(&at);
			sprintf(ret, "%lld", (long long)off + 8);
			/* A place of its own, where it is copied to first. */
			if (off < 0)
				return false;
			break;
		case INDEX_EXPR_PIECE:
			pieces = true;
			read_uleb(&at);
			read_uleb(&at);
			break;
		default:
			return false;
		}
	}
	return *ret;
}

/* Where the variable is at an address, as the compiler says. */
static bool find_place(const struct index *ix, const struct index_var *v,
		       u32 addr, char ret[TEXT_MAX])
{
	u32 i;

	for (i = 0; i < v->loc_nr; i++) {
		const struct index_loc *loc =
			index_row(ix, INDEX_LOCS, v->loc_first + i);

		if (addr >= loc->low && addr < loc->high)
			return read_place(ix, loc, ret);
	}
	return false;
}

/* Compares all parameters of one function; returns how many. */
static int compare_func(const struct index *ix, u32 func)
{
	const struct index_func *f = index_row(ix, INDEX_FUNCS, func);
	const struct index_scope *body = index_row(ix, INDEX_SCOPES, f->scope);
	const struct index_range *range;
	char wanted[TEXT_MAX], got[TEXT_MAX];
	struct kernel_params params;
	int compared = 0;
	u32 i;

	if (!body || strncmp(index_str(ix, f->name), "p_", 2))
		return 0;
	range = index_row(ix, INDEX_RANGES, body->range_first);
	assert_int_equal(kernel_row_params(ix, func, &params), 0);
	for (i = 0; i < params.nr && i < body->var_nr; i++) {
		const struct index_var *v =
			index_row(ix, INDEX_VARS, body->var_first + i);

		describe_param(&params.param[i], got);
		if (!find_place(ix, v, range->low, wanted) ||
		    strchr("?-", *got))
			continue;
		if (strcmp(got, wanted))
			fail_msg("%s, %s: %s, the compiler has it in %s",
				 index_str(ix, f->name), params.param[i].name,
				 got, wanted);
		compared++;
	}
	return compared;
}

static void test_compiler(void **state)
{
	struct index *ix = make_programs("-O2 -g -w");
	int compared = 0;
	u32 i;

	(void)state;
	for (i = 0; i < index_nr(ix, INDEX_FUNCS); i++)
		compared += compare_func(ix, i);
	assert_true(compared >= 40);
	index_close(ix);
}

/* Takes data. */
static struct index *make_btf_index(void *data, size_t len)
{
	const char *path = fixture_path("btf"), *out = fixture_path("btf.sxi");
	struct btf_source src = { .path = path, .unit = "x" };
	struct index *ix;

	assert_int_equal(file_write_all(path, data, len), 0);
	free(data);
	assert_int_equal(btf_make_index(&src, out), 0);
	assert_int_equal(index_open(out, &ix), 0);
	return ix;
}

static void test_trace(void **state)
{
	struct kernel_params params;
	struct index *ix;
	size_t len;
	void *data = make_kernel_sample(&len);

	(void)state;
	ix = make_btf_index(data, len);
	assert_true(kernel_is_btf(ix));
	assert_int_equal(kernel_trace_params(ix, "wake", &params), 0);
	assert_string_equal(describe(&params), "task=rsi sync=rdx");
	assert_int_equal(params.result, 0);
	assert_int_equal(kernel_trace_params(ix, "sleep", &params), -ENOENT);
	assert_int_equal(kernel_func_params(ix, "wake", &params), 0);
	assert_string_equal(describe(&params), "task=rdi sync=rsi");
	/* The name of a type, not of a function. */
	assert_int_equal(kernel_func_params(ix, "task", &params), -ENOENT);
	index_close(ix);
}

static uint32_t add_proto(struct btf_maker *m, const char *first,
			  const char *second, uint32_t type)
{
	uint32_t id = make_type(m, MAKE_PROTO, 2, "", 0);

	make_u32(m, make_string(m, first));
	make_u32(m, type);
	make_u32(m, make_string(m, second));
	make_u32(m, type);
	return id;
}

/*
 * Three functions of one name: two have the same parameters. Tracepoints
 * without a type of their own; with one, but no function that names them.
 */
static void test_others(void **state)
{
	struct btf_maker m = { 0 };
	struct kernel_params params;
	uint32_t num, proto, ptr;
	struct index *ix;
	size_t len;
	void *data;

	(void)state;
	num = make_type(&m, MAKE_INT, 0, "long", 8);
	make_u32(&m, 1u << 24 | 64);
	proto = add_proto(&m, "a", "b", num);
	make_type(&m, MAKE_FUNC, 0, "same", proto);
	make_type(&m, MAKE_FUNC, 0, "same", proto);
	make_type(&m, MAKE_FUNC, 0, "other", proto);
	make_type(&m, MAKE_FUNC, 0, "other", add_proto(&m, "a", "c", num));
	make_type(&m, MAKE_FUNC, 0, "perf_trace_old",
		  add_proto(&m, "__data", "x", num));
	ptr = make_type(&m, MAKE_PTR, 0, "", add_proto(&m, "", "", num));
	make_type(&m, MAKE_TYPEDEF, 0, "btf_trace_bare", ptr);
	make_type(&m, MAKE_TYPEDEF, 0, "btf_trace_wrong", num);
	data = make_btf(&m, NULL, 0, &len);
	ix = make_btf_index(data, len);
	assert_int_equal(kernel_func_params(ix, "same", &params), 0);
	assert_string_equal(describe(&params), "a=rdi b=rsi");
	assert_int_equal(kernel_func_params(ix, "other", &params), -ENOTUNIQ);
	assert_int_equal(kernel_trace_params(ix, "old", &params), 0);
	assert_string_equal(describe(&params), "x=rsi");
	assert_int_equal(kernel_trace_params(ix, "bare", &params), 0);
	assert_string_equal(describe(&params), "=rsi");
	assert_int_equal(kernel_trace_params(ix, "wrong", &params), -ENOENT);
	index_close(ix);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_compiler),
		cmocka_unit_test(test_trace),
		cmocka_unit_test(test_others),
	};

	return cmocka_run_group_tests(tests, NULL, fixture_teardown);
}

// SPDX-License-Identifier: GPL-2.0
/* BTF: every question, and blobs that lie. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"
#include "kload/btf.h"
#include "kload_fixture.h"

/*
 * Types of the fixture. Members of struct task: state at 0, the nameless
 * union {mm, active} at 8, flags a bit-field at 128, in (struct pair) at 24.
 */
static void *make_fixture(size_t *ret_len)
{
	struct btf_maker m = { 0 };
	uint32_t i, pair, uni, cst, task, proto;

	i = make_type(&m, MAKE_INT, 0, "int", 4);
	make_u32(&m, 0x01000020);
	pair = make_type(&m, MAKE_STRUCT, 2, "pair", 8);
	make_member(&m, "a", i, 0);
	make_member(&m, "b", i, 32);
	uni = make_type(&m, MAKE_UNION, 2, "", 8);
	make_member(&m, "mm", i, 0);
	make_member(&m, "active", i, 0);
	cst = make_type(&m, MAKE_CONST, 0, "", pair);
	task = make_type(&m, MAKE_STRUCT | MAKE_FLAG, 4, "task", 32);
	make_member(&m, "state", i, 0);
	make_member(&m, "", uni, 64);
	make_member(&m, "flags", i, 1u << 24 | 128);
	make_member(&m, "in", cst, 192);
	make_type(&m, MAKE_PTR, 0, "", task);
	make_type(&m, MAKE_ARRAY, 0, "", 0);
	make_u32(&m, i);
	make_u32(&m, i);
	make_u32(&m, 3);
	make_type(&m, MAKE_FWD, 0, "pair", 0);
	make_type(&m, MAKE_STRUCT, 1, "", 4);
	make_member(&m, "counter", i, 0);
	make_type(&m, MAKE_TYPEDEF, 0, "atomic", m.nr);
	proto = make_type(&m, MAKE_PROTO, 2, "", i);
	make_u32(&m, make_string(&m, "file"));
	make_u32(&m, i);
	make_u32(&m, make_string(&m, "pos"));
	make_u32(&m, i);
	make_type(&m, MAKE_FUNC, 1, "vfs_read", proto);
	make_type(&m, MAKE_ENUM | MAKE_FLAG, 2, "sign", 4);
	make_u32(&m, make_string(&m, "MINUS"));
	make_u32(&m, 0xffffffff);
	make_u32(&m, make_string(&m, "TWICE"));
	make_u32(&m, 1);
	make_type(&m, MAKE_ENUM64, 2, "", 8);
	make_u32(&m, make_string(&m, "WIDE"));
	make_u32(&m, 2);
	make_u32(&m, 1);
	make_u32(&m, make_string(&m, "TWICE"));
	make_u32(&m, 2);
	make_u32(&m, 0);
	make_type(&m, MAKE_VAR, 0, "jiffies", i);
	make_u32(&m, 1);
	make_type(&m, MAKE_DATASEC, 1, ".data", 8);
	make_u32(&m, m.nr - 1);
	make_u32(&m, 0);
	make_u32(&m, 8);
	make_type(&m, MAKE_FLOAT, 0, "double", 8);
	make_type(&m, MAKE_DECL_TAG, 0, "tag", task);
	make_u32(&m, 0xffffffff);
	make_type(&m, MAKE_TYPE_TAG, 0, "user", task);
	make_type(&m, MAKE_VOLATILE, 0, "", i);
	make_type(&m, MAKE_RESTRICT, 0, "", i);
	make_type(&m, MAKE_STRUCT, 1, "pair", 16);
	make_member(&m, "c", i, 64);
	return make_btf(&m, NULL, 0, ret_len);
}

static struct btf *open_fixture(void)
{
	struct btf *btf;
	size_t len;
	void *data = make_fixture(&len);

	assert_int_equal(btf_parse("fixture", data, len, NULL, &btf), 0);
	return btf;
}

static struct btf_query ask(const struct btf *btf, enum btf_class cls,
			    const char *name)
{
	/* The end of the name is given by its length alone. */
	char longer[64];
	struct btf_query q = { .cls = cls, .name = longer };

	q.name_len = strlen(name);
	strcpy(longer, name);
	strcat(longer, ".rest");
	assert_int_equal(btf_find(btf, &q, 1), 0);
	return q;
}

static void test_members(void **state)
{
	static const struct {
		const char *type, *path;
		int err;
		uint64_t off;
	} cases[] = {
		{ "task", "state", 0, 0 },
		{ "task", "mm", 0, 8 },
		{ "task", "active", 0, 8 },
		{ "task", "in", 0, 24 },
		{ "task", "in.b", 0, 28 },
		{ "task", "flags", -ERANGE, 0 },
		{ "task", "nothing", -ENOENT, 0 },
		{ "task", "stat", -ENOENT, 0 },
		{ "task", "in.c", -ENOENT, 0 },
		{ "task", "state.x", -ENOENT, 0 },
		{ "task", "", -ENOENT, 0 },
		{ "atomic", "counter", 0, 0 },
	};
	struct btf *btf = open_fixture();
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct btf_query q = ask(btf, BTF_AGGREGATE, cases[i].type);
		uint64_t off = 0;

		assert_true(q.found);
		assert_int_equal(q.id_nr, 1);
		assert_int_equal(
			btf_member_offset(btf, q.id[0], cases[i].path, &off),
			cases[i].err);
		assert_int_equal(off, cases[i].off);
	}
	btf_close(btf);
}

static void test_same_name(void **state)
{
	struct btf *btf = open_fixture();
	struct btf_query q = ask(btf, BTF_AGGREGATE, "pair");
	uint64_t size;

	(void)state;
	/* Two structs; the forward declaration does not count. */
	assert_int_equal(q.id_nr, 2);
	assert_int_equal(btf_aggregate_size(btf, q.id[0], &size), 0);
	assert_int_equal(size, 8);
	assert_int_equal(btf_aggregate_size(btf, q.id[1], &size), 0);
	assert_int_equal(size, 16);
	btf_close(btf);
}

static void test_functions(void **state)
{
	struct btf *btf = open_fixture();
	struct btf_query q = ask(btf, BTF_FUNCTION, "vfs_read");
	uint64_t v;

	(void)state;
	assert_true(q.found);
	assert_int_equal(btf_param_nr(btf, q.id[0], &v), 0);
	assert_int_equal(v, 2);
	assert_int_equal(btf_param_position(btf, q.id[0], "pos", &v), 0);
	assert_int_equal(v, 2);
	assert_int_equal(btf_param_position(btf, q.id[0], "po", &v), 0);
	assert_int_equal(v, 0);
	assert_false(ask(btf, BTF_FUNCTION, "vfs_rea").found);
	assert_false(ask(btf, BTF_FUNCTION, "task").found);
	btf_close(btf);
}

static void test_enumerators(void **state)
{
	struct btf *btf = open_fixture();
	struct btf_query q = ask(btf, BTF_ENUMERATOR, "MINUS");

	(void)state;
	assert_true(q.found);
	assert_int_equal(q.value, -1);
	q = ask(btf, BTF_ENUMERATOR, "WIDE");
	assert_true(q.found && q.value == 0x100000002);
	assert_false(q.conflict);
	assert_true(ask(btf, BTF_ENUMERATOR, "TWICE").conflict);
	assert_false(ask(btf, BTF_ENUMERATOR, "sign").found);
	btf_close(btf);
}

/* A record of kind 20 in the middle: 4 bytes, then 8 for each of 2. */
static void *make_unknown_kind(const void *layout, size_t layout_len,
			       size_t *ret_len)
{
	struct btf_maker m = { 0 };
	int i;

	make_type(&m, 20, 2, "", 0);
	for (i = 0; i < 5; i++)
		make_u32(&m, 0);
	make_type(&m, MAKE_STRUCT, 0, "behind", 5);
	return make_btf(&m, layout, layout_len, ret_len);
}

static void test_unknown_kind(void **state)
{
	uint8_t layout[21][4] = { [20] = { 4, 8 } };
	struct btf *btf = NULL;
	size_t len;
	void *data = make_unknown_kind(NULL, 0, &len);

	(void)state;
	fixture_log_start();
	assert_int_equal(btf_parse("x", data, len, NULL, &btf), -EINVAL);
	assert_non_null(strstr(fixture_log(), "unknown kind 20"));
	data = make_unknown_kind(layout, sizeof(layout), &len);
	assert_int_equal(btf_parse("x", data, len, NULL, &btf), 0);
	assert_true(ask(btf, BTF_AGGREGATE, "behind").found);
	btf_close(btf);
}

static void test_header(void **state)
{
	static const struct {
		size_t off;
		uint32_t word;
		const char *message;
	} cases[] = {
		{ 0, 0x0001ea9f, "no BTF magic" },
		{ 0, 0x00019feb, "big-endian" },
		{ 0, 0x0002eb9f, "unknown version" },
		{ 4, 23, "header length" },
		{ 4, 0x10000, "header length" },
		{ 8, 0xfffffff0, "type section outside" },
		{ 12, 0x7fffffff, "type section outside" },
		{ 16, 0xfffffff0, "string section outside" },
		{ 20, 0x7fffffff, "string section outside" },
		{ 20, 0, "does not end in NUL" },
		{ 20, 3, "does not end in NUL" },
		{ 12, 20, "cut off" },
		{ 28, 0x05ffffff, "reaches beyond" },
		{ 28, 0x7f000000, "unknown kind 127" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct btf *btf = NULL;
		size_t len;
		char *data = make_fixture(&len);

		memcpy(data + cases[i].off, &cases[i].word, 4);
		fixture_log_start();
		assert_int_equal(btf_parse("lie", data, len, NULL, &btf),
				 -EINVAL);
		assert_non_null(strstr(fixture_log(), cases[i].message));
	}
}

/* Asks everything of a blob; it may fail, not more. */
static void ask_all(void *data, size_t len)
{
	static const char *const names[] = { "task", "pair", "atomic",
					     "vfs_read", "MINUS" };
	struct btf_query q[5] = { 0 };
	struct btf *btf;
	size_t i, j;
	uint64_t v;

	if (btf_parse("lie", data, len, NULL, &btf))
		return;
	for (i = 0; i < 5; i++) {
		q[i].cls = i < 3 ? BTF_AGGREGATE : (enum btf_class)(i - 2);
		q[i].name = names[i];
		q[i].name_len = strlen(names[i]);
	}
	if (btf_find(btf, q, 5))
		goto close_btf;
	for (i = 0; i < 4; i++) {
		for (j = 0; j < q[i].id_nr && i < 3; j++) {
			btf_member_offset(btf, q[i].id[j], "in.b", &v);
			btf_aggregate_size(btf, q[i].id[j], &v);
		}
		for (j = 0; j < q[i].id_nr && i == 3; j++) {
			btf_param_nr(btf, q[i].id[j], &v);
			btf_param_position(btf, q[i].id[j], "pos", &v);
		}
	}
close_btf:
	btf_close(btf);
}

static void test_cut_anywhere(void **state)
{
	size_t len, cut;
	char *data = make_fixture(&len);

	(void)state;
	fixture_log_start();
	for (cut = 0; cut < len; cut++) {
		/* An allocation of exactly this size: sanitizers see a miss. */
		char *part = malloc(cut ? cut : 1);

		memcpy(part, data, cut);
		ask_all(part, cut);
	}
	free(data);
}

static void test_any_byte_wrong(void **state)
{
	static const uint8_t wrong[] = { 0x00, 0x01, 0x05, 0x80, 0xff };
	size_t len, at, i;
	char *data = make_fixture(&len);

	(void)state;
	fixture_log_start();
	for (at = 0; at < len; at++) {
		for (i = 0; i < sizeof(wrong); i++) {
			char *copy = malloc(len);

			memcpy(copy, data, len);
			copy[at] = (char)wrong[i];
			ask_all(copy, len);
		}
	}
	free(data);
}

/* Nameless structs that contain each other twice: 2^n ways to go. */
static void test_nesting(void **state)
{
	struct btf_maker m = { 0 };
	struct btf_query q;
	struct btf *btf;
	uint32_t i;
	uint64_t off;
	size_t len;
	void *data;

	(void)state;
	make_type(&m, MAKE_STRUCT, 1, "top", 8);
	make_member(&m, "", 2, 0);
	for (i = 2; i < 40; i++) {
		make_type(&m, MAKE_STRUCT, 2, "", 8);
		make_member(&m, "", i + 1, 0);
		make_member(&m, "", i + 1, 0);
	}
	make_type(&m, MAKE_STRUCT, 1, "", 8);
	make_member(&m, "", 1, 0);
	make_type(&m, MAKE_TYPEDEF, 0, "round", m.nr + 1);
	data = make_btf(&m, NULL, 0, &len);
	assert_int_equal(btf_parse("deep", data, len, NULL, &btf), 0);
	fixture_log_start();
	q = (struct btf_query){ .name = "top", .name_len = 3 };
	assert_int_equal(btf_find(btf, &q, 1), 0);
	assert_int_equal(btf_member_offset(btf, q.id[0], "x", &off), -EINVAL);
	q = (struct btf_query){ .name = "round", .name_len = 5 };
	assert_int_equal(btf_find(btf, &q, 1), -EINVAL);
	assert_non_null(strstr(fixture_log(), "nested without end"));
	btf_close(btf);
}

/* The same bytes as a section of an ELF file. */
static void test_in_elf(void **state)
{
	struct btf *btf;
	size_t len;
	void *data = make_fixture(&len);
	const char *blob = make_file("fixture.btf", data, len);
	char text[512];
	const char *path;
	char *elf;

	(void)state;
	free(data);
	snprintf(text, sizeof(text), ".section .BTF\n.incbin \"%s\"\n", blob);
	elf = assemble(text, &len);
	path = make_file("with-btf.o", elf, len);
	assert_int_equal(btf_open(path, &btf), 0);
	assert_true(ask(btf, BTF_AGGREGATE, "task").found);
	btf_close(btf);
	free(elf);
	elf = assemble(".text\nret\n", &len);
	path = make_file("without-btf.o", elf, len);
	fixture_log_start();
	assert_int_equal(btf_open(path, &btf), -EINVAL);
	assert_non_null(strstr(fixture_log(), "no .BTF section"));
	free(elf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_same_name),
		cmocka_unit_test(test_functions),
		cmocka_unit_test(test_enumerators),
		cmocka_unit_test(test_unknown_kind),
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_cut_anywhere),
		cmocka_unit_test(test_any_byte_wrong),
		cmocka_unit_test(test_nesting),
		cmocka_unit_test(test_in_elf),
	};

	return cmocka_run_group_tests(tests, NULL, fixture_teardown);
}

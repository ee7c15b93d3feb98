// SPDX-License-Identifier: GPL-2.0
/* Indexes made of BTF: every kind, a module's over its kernel's, damage. */
#include "btf/make.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "btf/convert.h"
#include "btf_maker.h"
#include "fixture.h"
#include "index/decl.h"
#include "index/find.h"
#include "index/kernel.h"

/* What an index says of struct task, which both have. */
#define TASK                                                          \
	"struct task {\n"                                             \
	"\tconst char *volatile comm; /* 0 */\n"                      \
	"\tunsigned int on : 1; /* 8:0 */\n"                          \
	"\tunsigned int flags : 7; /* 8:1 */\n"                       \
	"\tunion { int number; long unsigned int word; }; /* 16 */\n" \
	"\tstruct later *later; /* 24 */\n"                           \
	"\tchar tail[]; /* 32 */\n"                                   \
	"}; /* 32 bytes */\n"

/* clang-format off */
static const char kernel_text[] =
	"MINUS = -1;\n"
	"TOP = 4294967295;\n"
	"WIDE = 4294967298;\n"
	"_Bool; /* 1 bytes */\n"
	"int __traceiter_wake(void *__data, struct task *task, _Bool sync);\n"
	"static int answer;\n"
	"typedef void (*btf_trace_wake)(void *, struct task *, _Bool); /* 8 bytes */\n"
	"char; /* 1 bytes */\n"
	"struct task *restrict current; /* per-CPU, 1024 */\n"
	"double; /* 8 bytes */\n"
	"int; /* 4 bytes */\n"
	"long unsigned int; /* 8 bytes */\n"
	"struct old {\n\tunsigned int bits : 3; /* 1:2 */\n}; /* 4 bytes */\n"
	"enum plain { TOP = 4294967295 }; /* 4 bytes */\n"
	"void say(struct task *task, ...);\n"
	"enum sign { MINUS = -1 }; /* 4 bytes */\n"
	TASK
	"unsigned int; /* 4 bytes */\n"
	"unsigned int; /* 4 bytes */\n"
	"int wake(struct task *task, _Bool sync);\n"
	"int wake_up(struct task *task, _Bool sync);\n"
	"enum wide { WIDE = 4294967298 }; /* 8 bytes */\n";

/* All types, its own functions. */
static const char module_text[] =
	"MINUS = -1;\n"
	"TOP = 4294967295;\n"
	"WIDE = 4294967298;\n"
	"_Bool; /* 1 bytes */\n"
	"typedef void (*btf_trace_wake)(void *, struct task *, _Bool); /* 8 bytes */\n"
	"char; /* 1 bytes */\n"
	"double; /* 8 bytes */\n"
	"int; /* 4 bytes */\n"
	"struct later {\n\tstruct task *task; /* 0 */\n\tint own; /* 8 */\n}; /* 16 bytes */\n"
	"long unsigned int; /* 8 bytes */\n"
	"struct old {\n\tunsigned int bits : 3; /* 1:2 */\n}; /* 4 bytes */\n"
	"enum plain { TOP = 4294967295 }; /* 4 bytes */\n"
	"int probe(struct later *x);\n"
	"enum sign { MINUS = -1 }; /* 4 bytes */\n"
	TASK
	"unsigned int; /* 4 bytes */\n"
	"unsigned int; /* 4 bytes */\n"
	"enum wide { WIDE = 4294967298 }; /* 8 bytes */\n";
/* clang-format on */

static const char *write_file(const char *name, void *data, size_t len)
{
	const char *path = fixture_path(name);

	assert_int_equal(file_write_all(path, data, len), 0);
	free(data);
	return path;
}

static struct index *make_index_of(const char *btf, const char *base)
{
	static const u8 id[] = { 1, 2, 3, 4 };
	struct btf_source src = { btf, base, "sample", id, sizeof(id) };
	const char *out = fixture_path("sample.sxi");
	struct index *ix;

	assert_int_equal(btf_make_index(&src, out), 0);
	assert_int_equal(index_open(out, &ix), 0);
	assert_int_equal(index_verify(ix), 0);
	assert_int_equal(index_head(ix)->build_id_len, sizeof(id));
	assert_memory_equal(index_head(ix)->build_id, id, sizeof(id));
	return ix;
}

static const char *write_kernel(void)
{
	size_t len;
	void *data = make_kernel_sample(&len);

	return write_file("kernel", data, len);
}

static const char *write_module(void)
{
	size_t len;
	void *data = make_module_sample(&len);

	return write_file("module", data, len);
}

/* Everything, malloc'ed. */
static char *declare(const struct index *ix)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	decl_all(ix, out);
	fclose(out);
	return text;
}

static void test_kernel(void **state)
{
	struct index *ix = make_index_of(write_kernel(), NULL);
	char *text = declare(ix);

	(void)state;
	assert_string_equal(text, kernel_text);
	assert_true(kernel_is_btf(ix));
	free(text);
	index_close(ix);
}

static const struct index_type *member_type(const struct index *ix,
					    const char *type, const char *name)
{
	const struct index_type *t = index_row(
		ix, INDEX_TYPES, index_find_kind(ix, type, INDEX_NAME_STRUCT));
	u32 i;

	assert_non_null(t);
	for (i = 0; i < t->member_nr; i++) {
		const struct index_member *m =
			index_row(ix, INDEX_MEMBERS, t->member_first + i);

		if (!strcmp(index_str(ix, m->name), name))
			return index_row(ix, INDEX_TYPES, m->type);
	}
	fail_msg("%s has no %s", type, name);
	return NULL;
}

/* What the kernel only declares is what the module defines. */
static void test_module(void **state)
{
	struct index *kernel = make_index_of(write_kernel(), NULL);
	const struct index_type *t = member_type(kernel, "task", "later");
	struct index *ix;
	char *text;

	(void)state;
	assert_int_equal(t->kind, INDEX_TYPE_POINTER);
	t = index_row(kernel, INDEX_TYPES, t->ref);
	assert_int_equal(t->flags, INDEX_TYPE_DECLARATION);
	index_close(kernel);
	ix = make_index_of(write_module(), fixture_path("kernel"));
	text = declare(ix);
	assert_string_equal(text, module_text);
	t = index_row(ix, INDEX_TYPES, member_type(ix, "task", "later")->ref);
	assert_int_equal(t->flags, 0);
	assert_int_equal(t->size, 16);
	free(text);
	index_close(ix);
}

/* Encoders before the mark: all values may have a sign. */
static void test_old_enum(void **state)
{
	struct btf_maker m = { 0 };
	const struct index_type *t;
	struct index *ix;
	size_t len;
	void *data;
	char *text;

	(void)state;
	make_type(&m, MAKE_ENUM, 2, "e", 4);
	make_u32(&m, make_string(&m, "A"));
	make_u32(&m, 0xfffffffe);
	make_u32(&m, make_string(&m, "B"));
	make_u32(&m, 7);
	data = make_btf(&m, NULL, 0, &len);
	ix = make_index_of(write_file("enum", data, len), NULL);
	text = declare(ix);
	assert_string_equal(
		text,
		"A = -2;\nB = 7;\nenum e { A = -2, B = 7 }; /* 4 bytes */\n");
	t = index_row(ix, INDEX_TYPES,
		      index_find_kind(ix, "e", INDEX_NAME_ENUM));
	assert_int_equal(t->flags, INDEX_TYPE_SIGNED);
	free(text);
	index_close(ix);
}

/* The record behind: 1 an int, 2 a prototype, 3 a function of it. */
static void test_damage(void **state)
{
	static const struct {
		uint32_t kind, vlen, size;
		uint32_t words[3];
		size_t words_nr;
		const char *message;
	} cases[] = {
		{ MAKE_PTR, 0, 5, { 0 }, 0, "it refers to 5, which is no type" },
		{ MAKE_PTR, 0, 3, { 0 }, 0, "it refers to 3, which is no type" },
		{ MAKE_ARRAY, 0, 0, { 9, 1, 1 }, 3, "it refers to 9" },
		{ MAKE_STRUCT, 1, 4, { 0, 77, 0 }, 3, "it refers to 77" },
		{ MAKE_STRUCT, 1, 4, { 999, 1, 0 }, 3, "its name lies outside" },
		{ MAKE_PROTO,
		  1,
		  0xffffffff,
		  { 0, 1 },
		  2,
		  "refers to 4294967295" },
		{ MAKE_ENUM, 1, 4, { 888, 1 }, 2, "its name lies outside" },
		{ MAKE_FUNC,
		  0,
		  1,
		  { 0 },
		  0,
		  "a function of type 1, no prototype" },
		{ MAKE_FUNC, 0, 99, { 0 }, 0, "a function of type 99" },
		{ MAKE_FUNC, 0, 0, { 0 }, 0, "a function of type 0" },
		{ MAKE_VAR, 0, 99, { 1 }, 1, "it refers to 99" },
		{ MAKE_DATASEC,
		  1,
		  4,
		  { 1, 0, 4 },
		  3,
		  "1 in a section is no variable" },
		{ MAKE_DATASEC, 1, 4, { 99, 0, 4 }, 3, "99 in a section" },
		{ MAKE_TYPE_TAG, 0, 4, { 0 }, 0, "tags without an end" },
		{ MAKE_TYPE_TAG, 0, 6, { 0 }, 0, "type 6 does not exist" },
	};
	size_t i, j;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct btf_maker m = { 0 };
		struct btf_source src = { .unit = "x" };
		size_t len;
		void *data;

		make_type(&m, MAKE_INT, 0, "int", 4);
		make_u32(&m, 32);
		make_type(&m, MAKE_PROTO, 0, "", 1);
		make_type(&m, MAKE_FUNC, 0, "f", 2);
		make_type(&m, cases[i].kind, cases[i].vlen, "", cases[i].size);
		for (j = 0; j < cases[i].words_nr; j++)
			make_u32(&m, cases[i].words[j]);
		data = make_btf(&m, NULL, 0, &len);
		src.path = write_file("damaged", data, len);
		fixture_log_start();
		assert_int_equal(btf_make_index(&src, fixture_path("no.sxi")),
				 -EINVAL);
		if (!strstr(fixture_log(), cases[i].message))
			fail_msg("case %zu: %s", i, fixture_log());
		fixture_log_stop();
	}
}

/* It may be refused; what is taken can be shown. Takes data. */
static void try_bytes(void *data, size_t len, const struct btf *base)
{
	struct arena *arena = arena_create();
	const char *out = fixture_path("tried.sxi");
	struct index_writer w;
	struct index *ix;
	struct btf *btf;

	index_writer_init(&w, arena);
	if (!btf_parse("lie", data, len, base, &btf)) {
		if (!btf_convert(btf, "lie", &w)) {
			assert_int_equal(index_writer_save(&w, out), 0);
			assert_int_equal(index_open(out, &ix), 0);
			free(declare(ix));
			index_close(ix);
		}
		btf_close(btf);
	}
	arena_destroy(arena);
}

static void damage(const char *data, size_t len, const struct btf *base)
{
	static const uint8_t wrong[] = { 0x00, 0x01, 0x05, 0x80, 0xff };
	size_t at, i;
	char *copy;

	for (at = 0; at < len; at++) {
		/* Of exactly this size: sanitizers see a miss. */
		copy = malloc(at ? at : 1);
		memcpy(copy, data, at);
		try_bytes(copy, at, base);
		for (i = 0; i < sizeof(wrong); i++) {
			copy = malloc(len);
			memcpy(copy, data, len);
			copy[at] = (char)wrong[i];
			try_bytes(copy, len, base);
		}
	}
}

static void test_any_byte_wrong(void **state)
{
	size_t len, module_len;
	char *data = make_kernel_sample(&len);
	char *module = make_module_sample(&module_len);
	struct btf *base;

	(void)state;
	fixture_log_start();
	damage(data, len, NULL);
	assert_int_equal(btf_parse("kernel", data, len, NULL, &base), 0);
	damage(module, module_len, base);
	free(module);
	btf_close(base);
	fixture_log_stop();
}

static void test_no_btf(void **state)
{
	struct btf_source src = { .unit = "x" };

	(void)state;
	fixture_run("echo 'int x;' >x.c; $CC -c x.c -o x.o");
	src.path = fixture_path("x.o");
	fixture_log_start();
	assert_int_equal(btf_make_index(&src, fixture_path("no.sxi")),
			 -ENODATA);
	assert_non_null(strstr(fixture_log(), "no .BTF section"));
	src.path = fixture_path("nothing");
	fixture_log_start();
	assert_int_equal(btf_make_index(&src, fixture_path("no.sxi")), -ENOENT);
	assert_non_null(strstr(fixture_log(), "nothing: No such file"));
	fixture_log_stop();
}

/* The section of an ELF file is read like a file of its own. */
static void test_elf(void **state)
{
	struct index *ix;
	char *text;

	(void)state;
	write_kernel();
	fixture_run("echo >x.c; $CC -c x.c -o x.o; "
		    "objcopy --add-section .BTF=kernel x.o");
	ix = make_index_of(fixture_path("x.o"), NULL);
	text = declare(ix);
	assert_string_equal(text, kernel_text);
	free(text);
	index_close(ix);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kernel),
		cmocka_unit_test(test_module),
		cmocka_unit_test(test_old_enum),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_any_byte_wrong),
		cmocka_unit_test(test_no_btf),
		cmocka_unit_test(test_elf),
	};

	return cmocka_run_group_tests(tests, NULL, fixture_teardown);
}

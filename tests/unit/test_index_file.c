// SPDX-License-Identifier: GPL-2.0
/* Index files: made, found again, and refused where they are damaged. */
#include "index/find.h"

#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "fixture.h"
#include "index/lines.h"
#include "index/symbols.h"
#include "index/type.h"
#include "index/writer.h"
#include "index_sample.h"

static u8 packed;

static int write_file(void **state)
{
	(void)state;
	assert_int_equal(index_sample_write(fixture_path("good.sxi"), packed),
			 0);
	return 0;
}

static struct index *open_good(void)
{
	struct index *ix;

	assert_int_equal(index_open(fixture_path("good.sxi"), &ix), 0);
	return ix;
}

static void test_names(void **state)
{
	struct index *ix = open_good();
	u32 i, first;

	(void)state;
	assert_int_equal(index_verify(ix), 0);
	for (i = 0; i < INDEX_SAMPLE_NR; i++)
		assert_int_equal(index_find_kind(ix, index_sample_names[i],
						 INDEX_NAME_FUNC),
				 i);
	assert_int_equal(index_find_kind(ix, "alpha", INDEX_NAME_STRUCT), 2);
	assert_int_equal(index_find_name(ix, "alpha", &first), 2);
	assert_int_equal(index_find_name(ix, "alph", &first), 0);
	assert_int_equal(index_find_name(ix, "zulu", &first), 0);
	assert_int_equal(index_find_kind(ix, "bravo", INDEX_NAME_UNION),
			 INDEX_NONE);
	index_close(ix);
}

static void test_addresses(void **state)
{
	static const struct {
		u32 addr;
		u32 body; /* INDEX_NONE: no function is there */
		u32 scope;
	} rows[] = {
		{ 0, 0, 0 },
		{ 0x1f, 0, 0 },
		{ 0x20, 0, 1 },
		{ 0x3f, 0, 1 },
		{ 0x40, 0, 0 },
		{ 0x7f, 0, 0 },
		{ 0x80, INDEX_NONE, 0 },
		{ 0xff, INDEX_NONE, 0 },
		{ 0x230, 4, 5 },
		{ 0x37f, 6, 6 },
		{ 0x380, INDEX_NONE, 0 },
	};
	struct index *ix = open_good();
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(index_find_addr(ix, rows[i].addr),
				 rows[i].body);
		if (rows[i].body != INDEX_NONE)
			assert_int_equal(index_find_scope(ix, rows[i].body,
							  rows[i].addr),
					 rows[i].scope);
	}
	index_close(ix);
}

static void test_rows_that_do_not_exist(void **state)
{
	struct index *ix = open_good();

	(void)state;
	assert_null(index_row(ix, INDEX_FUNCS, INDEX_SAMPLE_NR));
	assert_null(index_row(ix, INDEX_FUNCS, INDEX_NONE));
	assert_null(index_rows(ix, INDEX_MEMBERS, 1, INDEX_NONE));
	assert_string_equal(index_str(ix, INDEX_NONE), "");
	assert_int_equal(index_type_size(ix, 2), 16);
	assert_int_equal(index_type_size(ix, 99), 0);
	index_close(ix);
}

static void test_symbols(void **state)
{
	static const struct {
		u32 addr;
		u32 row;
	} rows[] = {
		{ 0, 0 },
		{ 0x7f, 0 },
		{ 0x80, INDEX_NONE },
		{ 0x100, 1 },
		{ 0x200, 2 },
		{ 0x2ff, 2 },
		{ 0x300, 3 },
		{ 0x37f, 3 },
		{ 0x380, INDEX_NONE },
		{ ~0u, INDEX_NONE },
	};
	static const char *const order[] = { "alpha", "bravo",	"charlie",
					     "delta", "number", "tls" };
	struct index *ix = open_good();
	u32 i, first;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(index_symbol_at(ix, rows[i].addr),
				 rows[i].row);
	for (i = 0; i < 6; i++) {
		assert_int_equal(index_find_symbols(ix, order[i], &first), 1);
		assert_int_equal(first, i);
	}
	assert_int_equal(index_find_symbols(ix, "zulu", &first), 0);
	assert_null(index_symbol_named(ix, 6));
	assert_int_equal(index_plt_at(ix, 0x7ff), INDEX_NONE);
	assert_int_equal(index_plt_at(ix, 0x80f), 0);
	assert_int_equal(index_plt_at(ix, 0x817), 1);
	assert_int_equal(index_plt_at(ix, 0x818), INDEX_NONE);
	assert_int_equal(index_labels_of(ix, 2, &first), 1);
	assert_int_equal(index_labels_of(ix, 3, &first), 1);
	assert_int_equal(index_labels_of(ix, 4, &first), 0);
	index_close(ix);
}

static void check_line(const struct index_line *row, u32 n)
{
	assert_int_equal(row->addr, 7 * n);
	if (n % 250 == 249) {
		assert_int_equal(row->flags, INDEX_LINE_END);
		return;
	}
	assert_int_equal(row->file, n / 100 % 2);
	assert_int_equal(row->line, 1 + n / 2 * 3);
	assert_int_equal(row->flags,
			 (n % 2 ? 0 : INDEX_LINE_STMT) |
				 (n % 50 == 4 ? INDEX_LINE_PROLOGUE_END : 0));
}

static void test_lines(void **state)
{
	struct index *ix = open_good();
	struct index_lines it;
	struct index_line row, rows[4];
	u32 n, addr, end, file;

	(void)state;
	index_lines_start(&it, ix, 0);
	for (n = 0; index_lines_next(&it, &row); n++)
		check_line(&row, n);
	assert_int_equal(n, INDEX_SAMPLE_LINES);
	/* From each address on, and at each one. */
	for (addr = 0; addr < 7 * INDEX_SAMPLE_LINES + 20; addr++) {
		index_lines_start(&it, ix, addr);
		n = (addr + 6) / 7;
		assert_int_equal(index_lines_next(&it, &row),
				 n < INDEX_SAMPLE_LINES);
		if (n < INDEX_SAMPLE_LINES)
			check_line(&row, n);
		n = addr / 7;
		if (n % 250 == 249 || n >= INDEX_SAMPLE_LINES) {
			assert_false(index_line_at(ix, addr, &row, &end));
			continue;
		}
		assert_true(index_line_at(ix, addr, &row, &end));
		check_line(&row, n);
		assert_int_equal(end, 7 * n + 7);
	}
	for (n = 0; n < INDEX_SAMPLE_LINES - 2; n += 2) {
		file = n / 100 % 2;
		assert_int_equal(index_lines_of_file_line(
					 ix, file, 1 + n / 2 * 3, rows, 4),
				 1);
		check_line(&rows[0], n);
		assert_int_equal(index_lines_of_file_line(
					 ix, !file, 1 + n / 2 * 3, rows, 4),
				 0);
	}
	assert_int_equal(index_line_near(ix, 0, 2, ~0u), 4);
	assert_int_equal(index_line_near(ix, 1, 2, ~0u), 151);
	assert_int_equal(index_line_near(ix, 1, 2, 150), 0);
	assert_false(index_line_at(ix, ~0u, &row, NULL));
	index_close(ix);
}

struct damage {
	const char *says; /* NULL: it opens */
	size_t off;
	u32 value;
};

#define HEAD(field) offsetof(struct index_head, field)

static const struct damage damages[] = {
	{ "this is no index", HEAD(magic), 1 },
	{ "another version of stapx", HEAD(version), 99 },
	{ "another version of stapx", HEAD(head_len) - 2, INDEX_VERSION },
	{ "the index is cut short", HEAD(file_len), 64 },
	{ "the build-id of the index is damaged", HEAD(machine), 0xff0000 },
	{ "a section lies outside", HEAD(section[INDEX_FUNCS].off), 1u << 30 },
	{ "a section lies outside", HEAD(section[INDEX_FUNCS].off), 12 },
	{ "a section lies outside", HEAD(section[INDEX_FUNCS].len), 1u << 30 },
	{ "a section lies outside", HEAD(section[INDEX_FUNCS].len), 7 },
	{ "the strings of the index are damaged",
	  HEAD(section[INDEX_STRINGS].len), 0 },
	{ "the strings of the index are damaged",
	  HEAD(section[INDEX_STRINGS].len), 3 },
	{ NULL, sizeof(struct index_head) + 8, 0x41414141 },
};

static char *read_good(size_t *ret_len)
{
	char *data;

	assert_int_equal(file_read_all(fixture_path("good.sxi"), 1 << 20, &data,
				       ret_len),
			 0);
	return data;
}

static void test_damage(void **state)
{
	struct index *ix;
	size_t len, i;

	(void)state;
	for (i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
		char *data = read_good(&len);
		int err;

		memcpy(data + damages[i].off, &damages[i].value, sizeof(u32));
		assert_int_equal(
			file_write_all(fixture_path("bad.sxi"), data, len), 0);
		free(data);
		fixture_log_start();
		err = index_open(fixture_path("bad.sxi"), &ix);
		if (!damages[i].says) {
			assert_int_equal(err, 0);
			assert_int_equal(index_verify(ix), -EBADMSG);
			index_close(ix);
		} else {
			assert_int_equal(err, -EBADMSG);
			assert_non_null(strstr(fixture_log(), damages[i].says));
		}
		fixture_log_stop();
	}
}

static void test_cut(void **state)
{
	size_t len, at;
	char *data = read_good(&len);
	struct index *ix;

	(void)state;
	fixture_log_start();
	for (at = 0; at < len; at += 56) {
		assert_int_equal(
			file_write_all(fixture_path("cut.sxi"), data, at), 0);
		assert_int_equal(index_open(fixture_path("cut.sxi"), &ix),
				 -EBADMSG);
	}
	fixture_log_stop();
	free(data);
}

static void test_hostile(void **state)
{
	size_t len, i;
	unsigned int seed = 1;
	int opened = 0;

	(void)state;
	fixture_log_start();
	for (i = 0; i < 2000; i++) {
		char *data = read_good(&len);
		struct index *ix;
		int flips;

		for (flips = 0; flips < 8; flips++)
			data[sizeof(struct index_head) +
			     (size_t)rand_r(&seed) %
				     (len - sizeof(struct index_head))] =
				(char)rand_r(&seed);
		assert_int_equal(
			file_write_all(fixture_path("bad.sxi"), data, len), 0);
		free(data);
		if (index_open(fixture_path("bad.sxi"), &ix))
			continue;
		index_ask_everything(ix);
		index_close(ix);
		opened++;
	}
	fixture_log_stop();
	assert_in_range(opened, 1000, 2000);
}

#define MANY 50000u /* rows: several chunks of each section */

static void write_many(const char *path, u8 as_packed)
{
	struct arena *arena = arena_create();
	struct index_writer w;
	unsigned int seed = 7;
	char name[64];
	u32 i, k;

	index_writer_init(&w, arena);
	w.packed = as_packed;
	for (i = 0; i < MANY; i++) {
		struct index_member *m = index_writer_row(&w, INDEX_MEMBERS);
		u8 byte = (u8)rand_r(&seed);

		/* Names of all lengths end at all places of a chunk. */
		k = (u32)snprintf(name, sizeof(name), "%u", i);
		memset(name + k, 'x', i % 50);
		name[k + i % 50] = '\0';
		m->name = index_writer_str(&w, name);
		m->bit_off = (u64)rand_r(&seed) << 20;
		m->flags = i % 3;
		index_writer_bytes(&w, &byte, 1);
	}
	assert_int_equal(index_writer_save(&w, path), 0);
	arena_destroy(arena);
}

/* What is asked of a packed file is what a plain one says. */
static void test_chunks(void **state)
{
	char plain_path[PATH_MAX], packed_path[PATH_MAX];
	struct index *plain, *ix;
	unsigned int seed = 3;
	u32 i, rows;

	(void)state;
	strcpy(plain_path, fixture_path("plain.sxi"));
	strcpy(packed_path, fixture_path("packed.sxi"));
	write_many(plain_path, 0);
	write_many(packed_path, 1);
	assert_int_equal(index_open(plain_path, &plain), 0);
	assert_int_equal(index_open(packed_path, &ix), 0);
	assert_int_equal(index_verify(ix), 0);
	assert_true(index_head(ix)->file_len * 2 < index_head(plain)->file_len);
	for (i = 0; i < MANY; i++) {
		u32 n = (u32)rand_r(&seed) % MANY;
		const struct index_member *a, *b;

		a = index_row(plain, INDEX_MEMBERS, n);
		b = index_row(ix, INDEX_MEMBERS, n);
		assert_memory_equal(a, b, sizeof(*a));
		assert_string_equal(index_str(ix, b->name),
				    index_str(plain, a->name));
	}
	for (i = 0; i < INDEX_SECTION_NR; i++) {
		enum index_section s = (enum index_section)i;
		size_t len = index_head(ix)->section[i].len;

		rows = index_nr(plain, s);
		assert_int_equal(index_nr(ix, s), rows);
		if (rows)
			assert_memory_equal(index_rows(plain, s, 0, rows),
					    index_rows(ix, s, 0, rows), len);
	}
	index_close(plain);
	index_close(ix);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_symbols),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_rows_that_do_not_exist),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_hostile),
	};

	const struct CMUnitTest tests_packed[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_rows_that_do_not_exist),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_chunks),
	};
	int failed = cmocka_run_group_tests(tests, write_file, NULL);

	packed = 1;
	return failed + cmocka_run_group_tests(tests_packed, write_file,
					       fixture_teardown);
}

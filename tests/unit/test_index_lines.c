// SPDX-License-Identifier: GPL-2.0
/*
 * Lines, labels and the ends of prologues of compiled programs: the same as
 * eu-readelf, addr2line and gdb have.
 */
#include "index/lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "index/find.h"
#include "index/symbols.h"
#include "index_fixture.h"

static const char *const ways[] = {
	"$CC -O0 -g -gdwarf-5",
	"$CC -O0 -g -gdwarf-4 -fno-stack-protector -fcf-protection",
	"$CC -O0 -g -fstack-protector-all -no-pie -fno-pie",
	"$CC -O0 -g -fcf-protection=none -mstackrealign",
	"$CC -Og -g",
	"$CC -O2 -g -gdwarf-5",
	"$CC -O2 -g -gdwarf-3 -gstrict-dwarf",
	"$CC -O2 -g -fno-omit-frame-pointer",
	"$CC -O2 -g -ffunction-sections -Wl,--gc-sections",
	"$CC -O1 -g1",
	"clang -O0 -g",
	"clang -O2 -g",
};

#define WAYS_NR (sizeof(ways) / sizeof(ways[0]))

static struct index *build(const char *how)
{
	if (strncmp(how, "clang", 5) == 0 && !index_fixture_has("clang"))
		return NULL;
	fixture_run("%s -w $SRC/ix_lines.c -o lines", how);
	return index_fixture_make(fixture_path("lines"));
}

static u64 base_of(const struct index *ix)
{
	return index_head(ix)->base;
}

/* "fixtures/ix_lines.c:12 (discriminator 1)": 0 for an unknown line. */
static u32 line_in(const char *text)
{
	const char *colon = strrchr(text, ':');

	return colon && strstr(text, "ix_lines.c") ? (u32)atoi(colon + 1) : 0;
}

/* Each byte of each function. */
static void compare_addresses(const struct index *ix, const char *how)
{
	const struct index_func_addr *rows = index_rows(
		ix, INDEX_FUNC_ADDRS, 0, index_nr(ix, INDEX_FUNC_ADDRS));
	FILE *in = fopen(fixture_path("addresses"), "w"), *out;
	u32 i, addr, end, compared = 0;
	char text[512];

	assert_non_null(in);
	for (i = 0; i < index_nr(ix, INDEX_FUNC_ADDRS); i++)
		for (addr = rows[i].low; addr < rows[i].high; addr++)
			fprintf(in, "%llx\n",
				(unsigned long long)(base_of(ix) + addr));
	fclose(in);
	setenv("IN", fixture_path("addresses"), 1);
	out = index_fixture_ask("addr2line -e \"$F\" <\"$IN\"",
				fixture_path("lines"));
	for (i = 0; i < index_nr(ix, INDEX_FUNC_ADDRS); i++)
		for (addr = rows[i].low; addr < rows[i].high; addr++) {
			struct index_line row = { 0 };

			assert_non_null(fgets(text, sizeof(text), out));
			if (index_line_at(ix, addr, &row, &end))
				assert_true(row.addr <= addr && addr < end);
			if (row.line != line_in(text))
				fail_msg("%s: %x: line %u, addr2line says %s",
					 how, addr, row.line, text);
			compared++;
		}
	index_fixture_end(out);
	assert_true(compared > 500);
}

static void test_addresses(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < WAYS_NR; i++) {
		struct index *ix = build(ways[i]);

		if (ix)
			compare_addresses(ix, ways[i]);
		index_close(ix);
	}
}

/* A row of eu-readelf --debug-dump=decodedline. */
static bool parse_row(const char *text, struct index_line *ret, u64 base)
{
	unsigned int line, column;
	char flags[16], addr[32];
	const char *digits;

	/* "   84:1   S        0   0  0 +0x26380 <f>": flags have columns. */
	if (sscanf(text, " %u:%u", &line, &column) != 2)
		return false;
	snprintf(flags, sizeof(flags), "%.6s",
		 strchr(text, ':') + 1 + strcspn(strchr(text, ':'), " "));
	if (sscanf(text + 17, "%*u %*u %*u %31s", addr) != 1)
		return false;
	digits = addr[0] == '+' ? addr + 1 : addr;
	ret->addr = (u32)(strtoull(digits, NULL, 16) - base);
	ret->line = line;
	ret->flags = strchr(flags, 'S') ? INDEX_LINE_STMT : 0;
	if (strchr(flags, '*'))
		ret->flags |= INDEX_LINE_END;
	return true;
}

/* The statements of a line that the index has at an address. */
static bool has_statement(const struct index *ix, u32 addr, u32 line)
{
	struct index_line rows[64];
	u32 file, nr, i;

	for (file = 0; file < index_nr(ix, INDEX_FILES); file++) {
		nr = index_lines_of_file_line(ix, file, line, rows, 64);
		assert_in_range(nr, 0, 64);
		for (i = 0; i < nr; i++)
			if (rows[i].addr == addr)
				return true;
	}
	return false;
}

/*
 * A statement that eu-readelf has begins in the index too, or the row before
 * it there is of the same line.
 */
static void compare_statements(const struct index *ix, const char *how)
{
	FILE *out = index_fixture_ask("eu-readelf --debug-dump=decodedline "
				      "\"$F\" 2>/dev/null",
				      fixture_path("lines"));
	struct index_line row, last = { 0 };
	u32 compared = 0, merged = 0;
	char text[512];

	while (fgets(text, sizeof(text), out)) {
		if (!parse_row(text, &row, base_of(ix)))
			continue;
		if (row.flags == INDEX_LINE_STMT &&
		    row.addr + base_of(ix) > 0x1000) {
			if (has_statement(ix, row.addr, row.line))
				compared++;
			else if (last.line == row.line &&
				 last.flags == INDEX_LINE_STMT)
				merged++;
			else
				fail_msg("%s: not found: %s", how, text);
		}
		/* Rows of its line that are no statements change nothing. */
		if (row.line != last.line || row.flags)
			last = row;
	}
	index_fixture_end(out);
	if (compared < 20 || merged > compared)
		fail_msg("%s: %u compared, %u merged", how, compared, merged);
}

static void test_statements(void **state)
{
	size_t i;

	(void)state;
	if (!index_fixture_has("eu-readelf"))
		skip();
	for (i = 0; i < WAYS_NR; i++) {
		struct index *ix = build(ways[i]);

		if (ix)
			compare_statements(ix, ways[i]);
		index_close(ix);
	}
}

static const char *const functions[] = {
	"one_line", "many_args", "large_frame", "with_alloca",
	"loops",    "floating",	 "by_value",	"no_args",
	"ends",	    "aligned",	 "main",
};

#define FUNCTIONS_NR (sizeof(functions) / sizeof(functions[0]))

static const struct index_scope *body_of(const struct index *ix,
					 const char *name)
{
	u32 row = index_find_kind(ix, name, INDEX_NAME_FUNC);
	const struct index_func *f = index_row(ix, INDEX_FUNCS, row);

	return f ? index_row(ix, INDEX_SCOPES, f->scope) : NULL;
}

/* "Breakpoint 3 at 0x1139: file ...": of the functions in their order. */
static void compare_entries(const struct index *ix, const char *how)
{
	unsigned long long addr;
	char command[2048] = "gdb -nx -batch";
	char text[512];
	u32 compared = 0;
	FILE *out;
	size_t i;

	for (i = 0; i < FUNCTIONS_NR; i++)
		if (body_of(ix, functions[i]))
			sprintf(command + strlen(command), " -ex 'break %s'",
				functions[i]);
	strcat(command, " \"$F\" 2>/dev/null");
	out = index_fixture_ask(command, fixture_path("lines"));
	for (i = 0; i < FUNCTIONS_NR; i++) {
		const struct index_scope *body = body_of(ix, functions[i]);

		if (!body)
			continue;
		do
			assert_non_null(fgets(text, sizeof(text), out));
		while (sscanf(text, "Breakpoint %*u at %llx", &addr) != 1);
		if (base_of(ix) + body->entry != addr)
			fail_msg("%s: %s: entry %llx, gdb: %llx", how,
				 functions[i],
				 (unsigned long long)base_of(ix) + body->entry,
				 addr);
		compared++;
	}
	index_fixture_end(out);
	assert_true(compared >= 9);
}

static void test_entries(void **state)
{
	size_t i;

	(void)state;
	if (!index_fixture_has("gdb"))
		skip();
	for (i = 0; i < WAYS_NR; i++) {
		struct index *ix = build(ways[i]);

		if (ix)
			compare_entries(ix, ways[i]);
		index_close(ix);
	}
}

/* Without a frame pointer a parameter is stored by the prologue all the same. */
static void test_entry_without_frame(void **state)
{
	struct index *ix = build("$CC -O0 -g -fomit-frame-pointer");
	const struct index_scope *body = body_of(ix, "many_args");
	struct index_line row;

	(void)state;
	assert_true(index_line_at(ix, body->entry, &row, NULL));
	assert_int_equal(row.addr, body->entry);
	assert_int_equal(row.line, ((const struct index_func *)index_row(
					    ix, INDEX_FUNCS, body->func))
						   ->line +
					   2);
	body = body_of(ix, "no_args");
	assert_int_equal(body->entry,
			 ((const struct index_range *)index_row(
				  ix, INDEX_RANGES, body->range_first))
				 ->low);
	index_close(ix);
}

/* The line of a text in the source. */
static u32 line_of(const char *text)
{
	char command[256], answer[32] = "";
	FILE *out;

	snprintf(command, sizeof(command), "grep -n '%s' \"$F\"", text);
	out = index_fixture_ask(command, "tests/fixtures/ix_lines.c");
	assert_non_null(fgets(answer, sizeof(answer), out));
	index_fixture_end(out);
	return (u32)atoi(answer);
}

static u32 file_of(const struct index *ix)
{
	u32 i;

	for (i = 0; i < index_nr(ix, INDEX_FILES); i++) {
		const struct index_src *src = index_row(ix, INDEX_FILES, i);

		if (index_file_matches(index_str(ix, src->path), "ix_lines.c"))
			return i;
	}
	fail_msg("the file is not among the files");
	return 0;
}

static void test_near(void **state)
{
	struct index *ix = build("$CC -O0 -g");
	u32 file = file_of(ix), wanted = line_of("int i, k, sum = 0;"), first;
	struct index_line rows[8];

	(void)state;
	first = line_of(" int loops");
	assert_int_equal(index_line_near(ix, file, first, ~0u), first + 1);
	assert_int_equal(index_line_near(ix, file, first + 2, ~0u), wanted);
	assert_int_equal(index_line_near(ix, file, wanted + 1, wanted + 1), 0);
	assert_int_equal(index_line_near(ix, file, 100000, ~0u), 0);
	assert_int_equal(index_line_near(ix, INDEX_NONE, 1, ~0u), 0);
	assert_int_equal(index_lines_of_file_line(ix, file, wanted, rows, 8),
			 1);
	assert_int_equal(index_lines_of_file_line(ix, file, wanted, NULL, 0),
			 1);
	/* A loop's head has two statements: its beginning, and its end. */
	assert_true(index_lines_of_file_line(ix, file, wanted + 2, rows, 8) >=
		    2);
	assert_true(rows[0].addr < rows[1].addr);
	index_close(ix);
}

static void test_file_names(void **state)
{
	(void)state;
	assert_true(index_file_matches("src/core/nginx.c", "nginx.c"));
	assert_true(index_file_matches("src/core/nginx.c", "core/nginx.c"));
	assert_true(index_file_matches("/src/nginx.c", "/src/nginx.c"));
	assert_false(index_file_matches("src/core/nginx.c", "inx.c"));
	assert_false(index_file_matches("src/core/nginx.c", "/core/nginx.c"));
	assert_false(index_file_matches("nginx.c", "core/nginx.c"));
	assert_false(index_file_matches("nginx.c", ""));
}

static const struct index_label *find_label(const struct index *ix, u32 scope,
					    const char *name)
{
	u32 first, nr = index_labels_of(ix, scope, &first), i;

	for (i = first; i < first + nr; i++) {
		const struct index_label *l = index_row(ix, INDEX_LABELS, i);

		if (!strcmp(index_str(ix, l->name), name))
			return l;
	}
	return NULL;
}

static void test_labels(void **state)
{
	static const char *const how[] = { "$CC -O0 -g", "$CC -O1 -g" };
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		struct index *ix = build(how[i]);
		const struct index_func *f = index_row(
			ix, INDEX_FUNCS,
			index_find_kind(ix, "loops", INDEX_NAME_FUNC));
		const struct index_label *l = find_label(ix, f->scope, "again");
		struct index_line row;

		assert_non_null(l);
		assert_int_equal(l->line, line_of("^again:"));
		assert_int_equal(l->file, file_of(ix));
		assert_int_equal(index_find_addr(ix, l->addr), f->scope);
		assert_null(find_label(ix, f->scope, "limit"));
		assert_true(index_line_at(ix, l->addr, &row, NULL));
		index_close(ix);
	}
}

static void test_inlined_label(void **state)
{
	struct index *ix = build("$CC -O0 -g");
	const struct index_func *f = index_row(
		ix, INDEX_FUNCS, index_find_kind(ix, "main", INDEX_NAME_FUNC));
	const struct index_label *l = find_label(ix, f->scope, "limit");

	(void)state;
	assert_non_null(l);
	assert_int_equal(l->line, line_of("^limit:"));
	assert_int_equal(((const struct index_scope *)index_row(
				  ix, INDEX_SCOPES, l->scope))
				 ->kind,
			 INDEX_SCOPE_INLINE);
	index_close(ix);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_statements),
		cmocka_unit_test(test_entries),
		cmocka_unit_test(test_entry_without_frame),
		cmocka_unit_test(test_near),
		cmocka_unit_test(test_file_names),
		cmocka_unit_test(test_labels),
		cmocka_unit_test(test_inlined_label),
	};

	return cmocka_run_group_tests(tests, NULL, fixture_teardown);
}

// SPDX-License-Identifier: GPL-2.0
/* Where functions are left: by hand-written code, and as objdump sees it. */
#include "index/returns.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "code_fixture.h"
#include "fixture.h"
#include "index/list_code.h"

#define RET	 INDEX_RETURN_RET
#define JUMP	 INDEX_RETURN_TAIL_JUMP
#define INDIRECT INDEX_RETURN_TAIL_INDIRECT

/* clang-format off */
static const struct {
	const char *name;
	bool all;
	struct {
		const char *at;
		u32 kind;
		u32 flags;
		const char *target;
	} exits[4];
} wanted[] = {
	{ "rt_plain", true, { { "r1_plain", RET, 0, NULL }, { "r2_plain", RET, 0, NULL } } },
	{ "rt_number", true, { { "r1_number", RET, 0, NULL } } },
	{ "rt_tail", true, { { "r1_tail", JUMP, INDEX_RETURN_CONDITIONAL, "rt_plain" }, { "r2_tail", JUMP, 0, "rt_number" } } },
	{ "rt_indirect", true, { { "r1_indirect", INDIRECT, 0, NULL }, { "r2_indirect", INDIRECT, 0, NULL } } },
	{ "rt_switch", true, { { "r1_switch", RET, 0, NULL }, { "r2_switch", RET, 0, NULL } } },
	{ "rt_frame", true, { { "r1_frame", RET, 0, NULL } } },
	{ "rt_unsure", false, { { "r1_unsure", INDEX_RETURN_JUMP_UNKNOWN, 0, NULL }, { "r2_unsure", RET, 0, NULL } } },
	{ "rt_noreturn", true, { { "r1_noreturn", INDEX_RETURN_NORETURN, 0, NULL } } },
	{ "rt_trap", true, { { NULL, 0, 0, NULL } } },
	{ "rt_fall", false, { { "r1_fall", INDEX_RETURN_FALL_THROUGH, 0, NULL } } },
	{ "rt_bad", false, { { "r1_bad", INDEX_RETURN_UNDECODABLE, 0, NULL }, { "r2_bad", INDEX_RETURN_UNDECODABLE, 0, NULL } } },
	{ "rt_middle", false, { { "r1_middle", INDEX_RETURN_UNDECODABLE, 0, NULL }, { "r2_middle", RET, 0, NULL } } },
	{ "rt_lock", true, { { "r1_lock", RET, 0, NULL } } },
	{ "rt_hot", true, { { "r2_hot", RET, 0, NULL }, { "r1_hot", RET, 0, NULL } } },
	{ "rt_lost", false, { { "r1_lost", INDEX_RETURN_JUMP_UNKNOWN, INDEX_RETURN_CONDITIONAL, NULL }, { "r2_lost", RET, 0, NULL } } },
	{ "rt_xbegin", true, { { "r1_xbegin", RET, 0, NULL } } },
	{ "r0_unnamed", true, { { "r1_unnamed", RET, 0, NULL } } },
};
/* clang-format on */

/* Addresses of all symbols, as nm says them. */
static struct {
	char name[64];
	u64 addr;
} symbols[512];

static u32 symbols_nr;

static void read_symbols(const char *program)
{
	char command[4096];
	unsigned long addr;
	char type;
	FILE *p;

	snprintf(command, sizeof(command), "nm --defined-only '%s'",
		 fixture_path(program));
	p = popen(command, "r");
	assert_non_null(p);
	symbols_nr = 0;
	while (symbols_nr < 512 && fscanf(p, "%lx %c %63s\n", &addr, &type,
					  symbols[symbols_nr].name) == 3)
		symbols[symbols_nr++].addr = addr;
	pclose(p);
}

static u32 address(const struct index *ix, const char *name)
{
	u32 i;

	if (!name)
		return INDEX_NONE;
	for (i = 0; i < symbols_nr; i++)
		if (!strcmp(symbols[i].name, name))
			return (u32)(symbols[i].addr - index_head(ix)->base);
	fail_msg("no symbol %s", name);
	return 0;
}

static void check_function(const struct index *ix, size_t n)
{
	const struct index_code *code =
		index_find_code(ix, address(ix, wanted[n].name));
	const struct index_return *r;
	u32 nr, i, exits = 0;

	if (!code)
		fail_msg("%s: not there", wanted[n].name);
	while (exits < 4 && wanted[n].exits[exits].at)
		exits++;
	r = index_returns(ix, code, &nr);
	if (nr != exits)
		fail_msg("%s: %u rows, not %u", wanted[n].name, nr, exits);
	for (i = 0; i < nr; i++)
		if (r[i].addr != address(ix, wanted[n].exits[i].at) ||
		    r[i].kind != wanted[n].exits[i].kind ||
		    r[i].flags != wanted[n].exits[i].flags ||
		    (wanted[n].exits[i].target &&
		     r[i].target != address(ix, wanted[n].exits[i].target)))
			fail_msg("%s: %u: %s at %#x", wanted[n].name, i,
				 index_return_name(r[i].kind), r[i].addr);
	assert_int_equal(!!(code->flags & INDEX_CODE_ALL_RETURNS),
			 wanted[n].all);
}

static void test_by_hand(void **state)
{
	struct index *ix;
	size_t i;

	(void)state;
	fixture_run("$CC -shared -nostdlib -Wl,-Bsymbolic $SRC/rt_code.S "
		    "-o rt.so");
	read_symbols("rt.so");
	ix = code_index(fixture_path("rt.so"), fixture_path("rt.sxi"));
	for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		check_function(ix, i);
	assert_null(index_find_code(ix, address(ix, "rt_hot.cold")));
	assert_null(index_find_code(ix, address(ix, "rt_plain") + 1));
	index_close(ix);
}

/* The lines of a list from an address up to the next function's. */
static void check_list(const struct index *ix,
		       u32 (*list)(const struct index *ix, const char *pattern,
				   FILE *out),
		       const char *at, const char *text)
{
	char head[32], *all = NULL, *from;
	size_t len = 0;
	FILE *out = open_memstream(&all, &len);

	assert_non_null(out);
	assert_true(list(ix, NULL, out) > 0);
	fclose(out);
	snprintf(head, sizeof(head), "%016llx",
		 (unsigned long long)(index_head(ix)->base + address(ix, at)));
	from = strstr(all, head);
	assert_non_null(from);
	from += strlen(head);
	if (strncmp(from, text, strlen(text)))
		fail_msg("%s: %.*s", at, (int)strlen(text), from);
	free(all);
}

static void test_lists(void **state)
{
	struct index *ix =
		code_index(fixture_path("rt.so"), fixture_path("rt.sxi"));

	(void)state;
	check_list(ix, list_unwind, "rt_frame", " cfa=rsp+8\n");
	check_list(ix, list_unwind, "rt_hot.cold", " cfa=rsp+16\n");
	check_list(ix, list_unwind, "rt_saves",
		   " cfa=[rbp-8] rdx=same rbx=[cfa-16] rbp=[rbp+0] r12=lost"
		   " r13=cfa-24 r14=rax+0 rip=[cfa-32] signal\n");
	check_list(ix, list_unwind, "rt_top", " cfa=rsp+8 rip=lost top\n");
	check_list(ix, list_returns, "rt_number", " \n");
	check_list(ix, list_returns, "r1_number", " ret\n");
	check_list(ix, list_returns, "rt_fall", "  (not all are known)\n");
	check_list(ix, list_returns, "r1_tail", " tail jump, conditional to ");
	index_close(ix);
}

/* Without symbols: FDEs, and the cold part is found by its jump. */
static void test_stripped(void **state)
{
	struct index *ix;
	size_t i;

	(void)state;
	fixture_run("strip rt.so -o rt_stripped.so");
	ix = code_index(fixture_path("rt_stripped.so"), fixture_path("rt.sxi"));
	for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		check_function(ix, i);
	assert_null(index_find_code(ix, address(ix, "rt_hot.cold")));
	index_close(ix);
}

static int compare_u32(const void *a, const void *b)
{
	u32 x = *(const u32 *)a, y = *(const u32 *)b;

	return x < y ? -1 : x > y;
}

/* The ret instructions of a function, each once; returns their number. */
static u32 rets_of(const struct index *ix, const struct index_code *code,
		   u32 *ret)
{
	u32 nr, i, rets = 0;
	const struct index_return *r = index_returns(ix, code, &nr);

	for (i = 0; i < nr; i++) {
		if (i && r[i].addr <= r[i - 1].addr && r[i].kind == RET)
			fail_msg("%#x is not behind the row before", r[i].addr);
		if (r[i].kind == RET)
			ret[rets++] = r[i].addr;
	}
	return rets;
}

/* Functions of hand-written code overlap: an address may be in several. */
static u32 all_rets(const struct index *ix, u32 **ret)
{
	u32 *rows = calloc(index_nr(ix, INDEX_RETURNS) + 1, sizeof(u32));
	u32 i, nr = 0, kept = 0;

	assert_non_null(rows);
	for (i = 0; i < index_nr(ix, INDEX_CODE); i++)
		nr += rets_of(ix, index_row(ix, INDEX_CODE, i), rows + nr);
	qsort(rows, nr, sizeof(u32), compare_u32);
	for (i = 0; i < nr; i++)
		if (!kept || rows[i] != rows[kept - 1])
			rows[kept++] = rows[i];
	*ret = rows;
	return kept;
}

/* Compares with what a disassembler finds in the functions with a size. */
static void compare_with_objdump(const char *path)
{
	struct index *ix = code_index(path, fixture_path("rt.sxi"));
	unsigned long addr;
	char command[4096];
	u32 *rows, nr = all_rets(ix, &rows), seen = 0;
	FILE *p;

	snprintf(
		command, sizeof(command),
		"objdump -d --no-show-raw-insn '%s' | "
		"sed -nE 's/^ *([0-9a-f]+):\t((repz|bnd) )*retq?( .*)?$/\\1/p'",
		path);
	p = popen(command, "r");
	assert_non_null(p);
	while (fscanf(p, "%lx", &addr) == 1) {
		u32 rel = (u32)(addr - index_head(ix)->base);

		if (bsearch(&rel, rows, nr, sizeof(u32), compare_u32))
			seen++;
		else if (code_is_sized(path, addr))
			fail_msg("%s: no row for %#lx", path, addr);
	}
	pclose(p);
	print_message("%s: %u ret instructions\n", path, nr);
	assert_true(nr > 0);
	assert_int_equal(seen, nr);
	free(rows);
	index_close(ix);
}

static void test_programs(void **state)
{
	static const char *const flags[] = { "-O0", "-O1", "-O2 -static", "-O3",
					     "-Os -fcf-protection=full" };
	char self[PATH_MAX] = "";
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		fixture_run("$CC %s -w $SRC/un_target.c -o un", flags[i]);
		compare_with_objdump(fixture_path("un"));
	}
	assert_true(readlink("/proc/self/exe", self, sizeof(self) - 1) > 0);
	compare_with_objdump(self);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_hand),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_stripped),
		cmocka_unit_test(test_programs),
	};

	return cmocka_run_group_tests(tests, NULL, fixture_teardown);
}

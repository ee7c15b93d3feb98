// SPDX-License-Identifier: GPL-2.0
/* Unwind rows and returns of damaged files: made, and asked. */
#include "index/unwind.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <gelf.h>

#include "base/file.h"
#include "code_fixture.h"
#include "fixture.h"
#include "index/returns.h"
#include "unwind_step.h"

#define ROUNDS 400
#define HEAD   (sizeof(struct index_head) + 8)

static char *good; /* the ELF file */
static size_t good_len;

/* Memory is what its address says, but for every seventh word. */
static int read_memory(void *arg, u64 addr, void *to, u32 len)
{
	u64 value = addr * 0x9e3779b97f4a7c15ull;

	(void)arg;
	assert_in_range(len, 1, 8);
	memcpy(to, &value, len);
	return addr / 8 % 7 == 3;
}

static void start(struct sx_unwind_regs *ret, u64 pc)
{
	u64 reg[SX_UNWIND_REGS];
	u32 i;

	for (i = 0; i < SX_UNWIND_REGS; i++)
		reg[i] = 0x7ffe0000 + 0x1000 * i;
	reg[SX_UNWIND_RIP] = pc;
	sx_unwind_start(ret, reg);
}

/* A step from the beginning of each row; results are counted. */
static void ask_unwind(const struct index *ix, u32 result[SX_UNWIND_RESULT_NR])
{
	const struct sx_unwind_mem mem = { read_memory, NULL };
	struct sx_unwind_table t;
	struct sx_unwind_regs regs;
	u32 i, nr;

	index_unwind_table(ix, &t);
	for (i = 0; i < t.row_nr; i++) {
		const struct sx_unwind_rule *rule =
			index_find_unwind(ix, t.rows[i].addr);

		if (rule)
			index_unwind_saves(ix, rule, &nr);
		start(&regs, t.rows[i].addr);
		result[sx_unwind_step(&t, rule, &mem, &regs)]++;
	}
}

static u32 ask_returns(const struct index *ix)
{
	u32 i, k, nr, rows = 0;

	for (i = 0; i < index_nr(ix, INDEX_CODE); i++) {
		const struct index_code *code = index_row(ix, INDEX_CODE, i);
		const struct index_return *r = index_returns(ix, code, &nr);

		index_find_code(ix, code->entry);
		for (k = 0; k < nr; k++)
			rows += index_return_name(r[k].kind) != NULL;
	}
	return rows;
}

static int make_good(void **state)
{
	(void)state;
	fixture_run("$CC -O2 -w -static-libgcc $SRC/un_target.c "
		    "$SRC/rt_code.S -Wl,-z,lazy -o un");
	assert_int_equal(
		file_read_all(fixture_path("un"), 1 << 24, &good, &good_len),
		0);
	return 0;
}

static int free_good(void **state)
{
	free(good);
	return fixture_teardown(state);
}

static void test_good(void **state)
{
	struct index *ix =
		code_index_of_bytes(good, good_len, fixture_path("un.sxi"));
	u32 result[SX_UNWIND_RESULT_NR] = { 0 };

	(void)state;
	assert_non_null(ix);
	ask_unwind(ix, result);
	assert_in_range(result[SX_UNWIND_OK], 50, 100000);
	assert_int_equal(result[SX_UNWIND_END], 2); /* _start, rt_top */
	assert_int_equal(result[SX_UNWIND_BAD_RULE], 0);
	assert_in_range(ask_returns(ix), 40, 100);
	index_close(ix);
}

/* Where a section lies in the file. */
static void find_section(const char *name, u64 *ret_off, u64 *ret_len)
{
	Elf *elf = elf_memory(good, good_len);
	Elf_Scn *scn = NULL;
	GElf_Shdr head = { .sh_size = 0 };
	size_t names;

	assert_non_null(elf);
	assert_int_equal(elf_getshdrstrndx(elf, &names), 0);
	while ((scn = elf_nextscn(elf, scn))) {
		assert_non_null(gelf_getshdr(scn, &head));
		if (!strcmp(elf_strptr(elf, names, head.sh_name), name))
			break;
	}
	assert_non_null(scn);
	*ret_off = head.sh_offset;
	*ret_len = head.sh_size;
	elf_end(elf);
}

static void damage(char *bytes, u64 len, int flips, unsigned int *seed)
{
	while (flips--)
		bytes[(u64)rand_r(seed) % len] ^= (char)(1 << rand_r(seed) % 8);
}

/* An ELF file with damage in one of its sections. */
static void test_damaged_elf(void **state)
{
	static const char *const names[] = { ".eh_frame", ".text", ".symtab",
					     ".plt" };
	unsigned int seed = 7;
	u32 result[SX_UNWIND_RESULT_NR] = { 0 };
	size_t i, n;

	(void)state;
	for (n = 0; n < sizeof(names) / sizeof(names[0]); n++) {
		u64 off, len;

		find_section(names[n], &off, &len);
		for (i = 0; i < ROUNDS; i++) {
			char *bytes = malloc(good_len);
			struct index *ix;

			assert_non_null(bytes);
			memcpy(bytes, good, good_len);
			damage(bytes + off, len, 1 + (int)i % 16, &seed);
			ix = code_index_of_bytes(bytes, good_len,
						 fixture_path("bad.sxi"));
			assert_non_null(ix);
			ask_unwind(ix, result);
			ask_returns(ix);
			index_close(ix);
			free(bytes);
		}
	}
	assert_true(result[SX_UNWIND_OK] > 0);
	assert_true(result[SX_UNWIND_BAD_RULE] > 0);
}

/* The heads of segments and sections say anything. */
static void test_damaged_heads(void **state)
{
	unsigned int seed = 11;
	u32 result[SX_UNWIND_RESULT_NR] = { 0 };
	u64 shoff;
	size_t i;

	(void)state;
	memcpy(&shoff, good + offsetof(Elf64_Ehdr, e_shoff), sizeof(shoff));
	for (i = 0; i < ROUNDS; i++) {
		char *bytes = malloc(good_len);
		struct index *ix;

		assert_non_null(bytes);
		memcpy(bytes, good, good_len);
		damage(bytes + sizeof(Elf64_Ehdr), 13 * sizeof(Elf64_Phdr), 4,
		       &seed);
		damage(bytes + shoff, good_len - shoff, 4, &seed);
		ix = code_index_of_bytes(bytes, good_len,
					 fixture_path("bad.sxi"));
		if (ix) {
			ask_unwind(ix, result);
			ask_returns(ix);
		}
		index_close(ix);
		free(bytes);
	}
	assert_true(result[SX_UNWIND_OK] > 0);
}

/* An index whose rows say anything. */
static void test_damaged_index(void **state)
{
	struct index *ix =
		code_index_of_bytes(good, good_len, fixture_path("un.sxi"));
	u32 result[SX_UNWIND_RESULT_NR] = { 0 };
	unsigned int seed = 5;
	char *bytes;
	size_t len, i;
	u32 opened = 0;

	(void)state;
	index_close(ix);
	fixture_log_start();
	for (i = 0; i < ROUNDS; i++) {
		assert_int_equal(file_read_all(fixture_path("un.sxi"), 1 << 24,
					       &bytes, &len),
				 0);
		/* Not the strings, which opening looks at. */
		damage(bytes + HEAD, len - HEAD, 200, &seed);
		assert_int_equal(
			file_write_all(fixture_path("bad.sxi"), bytes, len), 0);
		free(bytes);
		if (index_open(fixture_path("bad.sxi"), &ix))
			continue;
		ask_unwind(ix, result);
		ask_returns(ix);
		index_close(ix);
		opened++;
	}
	fixture_log_stop();
	assert_true(opened > ROUNDS / 4);
	assert_true(result[SX_UNWIND_NO_ROW] > 0);
	assert_true(result[SX_UNWIND_BAD_RULE] > 0);
	assert_true(result[SX_UNWIND_LOST] > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_damaged_elf),
		cmocka_unit_test(test_damaged_heads),
		cmocka_unit_test(test_damaged_index),
	};

	return cmocka_run_group_tests(tests, make_good, free_good);
}

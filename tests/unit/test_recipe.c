// SPDX-License-Identifier: GPL-2.0
#include "debuginfo/recipe.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "debuginfo/elf_symbols.h"
#include "debuginfo/proc_maps.h"
#include "fixture.h"

#define NOP SX_RECIPE_NOP
#define MOV SX_RECIPE_MOV
#define SUB SX_RECIPE_SUB_SP
#define OOL SX_RECIPE_OUT_OF_LINE
#define RET SX_RECIPE_RET

static const struct {
	const char *hex;
	u8 op; /* 0: refused */
	u8 reg;
	u8 reg2;
	s32 imm;
	const char *refusal; /* "instruction: reason", see is_said() */
} insns[] = {
	{ "90", NOP, 0, 0, 0, NULL },
	{ "6690", NOP, 0, 0, 0, NULL },
	{ "f30f1efa", NOP, 0, 0, 0, NULL }, /* endbr64 */
	{ "f30f1efb", NOP, 0, 0, 0, NULL }, /* endbr32 */
	{ "0f1f4000", NOP, 0, 0, 0, NULL },
	{ "0f1f440000", NOP, 0, 0, 0, NULL },
	{ "66662e0f1f840000000000", NOP, 0, 0, 0, NULL },
	{ "0f1f0500000000", NOP, 0, 0, 0, NULL }, /* nopl (%rip) */
	{ "4889e5", MOV, 5, 4, 0, NULL }, /* mov %rsp,%rbp */
	{ "488bec", MOV, 5, 4, 0, NULL },
	{ "4989fc", MOV, 12, 7, 0, NULL }, /* mov %rdi,%r12 */
	{ "4c89ff", MOV, 7, 15, 0, NULL }, /* mov %r15,%rdi */
	{ "4883ec18", SUB, 4, 0, 24, NULL },
	{ "4883ec80", SUB, 4, 0, -128, NULL },
	{ "4881ec00100000", SUB, 4, 0, 4096, NULL },
	{ "4881ec00000080", SUB, 4, 0, INT32_MIN, NULL },
	{ "c3", RET, 0, 0, 0, NULL },
	{ "f3c3", RET, 0, 0, 0, NULL },
	{ "f2c3", RET, 0, 0, 0, NULL },
	{ "c20800", RET, 0, 0, 0, NULL },
	{ "55", OOL, 0, 0, 0, NULL }, /* push %rbp */
	{ "4157", OOL, 0, 0, 0, NULL },
	{ "4053", OOL, 0, 0, 0, NULL }, /* rex push %rbx */
	{ "6aff", OOL, 0, 0, 0, NULL },
	{ "89f8", OOL, 0, 0, 0, NULL }, /* 32 bits: clears the upper half */
	{ "31c0", OOL, 0, 0, 0, NULL },
	{ "4829c4", OOL, 0, 0, 0, NULL }, /* sub %rax,%rsp */
	{ "4883ef08", OOL, 0, 0, 0, NULL }, /* sub $8,%rdi */
	{ "83ec08", OOL, 0, 0, 0, NULL }, /* sub $8,%esp */
	{ "488b07", OOL, 0, 0, 0, NULL },
	{ "64488b042528000000", OOL, 0, 0, 0, NULL }, /* mov %fs:0x28 */
	{ "488d642408", OOL, 0, 0, 0, NULL }, /* lea 8(%rsp),%rsp */
	{ "f048ff07", OOL, 0, 0, 0, NULL }, /* lock incq (%rdi) */
	{ "f348ab", OOL, 0, 0, 0, NULL }, /* rep stos */
	{ "c9", OOL, 0, 0, 0, NULL },
	{ "660fefc0", OOL, 0, 0, 0, NULL },
	{ "c5f877", OOL, 0, 0, 0, NULL }, /* vzeroupper */
	{ "62f17c4828c1", OOL, 0, 0, 0, NULL }, /* vmovaps %zmm1,%zmm0 */
	{ "d9ee", OOL, 0, 0, 0, NULL },
	{ "0fa2", OOL, 0, 0, 0, NULL },
	{ "", 0, 0, 0, 0, "no bytes: no valid instruction" },
	{ "48", 0, 0, 0, 0, "48: no valid instruction" },
	{ "4883ec", 0, 0, 0, 0, "48 83 ec: no valid instruction" },
	{ "06", 0, 0, 0, 0, "06: no valid instruction" },
	{ "666666666666666666666666666690", NOP, 0, 0, 0, NULL },
	{ "66666666666666666666666666666690", 0, 0, 0, 0,
	  "66 66 66 66 66 66 66 66: no valid instruction" },
	{ "e800000000", 0, 0, 0, 0, "call 0x1005: a call" },
	{ "ffd0", 0, 0, 0, 0, "call %rax: a call" },
	{ "eb01", 0, 0, 0, 0, "jmp 0x1003: a jump" },
	{ "ffe0", 0, 0, 0, 0, "jmp %rax: a jump" },
	{ "3effe0", 0, 0, 0, 0, "notrack jmp %rax: a jump" },
	{ "ff2500000000", 0, 0, 0, 0, "jmp: a jump" },
	{ "7402", 0, 0, 0, 0, "jz 0x1004: a conditional jump" },
	{ "0f8400000000", 0, 0, 0, 0, "jz 0x1006: a conditional jump" },
	{ "e305", 0, 0, 0, 0, "jrcxz 0x1007: a conditional jump" },
	{ "e2fe", 0, 0, 0, 0, "loop 0x1000: a conditional jump" },
	{ "488d3d10000000", 0, 0, 0, 0,
	  "lea: its operand is relative to its own address" },
	{ "67488d0510000000", 0, 0, 0, 0,
	  "lea: its operand is relative to its own address" },
	{ "ff3510000000", 0, 0, 0, 0,
	  "push: its operand is relative to its own address" },
	{ "833d1000000000", 0, 0, 0, 0,
	  "cmp: its operand is relative to its own "
	  "address" },
	{ "c5f8280510000000", 0, 0, 0, 0,
	  "vmovaps: its operand is relative to its own "
	  "address" },
	{ "cb", 0, 0, 0, 0, "lret: of a kind that is not supported" },
	{ "48cf", 0, 0, 0, 0, "iretq: of a kind that is not supported" },
	{ "0f05", 0, 0, 0, 0, "syscall: a system call" },
	{ "0f34", 0, 0, 0, 0, "sysenter: a system call" },
	{ "cc", 0, 0, 0, 0, "int3: a breakpoint is compiled in" },
	{ "f1", 0, 0, 0, 0, "int1: a software interrupt" },
	{ "cd80", 0, 0, 0, 0, "int $0x80: a software interrupt" },
	{ "0f0b", 0, 0, 0, 0, "ud2: it is there to raise an exception" },
	{ "f4", 0, 0, 0, 0, "hlt: a system instruction" },
	{ "fa", 0, 0, 0, 0, "cli: a privileged instruction" },
	{ "0f20c0", 0, 0, 0, 0, "mov %cr0, %rax: a privileged instruction" },
	{ "ec", 0, 0, 0, 0, "in %dx, %al: an input or output instruction" },
	{ "6c", 0, 0, 0, 0, "insb: an input or output instruction" },
	{ "9d", 0, 0, 0, 0, "popfq: it may switch on single stepping" },
	{ "8ed0", 0, 0, 0, 0, "mov %ax, %ss: it loads a segment register" },
	{ "0fa1", 0, 0, 0, 0, "pop %fs: it loads a segment register" },
	{ "c7f800000000", 0, 0, 0, 0,
	  "xbegin 0x1006: it starts a transaction" },
	{ "c6f801", 0, 0, 0, 0, "xabort: it ends a transaction" },
	{ "0f01d5", 0, 0, 0, 0, "xend: it ends a transaction" },
	{ "f3480f1ec8", 0, 0, 0, 0,
	  "rdsspq %rax: of a kind that is not supported" },
	{ "f34889e5", 0, 0, 0, 0,
	  "mov %rsp, %rbp: it has prefixes without a meaning" },
	{ "2e4889e5", 0, 0, 0, 0,
	  "mov %rsp, %rbp: it has prefixes without a meaning" },
};

static size_t parse_hex(const char *hex, u8 *buf)
{
	size_t len = strlen(hex) / 2;

	for (size_t i = 0; i < len; i++) {
		unsigned int byte;

		assert_int_equal(sscanf(hex + 2 * i, "%2x", &byte), 1);
		buf[i] = (u8)byte;
	}
	return len;
}

static void check_recipe(size_t i, const struct sx_recipe *r, const u8 *code,
			 size_t len)
{
	static const u8 zero[sizeof(r->insn)];

	if (r->op != insns[i].op || r->len != len || r->reg != insns[i].reg ||
	    r->reg2 != insns[i].reg2 || r->imm != insns[i].imm)
		fail_msg("%s: op %s, len %u, registers %u and %u, %d",
			 insns[i].hex, recipe_op_name(r->op), r->len, r->reg,
			 r->reg2, r->imm);
	assert_memory_equal(r->insn, code, len);
	assert_memory_equal(r->insn + len, zero, sizeof(r->insn) - len);
}

/*
 * Whether the reason is this one and the instruction begins so: how operands
 * and sizes are written differs between the decoder's releases.
 */
static bool is_said(const struct recipe_refusal *why, const char *want)
{
	const char *colon = strstr(want, ": ");

	return !strncmp(why->insn, want, (size_t)(colon - want)) &&
	       !strcmp(why->reason, colon + 2);
}

static void test_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(insns) / sizeof(insns[0]); i++) {
		struct recipe_refusal why;
		struct sx_recipe r;
		u8 code[32];
		size_t len = parse_hex(insns[i].hex, code);
		int err = recipe_decode(code, len, 0x1000, &r, &why);

		if (err != (insns[i].op ? 0 : -EOPNOTSUPP))
			fail_msg("%s: %d", insns[i].hex, err);
		if (!err) {
			check_recipe(i, &r, code, len);
			continue;
		}
		if (!is_said(&why, insns[i].refusal))
			fail_msg("%s: %s: %s", insns[i].hex, why.insn,
				 why.reason);
		assert_int_equal(r.op, 0);
	}
}

/* What follows an instruction does not matter, nor do its bytes get out. */
static void test_bytes_behind(void **state)
{
	static const u8 code[RECIPE_INSN_MAX] = { 0x55, 0xcc, 0xcc, 0xcc };
	struct recipe_refusal why;
	struct sx_recipe r;

	(void)state;
	assert_int_equal(recipe_decode(code, sizeof(code), 0, &r, &why), 0);
	assert_int_equal(r.len, 1);
	assert_int_equal(r.insn[1], 0);
}

/* Whatever the bytes: a recipe within its bounds, or a reason. */
static void test_random_bytes(void **state)
{
	u32 seed = 1;

	(void)state;
	for (u32 i = 0; i < 200000; i++) {
		struct recipe_refusal why = { .reason = NULL };
		struct sx_recipe r;
		u8 code[RECIPE_INSN_MAX];
		size_t len;

		for (size_t n = 0; n < sizeof(code); n++) {
			seed = seed * 1664525u + 1013904223u;
			code[n] = (u8)(seed >> 24);
		}
		len = seed % (sizeof(code) + 1);
		if (recipe_decode(code, len, i, &r, &why)) {
			assert_non_null(why.reason);
			assert_int_not_equal(why.insn[0], 0);
			continue;
		}
		assert_in_range(r.len, 1, len);
		assert_non_null(recipe_op_name(r.op));
		assert_memory_equal(r.insn, code, r.len);
	}
}

static void test_op_names(void **state)
{
	(void)state;
	for (u8 op = 1; op < SX_RECIPE_NR; op++)
		assert_non_null(recipe_op_name(op));
	assert_null(recipe_op_name(0));
	assert_null(recipe_op_name(SX_RECIPE_NR));
}

struct share {
	u32 all;
	u32 ops[SX_RECIPE_NR]; /* 0: refused */
};

static struct share count_ops(const char *path, const char *pattern)
{
	struct elf_debug_where where = { .root = "", .path = path };
	struct share share = { 0 };
	struct elf_symbols *syms;
	struct elf_func *funcs;
	struct elf_file *f;

	assert_int_equal(elf_file_open(elf_file_open_fd(path), path, false, &f),
			 0);
	assert_int_equal(elf_symbols_open(f, &where, &syms), 0);
	assert_int_equal(elf_symbols_find(syms, pattern, &funcs, &share.all),
			 0);
	for (u32 i = 0; i < share.all; i++) {
		struct recipe_refusal why;
		struct sx_recipe r;
		u8 code[RECIPE_INSN_MAX];
		int got =
			elf_file_read_code(f, funcs[i].off, code, sizeof(code));

		assert_true(got > 0);
		recipe_decode(code, (size_t)got, funcs[i].addr, &r, &why);
		share.ops[r.op]++;
	}
	free(funcs);
	elf_symbols_close(syms);
	elf_file_close(f);
	return share;
}

static void print_share(const char *what, const struct share *s)
{
	printf("%s: %u functions, %.1f%% can be probed;", what, s->all,
	       100.0 * (s->all - s->ops[0]) / s->all);
	printf(" refused %u", s->ops[0]);
	for (u8 op = 1; op < SX_RECIPE_NR; op++)
		if (s->ops[op])
			printf(", %s %u", recipe_op_name(op), s->ops[op]);
	printf("\n");
}

static const struct {
	const char *flags;
	u32 refused_max; /* of 17 functions */
	u8 op; /* of most functions */
} builds[] = {
	{ "-O0 -fcf-protection=none", 0, OOL },
	{ "-O0 -fcf-protection=full", 0, NOP },
	/* A tail call and an address are first instructions here. */
	{ "-O2 -fcf-protection=none", 3, OOL },
	{ "-O2 -fcf-protection=full", 0, NOP },
};

static void test_compiled(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(builds) / sizeof(builds[0]); i++) {
		struct share s;

		fixture_run("$CC %s -fPIC -shared $SRC/fx_many.c -o many.so",
			    builds[i].flags);
		s = count_ops(fixture_path("many.so"), "fx_*");
		print_share(builds[i].flags, &s);
		assert_int_equal(s.all, 17);
		assert_in_range(s.ops[0], 0, builds[i].refused_max);
		assert_true(s.ops[builds[i].op] > s.all / 2);
	}
}

/* Not a promise about each libc: a decoder gone wrong falls far below it. */
#define LIBC_PERCENT_MIN 70

static void test_libc(void **state)
{
	struct proc_maps m;
	struct share s;
	u32 i = 0;

	(void)state;
	assert_int_equal(proc_maps_read(getpid(), &m), 0);
	while (i < m.files_nr && !strstr(m.files[i].path, "/libc"))
		i++;
	assert_in_range(i, 0, m.files_nr - 1);
	s = count_ops(m.files[i].path, "*");
	print_share(m.files[i].path, &s);
	assert_true(s.all > 1000);
	assert_true(100 * (s.all - s.ops[0]) / s.all >= LIBC_PERCENT_MIN);
	proc_maps_deinit(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_bytes_behind),
		cmocka_unit_test(test_random_bytes),
		cmocka_unit_test(test_op_names),
		cmocka_unit_test(test_compiled),
		cmocka_unit_test(test_libc),
	};

	return cmocka_run_group_tests(tests, NULL, fixture_teardown);
}

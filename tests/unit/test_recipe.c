// SPDX-License-Identifier: GPL-2.0
#include "debuginfo/recipe.h"

#include <errno.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "debuginfo/elf_symbols.h"
#include "debuginfo/proc_maps.h"
#include "fixture.h"

static const struct {
	const char *hex;
	const char *recipe; /* see describe(); NULL: refused */
	const char *refusal; /* "instruction: reason", see is_said() */
} insns[] = {
	{ "90", "nop", NULL },
	{ "6690", "nop", NULL },
	{ "f30f1efa", "nop", NULL }, /* endbr64 */
	{ "f30f1efb", "nop", NULL }, /* endbr32 */
	{ "0f1f4000", "nop", NULL },
	{ "0f1f440000", "nop", NULL },
	{ "66662e0f1f840000000000", "nop", NULL },
	{ "0f1f0500000000", "nop", NULL }, /* nopl (%rip) */
	{ "4889e5", "move reg 5 reg2 4 width 8", NULL }, /* mov %rsp,%rbp */
	{ "488bec", "move reg 5 reg2 4 width 8", NULL },
	{ "4989fc", "move reg 12 reg2 7 width 8", NULL }, /* mov %rdi,%r12 */
	{ "4c89ff", "move reg 7 reg2 15 width 8", NULL }, /* mov %r15,%rdi */
	{ "4883ec18", "sub-sp reg 4 imm 24 alu 5 width 8", NULL },
	{ "4883ec80", "sub-sp reg 4 imm -128 alu 5 width 8", NULL },
	{ "4881ec00100000", "sub-sp reg 4 imm 4096 alu 5 width 8", NULL },
	{ "4881ec00000080", "sub-sp reg 4 imm -2147483648 alu 5 width 8",
	  NULL },
	{ "c3", "ret", NULL },
	{ "f3c3", "ret", NULL },
	{ "f2c3", "ret", NULL },
	{ "c20800", "ret", NULL },
	{ "55", "out-of-line", NULL }, /* push %rbp */
	{ "4157", "out-of-line", NULL },
	{ "4053", "out-of-line", NULL }, /* rex push %rbx */
	{ "6aff", "out-of-line", NULL },
	{ "89f8", "move reg2 7 width 4",
	  NULL }, /* 32 bits: clears the upper half */
	{ "31c0", "arithmetic alu 6 width 4", NULL },
	{ "4829c4", "arithmetic reg 4 alu 5 width 8",
	  NULL }, /* sub %rax,%rsp */
	{ "4883ef08", "arithmetic-immediate reg 7 imm 8 alu 5 width 8",
	  NULL }, /* sub $8,%rdi */
	{ "83ec08", "arithmetic-immediate reg 4 imm 8 alu 5 width 4",
	  NULL }, /* sub $8,%esp */
	{ "488b07", "out-of-line", NULL },
	{ "64488b042528000000", "out-of-line", NULL }, /* mov %fs:0x28 */
	{ "488d642408", "address reg 4 reg2 4 index 255 imm 8 width 8",
	  NULL }, /* lea 8(%rsp),%rsp */
	{ "f048ff07", "out-of-line", NULL }, /* lock incq (%rdi) */
	{ "f348ab", "out-of-line", NULL }, /* rep stos */
	{ "c9", "out-of-line", NULL },
	{ "660fefc0", "out-of-line", NULL },
	{ "c5f877", "out-of-line", NULL }, /* vzeroupper */
	{ "62f17c4828c1", "out-of-line", NULL }, /* vmovaps %zmm1,%zmm0 */
	{ "d9ee", "out-of-line", NULL },
	{ "0fa2", "out-of-line", NULL },
	{ "", NULL, "no bytes: no valid instruction" },
	{ "48", NULL, "48: no valid instruction" },
	{ "4883ec", NULL, "48 83 ec: no valid instruction" },
	{ "06", NULL, "06: no valid instruction" },
	{ "666666666666666666666666666690", "nop", NULL },
	{ "66666666666666666666666666666690", NULL,
	  "66 66 66 66 66 66 66 66: no valid instruction" },
	{ "e800000000", "call", NULL },
	{ "ffd0", "call-out-of-line copy ffe0", NULL },
	{ "eb01", "jump imm 1", NULL },
	{ "ffe0", "jump-out-of-line", NULL },
	{ "3effe0", "jump-out-of-line", NULL },
	{ "ff2500000000", "jump-out-of-line disp at 2", NULL },
	{ "7402", "jump-if reg 4 imm 2 width 8", NULL },
	{ "0f8400000000", "jump-if reg 4 width 8", NULL },
	{ "e305", "jump-if reg 19 imm 5 width 8", NULL },
	{ "e2fe", "jump-if reg 18 imm -2 width 8", NULL },
	{ "488d3d10000000", "address reg 7 reg2 254 index 255 imm 16 width 8",
	  NULL },
	{ "67488d0510000000", NULL,
	  "lea 0x10(%eip), %rax: relative to half of its own address" },
	{ "ff3510000000", "out-of-line disp at 2", NULL },
	{ "833d1000000000", "out-of-line disp at 2", NULL },
	{ "c5f8280510000000", "out-of-line disp at 4", NULL },
	{ "cb", NULL, "lret: a far return" },
	{ "48cf", NULL, "iretq: of a kind that is not supported" },
	{ "0f05", NULL, "syscall: a system call" },
	{ "0f31", "out-of-line", NULL }, /* rdtsc */
	{ "0fc76740", "out-of-line", NULL }, /* xsavec */
	{ "0f34", NULL, "sysenter: a system call" },
	{ "cc", NULL, "int3: a breakpoint is compiled in" },
	{ "f1", NULL, "int1: a software interrupt" },
	{ "cd80", NULL, "int $0x80: a software interrupt" },
	{ "0f0b", NULL, "ud2: it is there to raise an exception" },
	{ "f4", NULL, "hlt: a system instruction" },
	{ "fa", NULL, "cli: a privileged instruction" },
	{ "0f20c0", NULL, "mov %cr0, %rax: a privileged instruction" },
	{ "ec", NULL, "in %dx, %al: an input or output instruction" },
	{ "6c", NULL, "insb: an input or output instruction" },
	{ "9d", NULL, "popfq: it may switch on single stepping" },
	{ "8ed0", NULL, "mov %ax, %ss: it loads a segment register" },
	{ "0fa1", NULL, "pop %fs: it loads a segment register" },
	{ "c7f800000000", NULL, "xbegin 0x1006: it starts a transaction" },
	{ "c6f801", NULL, "xabort $0x1: it ends a transaction" },
	{ "0f01d5", NULL, "xend: it ends a transaction" },
	{ "f3480f1ec8", NULL, "rdsspq %rax: of a kind that is not supported" },
	{ "f34889e5", NULL,
	  "mov %rsp, %rbp: it has prefixes without a meaning" },
	{ "2e4889e5", "move reg 5 reg2 4 width 8", NULL },
	{ "4801d8", "arithmetic reg2 3 width 8", NULL },
	{ "4139c0", "arithmetic reg 8 alu 7 width 4", NULL },
	{ "4885ff", "arithmetic reg 7 reg2 7 alu 8 width 8", NULL },
	{ "85c0", "arithmetic alu 8 width 4", NULL },
	{ "83e8ff", "arithmetic-immediate imm -1 alu 5 width 4", NULL },
	{ "48c7c0ffffffff", "set imm -1 width 8", NULL },
	{ "b8ffffffff", "set imm -1 width 4", NULL },
	{ "48b8ffffffffffffffff", "set imm -1 width 8", NULL },
	{ "48b80000000001000000", "out-of-line", NULL },
	{ "8d0411", "address reg2 1 index 2 width 4", NULL },
	{ "488d04cd10000000", "address reg2 255 index 1 shift 3 imm 16 width 8",
	  NULL },
	{ "4e8d4cbd80",
	  "address reg 9 reg2 5 index 15 shift 2 imm -128 width 8", NULL },
	{ "678d0411", "out-of-line", NULL },
	{ "668d0411", "out-of-line", NULL },
	{ "4011d8", "arithmetic reg2 3 alu 2 width 4", NULL },
	{ "4819c0", "arithmetic alu 3 width 8", NULL },
	{ "6601d8", "out-of-line", NULL },
	{ "00d8", "out-of-line", NULL },
	{ "480503000000", "arithmetic-immediate imm 3 width 8", NULL },
	{ "a801", "out-of-line", NULL },
	{ "480fafc3", "out-of-line", NULL },
	{ "f7d8", "out-of-line", NULL },
	{ "e8fbffffff", "call imm -5", NULL },
	{ "6666480fe800", "out-of-line", NULL },
	{ "666648e800000000", "call", NULL },
	{ "66e800000000", NULL,
	  "call 0x1006: processors differ in where it goes to" },
	{ "66e900000000", NULL,
	  "jmp 0x1006: processors differ in where it goes to" },
	{ "ebfe", "jump imm -2", NULL },
	{ "e900010000", "jump imm 256", NULL },
	{ "f2e900010000", "jump imm 256", NULL },
	{ "2e7402", "jump-if reg 4 imm 2 width 8", NULL },
	{ "3e7402", "jump-if reg 4 imm 2 width 8", NULL },
	{ "0f8f80ffffff", "jump-if reg 15 imm -128 width 8", NULL },
	{ "67e305", "jump-if reg 19 imm 5 width 4", NULL },
	{ "67e2fe", "jump-if reg 18 imm -2 width 4", NULL },
	{ "e0fe", "jump-if reg 16 imm -2 width 8", NULL },
	{ "e1fe", "jump-if reg 17 imm -2 width 8", NULL },
	{ "41ffe3", "jump-out-of-line", NULL },
	{ "f2ffe0", "jump-out-of-line", NULL },
	{ "f2ff2500100000", "jump-out-of-line disp at 3", NULL },
	{ "ff24c500104000", "jump-out-of-line", NULL },
	{ "ff2424", "jump-out-of-line", NULL },
	{ "64ff242500000000", "jump-out-of-line", NULL },
	{ "41ffd4", "call-out-of-line copy 41ffe4", NULL },
	{ "ffd4", NULL, "call %rsp: a call by the stack pointer" },
	{ "ff1500100000", "call-out-of-line disp at 2 copy ff2500100000",
	  NULL },
	{ "41ff542408", "call-out-of-line copy 41ff642408", NULL },
	{ "ff542410", "call-out-of-line copy ffa42418000000", NULL },
	{ "ff1424", "call-out-of-line copy ffa42408000000", NULL },
	{ "ff5424f8", NULL, "call -0x08(%rsp): a call by the stack pointer" },
	{ "ff94c480000000", "call-out-of-line copy ffa4c488000000", NULL },
	{ "67ff542408", NULL, "call 0x08(%esp): a call by the stack pointer" },
	{ "ff5500", "call-out-of-line copy ff6500", NULL },
	{ "64ff1500000000", "call-out-of-line disp at 3 copy 64ff2500000000",
	  NULL },
	{ "ff9424ffffff7f", NULL,
	  "call 0x7fffffff(%rsp): a call by the stack pointer" },
	{ "3effd0", "call-out-of-line copy 3effe0", NULL },
	{ "f2ffd0", "call-out-of-line copy f2ffe0", NULL },
	{ "ff2c24", NULL, "ljmp (%rsp): a far jump" },
	{ "ff1c24", NULL, "lcall (%rsp): a far call" },
	{ "48ff2c24", NULL, "ljmp (%rsp): a far jump" },
	{ "c7051000000001000000", "out-of-line disp at 2", NULL },
	{ "62f17c48280510000000", "out-of-line disp at 6", NULL },
	{ "0fc70d10000000", "out-of-line disp at 3", NULL },
	{ "f0ff0510000000", "out-of-line disp at 3", NULL },
	{ "66488d3d00000000", "address reg 7 reg2 254 index 255 width 8",
	  NULL },
	{ "66488d3d10000000", "address reg 7 reg2 254 index 255 imm 16 width 8",
	  NULL },
	{ "66c3", "ret", NULL },
	{ "ca0400", NULL, "lret $0x4: a far return" },
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

static void add_field(char *buf, size_t cap, const char *name, s64 value)
{
	size_t used = strlen(buf);

	if (value)
		snprintf(buf + used, cap - used, " %s %" PRId64, name, value);
}

/* The op, and every field that is not 0. */
static const char *describe(const struct sx_recipe *r)
{
	static char buf[200];
	size_t used;

	snprintf(buf, sizeof(buf), "%s", recipe_op_name(r->op));
	add_field(buf, sizeof(buf), "reg", r->reg);
	add_field(buf, sizeof(buf), "reg2", r->reg2);
	add_field(buf, sizeof(buf), "index", r->index);
	add_field(buf, sizeof(buf), "shift", r->shift);
	add_field(buf, sizeof(buf), "imm", r->imm);
	add_field(buf, sizeof(buf), "alu", r->alu);
	add_field(buf, sizeof(buf), "width", r->width);
	add_field(buf, sizeof(buf), "disp at", r->disp_off);
	add_field(buf, sizeof(buf), "pad", r->pad[0] | r->pad[1]);
	if (r->copy_len)
		strcat(buf, " copy ");
	for (u8 i = 0; i < r->copy_len; i++) {
		used = strlen(buf);
		snprintf(buf + used, sizeof(buf) - used, "%02x", r->copy[i]);
	}
	return buf;
}

static void check_recipe(size_t i, const struct sx_recipe *r, const u8 *code,
			 size_t len)
{
	static const u8 zero[sizeof(r->insn)];

	if (!insns[i].recipe || strcmp(describe(r), insns[i].recipe))
		fail_msg("%s: %s", insns[i].hex, describe(r));
	assert_int_equal(r->len, len);
	assert_memory_equal(r->insn, code, len);
	assert_memory_equal(r->insn + len, zero, sizeof(r->insn) - len);
	assert_memory_equal(r->copy + r->copy_len, zero,
			    sizeof(r->copy) - r->copy_len);
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

		if (err != (insns[i].recipe ? 0 : -EOPNOTSUPP))
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

/* Why a function may begin with what no breakpoint can stand on. */
static const char *const reasons[] = {
	"a breakpoint is compiled in",
	"a system call",
	"a system instruction",
	"it is there to raise an exception",
};

static bool is_listed(const char *reason)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (!strcmp(reason, reasons[i]))
			return true;
	return false;
}

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
		if (recipe_decode(code, (size_t)got, funcs[i].addr, &r, &why) &&
		    !is_listed(why.reason))
			fail_msg("%s: %s: %s", funcs[i].name, why.insn,
				 why.reason);
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
	u8 op; /* of most functions; 0: of all kinds */
} builds[] = {
	{ "-O0 -fcf-protection=none", SX_RECIPE_OUT_OF_LINE },
	{ "-O0 -fcf-protection=full", SX_RECIPE_NOP },
	{ "-O2 -fcf-protection=none", 0 },
	{ "-O2 -fcf-protection=full", SX_RECIPE_NOP },
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
		assert_int_equal(s.ops[0], 0);
		if (builds[i].op)
			assert_true(s.ops[builds[i].op] > s.all / 2);
	}
}

/* Not a promise about each libc: a decoder gone wrong falls far below it. */
#define LIBC_PERCENT_MIN 99

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

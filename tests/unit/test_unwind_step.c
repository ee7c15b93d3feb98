// SPDX-License-Identifier: GPL-2.0
/* Single steps of a stack walk, by rules made by hand. */
#include "unwind_step.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define STACK 0x7000 /* address of the first word of memory */
#define WORDS 64

static u64 memory[WORDS];

/* Word n of memory holds 0x1000 + n; nothing else can be read. */
static int read_memory(void *arg, u64 addr, void *to, u32 len)
{
	(*(u32 *)arg)++;
	if (addr < STACK || addr - STACK > sizeof(memory) - len)
		return -1;
	memcpy(to, (u8 *)memory + (addr - STACK), len);
	return 0;
}

static u32 reads;
static const struct sx_unwind_mem mem = { read_memory, &reads };

/* Register n holds 0x100 * n; rsp is STACK, rip 0x5004. */
static void start(struct sx_unwind_regs *ret)
{
	u64 reg[SX_UNWIND_REGS];
	u32 i;

	for (i = 0; i < SX_UNWIND_REGS; i++)
		reg[i] = 0x100 * i;
	for (i = 0; i < WORDS; i++)
		memory[i] = 0x1000 + i;
	reg[SX_UNWIND_RSP] = STACK;
	reg[SX_UNWIND_RIP] = 0x5004;
	reads = 0;
	sx_unwind_start(ret, reg);
}

static const u8 exprs[] = {
	0, 0, /* 0: empty */
	2, 0, 0x77, 8, /* 2: rsp + 8 */
	3, 0, 0x2f, 0xfd, 0xff, /* 6: a jump to itself */
	2, 0, 0x23, 16, /* 11: the top + 16 */
	9, 0, 0x77, 8, /* 15: ends behind the table */
};

static const struct sx_unwind_save saves[] = {
	{ SX_UNWIND_RBX, SX_SAVE_AT_CFA, 0, 0, -16 }, /* 0 */
	{ SX_UNWIND_RBP, SX_SAVE_AT_CFA, 0, 0, 4096 },
	{ 0, SX_SAVE_AT_REG, SX_UNWIND_RSP, 0, 8 }, /* 2 */
	{ 1, SX_SAVE_IS_REG, 2, 0, 5 },
	{ 2, SX_SAVE_IS_CFA, 0, 0, -8 },
	{ 8, SX_SAVE_SAME, 0, 0, 0 },
	{ 12, SX_SAVE_UNKNOWN, 0, 0, 0 },
	{ 13, SX_SAVE_AT_EXPR, 0, 0, 11 },
	{ 14, SX_SAVE_IS_EXPR, 0, 0, 11 },
	{ SX_UNWIND_RIP, SX_SAVE_AT_REG, SX_UNWIND_RSP, 0, 40 },
	{ 99, SX_SAVE_SAME, 0, 0, 0 }, /* 10 */
	{ 3, SX_SAVE_NR, 0, 0, 0 },
	{ SX_UNWIND_RIP, SX_SAVE_UNKNOWN, 0, 0, 0 },
	{ SX_UNWIND_RIP, SX_SAVE_IS_REG, SX_UNWIND_RIP, 0, 0 },
	{ SX_UNWIND_RSP, SX_SAVE_SAME, 0, 0, 0 },
	{ SX_UNWIND_RIP, SX_SAVE_IS_REG, 0, 0, 0 }, /* 15: rax is 0 */
};

/* clang-format off */
static const struct {
	struct sx_unwind_rule rule; /* off, save_first, nr, cfa, reg, flags */
	int result;
	u64 rsp;
	u64 rip;
} steps[] = {
	{ { 8, 0, 0, SX_CFA_REG, 7, 0 }, SX_UNWIND_OK, STACK + 8, 0x1000 },
	{ { 24, 0, 0, SX_CFA_REG, 7, 0 }, SX_UNWIND_OK, STACK + 24, 0x1002 },
	{ { 0x6910, 0, 0, SX_CFA_REG, 7, 0 }, SX_UNWIND_FAULT, 0, 0 },
	{ { STACK - 0x600 + 16, 0, 0, SX_CFA_REG, 6, 0 }, SX_UNWIND_OK, STACK + 16, 0x1001 },
	{ { 8, 0, 0, SX_CFA_MEM, 7, 0 }, SX_UNWIND_FAULT, 0, 0 },
	{ { 8, 0, 0, SX_CFA_PLT, 11, 0 }, SX_UNWIND_OK, STACK + 8, 0x1000 },
	{ { 8, 0, 0, SX_CFA_PLT, 4, 0 }, SX_UNWIND_OK, STACK + 16, 0x1001 },
	{ { 2, 0, 0, SX_CFA_EXPR, 0, 0 }, SX_UNWIND_OK, STACK + 8, 0x1000 },
	{ { 0, 0, 0, SX_CFA_EXPR, 0, 0 }, SX_UNWIND_BAD_RULE, 0, 0 },
	{ { 6, 0, 0, SX_CFA_EXPR, 0, 0 }, SX_UNWIND_BAD_RULE, 0, 0 },
	{ { 15, 0, 0, SX_CFA_EXPR, 0, 0 }, SX_UNWIND_BAD_RULE, 0, 0 },
	{ { 18, 0, 0, SX_CFA_EXPR, 0, 0 }, SX_UNWIND_BAD_RULE, 0, 0 },
	{ { -1, 0, 0, SX_CFA_EXPR, 0, 0 }, SX_UNWIND_BAD_RULE, 0, 0 },
	{ { 8, 0, 0, SX_CFA_UNKNOWN, 7, 0 }, SX_UNWIND_BAD_RULE, 0, 0 },
	{ { 8, 0, 0, SX_CFA_NR, 7, 0 }, SX_UNWIND_BAD_RULE, 0, 0 },
	{ { 8, 0, 0, SX_CFA_REG, 17, 0 }, SX_UNWIND_BAD_RULE, 0, 0 },
	{ { 8, 0, 0, SX_CFA_REG, 7, SX_UNWIND_TOP }, SX_UNWIND_END, 0, 0 },
	{ { 8, 15, 1, SX_CFA_REG, 7, 0 }, SX_UNWIND_END, 0, 0 },
	{ { 8, 9, 1, SX_CFA_REG, 7, 0 }, SX_UNWIND_OK, STACK + 8, 0x1005 },
	{ { 8, 10, 1, SX_CFA_REG, 7, 0 }, SX_UNWIND_BAD_RULE, 0, 0 },
	{ { 8, 11, 1, SX_CFA_REG, 7, 0 }, SX_UNWIND_BAD_RULE, 0, 0 },
	{ { 8, 12, 1, SX_CFA_REG, 7, 0 }, SX_UNWIND_LOST, 0, 0 },
	{ { 8, 13, 2, SX_CFA_REG, 7, 0 }, SX_UNWIND_STUCK, 0, 0 },
	{ { 8, 14, 3, SX_CFA_REG, 7, 0 }, SX_UNWIND_BAD_RULE, 0, 0 },
	{ { 8, 0xffffffff, 1, SX_CFA_REG, 7, 0 }, SX_UNWIND_BAD_RULE, 0, 0 },
};
/* clang-format on */

static const struct sx_unwind_table table = {
	.saves = saves,
	.save_nr = sizeof(saves) / sizeof(saves[0]),
	.exprs = exprs,
	.expr_len = sizeof(exprs),
};

static void test_steps(void **state)
{
	struct sx_unwind_regs regs, before;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		int result;

		start(&regs);
		before = regs;
		result = sx_unwind_step(&table, &steps[i].rule, &mem, &regs);
		if (result != steps[i].result)
			fail_msg("step %zu: %s", i,
				 sx_unwind_result_text(result));
		if (result) {
			assert_memory_equal(&regs, &before, sizeof(regs));
			continue;
		}
		assert_int_equal(regs.reg[SX_UNWIND_RSP], steps[i].rsp);
		assert_int_equal(regs.reg[SX_UNWIND_RIP], steps[i].rip);
		assert_int_equal(regs.exact, 0);
		assert_int_equal(sx_unwind_pc(&regs), steps[i].rip - 1);
	}
	start(&regs);
	assert_int_equal(sx_unwind_step(&table, NULL, &mem, &regs),
			 SX_UNWIND_NO_ROW);
}

/* rbx is read when it is asked for, rbp's place when it cannot be read. */
static void test_saved_registers(void **state)
{
	const struct sx_unwind_rule rule = { 32, 0, 2, SX_CFA_REG, 7, 0 };
	const struct sx_unwind_rule by_rbp = { 0, 0, 0, SX_CFA_REG, 6, 0 };
	struct sx_unwind_regs regs;
	u64 value;

	(void)state;
	start(&regs);
	assert_int_equal(sx_unwind_step(&table, &rule, &mem, &regs), 0);
	assert_int_equal(reads, 1);
	assert_int_equal(sx_unwind_reg(&regs, &mem, SX_UNWIND_RBX, &value), 0);
	assert_int_equal(value, 0x1002);
	assert_int_equal(reads, 2);
	assert_int_equal(sx_unwind_reg(&regs, &mem, SX_UNWIND_RBP, &value),
			 SX_UNWIND_FAULT);
	assert_int_equal(sx_unwind_reg(&regs, &mem, 0, &value), SX_UNWIND_LOST);
	assert_int_equal(sx_unwind_reg(&regs, &mem, 17, &value),
			 SX_UNWIND_BAD_RULE);
	assert_int_equal(sx_unwind_reg(&regs, &mem, 15, &value), 0);
	assert_int_equal(value, 0xf00);
	assert_int_equal(sx_unwind_step(&table, &by_rbp, &mem, &regs),
			 SX_UNWIND_FAULT);
}

/* All that a signal frame can say. */
static void test_signal_frame(void **state)
{
	const struct sx_unwind_rule rule = { 32,	 2, 8,
					     SX_CFA_REG, 7, SX_UNWIND_SIGNAL };
	static const struct {
		u32 reg;
		int result;
		u64 value;
	} wanted[] = {
		{ 0, 0, 0x1001 },
		{ 1, 0, 0x205 },
		{ 2, 0, STACK + 24 },
		{ 8, 0, 0x800 },
		{ 12, SX_UNWIND_LOST, 0 },
		{ 13, 0, 0x1006 },
		{ 14, 0, STACK + 48 },
		{ SX_UNWIND_RIP, 0, 0x1005 },
		{ SX_UNWIND_RSP, 0, STACK + 32 },
	};
	struct sx_unwind_regs regs;
	size_t i;

	(void)state;
	start(&regs);
	assert_int_equal(sx_unwind_step(&table, &rule, &mem, &regs), 0);
	assert_int_equal(regs.exact, 1);
	assert_int_equal(sx_unwind_pc(&regs), 0x1005);
	for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		u64 value = 0;

		assert_int_equal(
			sx_unwind_reg(&regs, &mem, wanted[i].reg, &value),
			wanted[i].result);
		assert_int_equal(value, wanted[i].value);
	}
}

/* Blocks make it faster and change nothing; damaged ones lead nowhere else. */
static void test_blocks(void **state)
{
	static const struct sx_unwind_rule rules[2] = { { .off = 8 },
							{ .off = 16 } };
	static const struct sx_unwind_row rows[] = {
		{ 0x10, 0 },  { 0x400, 1 },  { 0x404, SX_UNWIND_NO_RULE },
		{ 0x7ff, 0 }, { 0x1800, 1 }, { 0x1801, 0 },
	};
	static const u32 blocks[] = { 0, 1, 4, 4, 4, 4, 4, 6 };
	static const u32 damaged[] = { 99, 1, 7, 3, 0, 6, 0xffffffff, 0 };
	const struct sx_unwind_table plain = {
		.rows = rows, .row_nr = 6, .rules = rules, .rule_nr = 2
	};
	struct sx_unwind_table t = plain, bad;
	u32 addr;

	(void)state;
	t.blocks = blocks;
	t.block_nr = 8;
	bad = t;
	bad.blocks = damaged;
	for (addr = 0; addr < 0x2800; addr++) {
		const struct sx_unwind_rule *rule = sx_unwind_find(&bad, addr);

		assert_ptr_equal(sx_unwind_find(&t, addr),
				 sx_unwind_find(&plain, addr));
		assert_true(!rule || rule == &rules[0] || rule == &rules[1]);
	}
}

static void test_find(void **state)
{
	static const struct sx_unwind_rule rules[2] = { { .off = 8 },
							{ .off = 16 } };
	static const struct sx_unwind_row rows[] = {
		{ 0x100, 0 }, { 0x110, 1 }, { 0x120, SX_UNWIND_NO_RULE },
		{ 0x200, 7 }, /* damaged */
		{ 0x300, 1 },
	};
	const struct sx_unwind_table t = {
		.rows = rows, .row_nr = 5, .rules = rules, .rule_nr = 2
	};
	const struct sx_unwind_table none = { .rows = NULL };

	(void)state;
	assert_null(sx_unwind_find(&t, 0));
	assert_null(sx_unwind_find(&t, 0xff));
	assert_ptr_equal(sx_unwind_find(&t, 0x100), &rules[0]);
	assert_ptr_equal(sx_unwind_find(&t, 0x10f), &rules[0]);
	assert_ptr_equal(sx_unwind_find(&t, 0x110), &rules[1]);
	assert_null(sx_unwind_find(&t, 0x120));
	assert_null(sx_unwind_find(&t, 0x200));
	assert_ptr_equal(sx_unwind_find(&t, 0xffffffff), &rules[1]);
	assert_null(sx_unwind_find(&none, 0x100));
}

/* Operations, by DWARF 5's numbers; rdi (register 5) holds 0x500. */
/* clang-format off */
static const struct {
	u8 len;
	u8 bytes[12];
	int result;
	u64 value;
} operations[] = {
	{ 2, { 0x08, 200 }, 0, 200 }, /* const1u */
	{ 2, { 0x09, 200 }, 0, (u64)-56 }, /* const1s */
	{ 3, { 0x0a, 1, 0xff }, 0, 0xff01 },
	{ 3, { 0x0b, 1, 0xff }, 0, (u64)-255 },
	{ 5, { 0x0c, 1, 0, 0, 0xff }, 0, 0xff000001 },
	{ 5, { 0x0d, 0, 0, 0, 0x80 }, 0, 0xffffffff80000000 },
	{ 9, { 0x0e, 1, 2, 3, 4, 5, 6, 7, 8 }, 0, 0x0807060504030201 },
	{ 3, { 0x10, 0xe5, 0x0e }, 0, 1893 }, /* constu */
	{ 2, { 0x11, 0x7f }, 0, (u64)-1 }, /* consts */
	{ 3, { 0x92, 5, 0x7f }, 0, 0x4ff }, /* bregx */
	{ 3, { 0x75, 0x80, 0x01 }, 0, 0x580 }, /* breg5 */
	{ 2, { 0x80, 0 }, 0, 0x5004 }, /* breg16 */
	{ 3, { 0x77, 8, 0x06 }, 0, 0x1001 }, /* deref */
	{ 4, { 0x77, 8, 0x94, 1 }, 0, 1 }, /* deref_size */
	{ 2, { 0x31, 0x06 }, SX_UNWIND_FAULT, 0 },
	{ 3, { 0x32, 0x12, 0x1e }, 0, 4 }, /* dup mul */
	{ 4, { 0x32, 0x33, 0x14, 0x1c }, 0, 1 }, /* over minus: 3 - 2 */
	{ 5, { 0x32, 0x33, 0x15, 1, 0x22 }, 0, 5 }, /* pick plus */
	{ 4, { 0x32, 0x33, 0x16, 0x1c }, 0, 1 }, /* swap */
	{ 5, { 0x32, 0x33, 0x38, 0x17, 0x1c }, 0, (u64)-1 }, /* rot: 8 2 3 */
	{ 3, { 0x32, 0x33, 0x13 }, 0, 2 }, /* drop */
	{ 3, { 0x33, 0x1f, 0x19 }, 0, 3 }, /* neg abs */
	{ 4, { 0x37, 0x1f, 0x32, 0x1b }, 0, (u64)-3 }, /* div: signed */
	{ 3, { 0x37, 0x34, 0x1d }, 0, 3 }, /* mod */
	{ 3, { 0x37, 0x30, 0x1b }, SX_UNWIND_BAD_RULE, 0 },
	{ 3, { 0x37, 0x30, 0x1d }, SX_UNWIND_BAD_RULE, 0 },
	{ 12, { 0x0e, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x31, 0x1f, 0x1b }, 0, 1ull << 63 },
	{ 3, { 0x36, 0x33, 0x1a }, 0, 2 }, /* and */
	{ 3, { 0x36, 0x33, 0x21 }, 0, 7 }, /* or */
	{ 3, { 0x36, 0x33, 0x27 }, 0, 5 }, /* xor */
	{ 2, { 0x30, 0x20 }, 0, ~0ull }, /* not */
	{ 3, { 0x36, 0x33, 0x24 }, 0, 48 }, /* shl */
	{ 4, { 0x36, 0x08, 64, 0x24 }, 0, 0 },
	{ 4, { 0x36, 0x1f, 0x31, 0x26 }, 0, (u64)-3 }, /* shra */
	{ 5, { 0x36, 0x1f, 0x08, 99, 0x26 }, 0, ~0ull },
	{ 3, { 0x36, 0x31, 0x25 }, 0, 3 }, /* shr */
	{ 3, { 0x36, 0x23, 0x7f }, 0, 133 }, /* plus_uconst */
	{ 4, { 0x31, 0x1f, 0x31, 0x2d }, 0, 1 }, /* lt: signed */
	{ 3, { 0x31, 0x31, 0x29 }, 0, 1 }, /* eq */
	{ 3, { 0x31, 0x31, 0x2e }, 0, 0 }, /* ne */
	{ 3, { 0x31, 0x32, 0x2c }, 0, 1 }, /* le */
	{ 3, { 0x31, 0x32, 0x2b }, 0, 0 }, /* gt */
	{ 3, { 0x32, 0x32, 0x2a }, 0, 1 }, /* ge */
	{ 6, { 0x35, 0x31, 0x28, 1, 0, 0x13 }, 0, 5 }, /* bra over a drop */
	{ 5, { 0x35, 0x2f, 1, 0, 0x13 }, 0, 5 }, /* skip */
	{ 4, { 0x35, 0x2f, 1, 0 }, SX_UNWIND_BAD_RULE, 0 }, /* out of it */
	{ 1, { 0x96 }, SX_UNWIND_BAD_RULE, 0 }, /* nop: nothing is left */
	{ 1, { 0x22 }, SX_UNWIND_BAD_RULE, 0 },
	{ 2, { 0x31, 0x22 }, SX_UNWIND_BAD_RULE, 0 },
	{ 1, { 0x12 }, SX_UNWIND_BAD_RULE, 0 },
	{ 1, { 0x06 }, SX_UNWIND_BAD_RULE, 0 },
	{ 2, { 0x0a, 1 }, SX_UNWIND_BAD_RULE, 0 }, /* cut short */
	{ 1, { 0x03 }, SX_UNWIND_BAD_RULE, 0 }, /* addr: not here */
	{ 5, { 0x31, 0x12, 0x2f, 0xfc, 0xff }, SX_UNWIND_BAD_RULE, 0 }, /* it grows */
};
/* clang-format on */

static void test_operations(void **state)
{
	struct sx_unwind_regs regs;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
		u8 bytes[16] = { operations[i].len };
		const struct sx_unwind_table t = {
			.exprs = bytes,
			.expr_len = 2u + operations[i].len,
		};
		u64 value = 0;
		int result;

		start(&regs);
		memcpy(bytes + 2, operations[i].bytes, operations[i].len);
		result = sx_unwind_expr(&t, 0, 0, 0, &regs, &mem, &value);
		if (result != operations[i].result ||
		    value != operations[i].value)
			fail_msg("operation %zu: %s, %#llx", i,
				 sx_unwind_result_text(result),
				 (unsigned long long)value);
	}
	assert_true(sx_unwind_expr_known((const u8[]){ 0x77, 8, 0x06 }, 3));
	assert_false(sx_unwind_expr_known((const u8[]){ 0x77 }, 1));
	assert_false(sx_unwind_expr_known((const u8[]){ 0x03 }, 1));
	assert_false(sx_unwind_expr_known((const u8[]){ 0x06 }, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_saved_registers),
		cmocka_unit_test(test_signal_frame),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_operations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

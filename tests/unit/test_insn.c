// SPDX-License-Identifier: GPL-2.0
/* The small decoder agrees with the real one wherever it knows a thing. */
#include "insn.h"

#include <link.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <Zydis/Zydis.h>

static ZydisDecoder decoder;

struct real {
	ZydisDecodedInstruction insn;
	ZydisDecodedOperand ops[ZYDIS_MAX_OPERAND_COUNT];
};

static int real_decode(const u8 *code, size_t len, struct real *ret)
{
	return ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder, code, len,
						   &ret->insn, ret->ops))
		       ? 0
		       : -1;
}

/* Where its displacement is that counts from behind it; 0: nowhere. */
static u8 real_disp(const struct real *r)
{
	for (u8 i = 0; i < r->insn.operand_count; i++)
		if (r->ops[i].type == ZYDIS_OPERAND_TYPE_MEMORY &&
		    (r->ops[i].mem.base == ZYDIS_REGISTER_RIP ||
		     r->ops[i].mem.base == ZYDIS_REGISTER_EIP))
			return r->insn.raw.disp.offset;
	return 0;
}

static u8 real_op(const struct real *r)
{
	switch (r->insn.meta.category) {
	case ZYDIS_CATEGORY_RET:
		return SX_RECIPE_RET;
	case ZYDIS_CATEGORY_CALL:
		return r->insn.opcode == 0xe8	? SX_RECIPE_CALL
		       : r->insn.opcode == 0xff ? SX_RECIPE_CALL_IND
						: 0;
	case ZYDIS_CATEGORY_UNCOND_BR:
		return r->insn.opcode == 0xff ? SX_RECIPE_JMP_IND
					      : SX_RECIPE_JMP;
	case ZYDIS_CATEGORY_COND_BR:
		return (r->insn.opcode & 0xf0) == 0xe0 ? 0 : SX_RECIPE_JCC;
	case ZYDIS_CATEGORY_INTERRUPT:
	case ZYDIS_CATEGORY_SYSCALL:
	case ZYDIS_CATEGORY_SYSRET:
	case ZYDIS_CATEGORY_SYSTEM:
	case ZYDIS_CATEGORY_IO:
	case ZYDIS_CATEGORY_IOSTRINGOP:
		return 0;
	default:
		return SX_RECIPE_OUT_OF_LINE;
	}
}

static void fail_at(const u8 *code, const char *what)
{
	char hex[2 * SX_INSN_MAX + 1] = "";

	for (u32 i = 0; i < SX_INSN_MAX; i++)
		sprintf(hex + 2 * i, "%02x", code[i]);
	fail_msg("%s: %s", hex, what);
}

/* Of a call, the same as a jump. */
static void compare_copy(const u8 *code, const struct sx_recipe *got)
{
	struct real r;

	if (real_decode(got->copy, got->copy_len, &r) ||
	    r.insn.length != got->copy_len || got->copy_len != got->len ||
	    r.insn.meta.category != ZYDIS_CATEGORY_UNCOND_BR ||
	    real_disp(&r) != got->disp_off)
		fail_at(code, "no jump");
	for (u8 i = 0; i < r.insn.operand_count; i++)
		if (r.ops[i].visibility == ZYDIS_OPERAND_VISIBILITY_EXPLICIT &&
		    (r.ops[i].mem.base == ZYDIS_REGISTER_RSP ||
		     r.ops[i].mem.base == ZYDIS_REGISTER_ESP ||
		     r.ops[i].reg.value == ZYDIS_REGISTER_RSP))
			fail_at(code, "the stack pointer has changed");
}

/* 1 when it is known. */
static int compare(const u8 *code, const struct real *r)
{
	struct sx_recipe got;
	u8 op = real_op(r);

	if (sx_insn_recipe(code, SX_INSN_MAX, &got))
		return 0;
	if (got.len != r->insn.length)
		fail_at(code, "length");
	if (r->insn.attributes & ZYDIS_ATTRIB_IS_PRIVILEGED)
		fail_at(code, "privileged");
	if (got.op == SX_RECIPE_NOP) {
		if (r->insn.mnemonic != ZYDIS_MNEMONIC_NOP &&
		    r->insn.mnemonic != ZYDIS_MNEMONIC_ENDBR64 &&
		    r->insn.mnemonic != ZYDIS_MNEMONIC_ENDBR32)
			fail_at(code, "no nop");
		return 1;
	}
	if (got.op != op)
		fail_at(code, "kind");
	if (got.disp_off != real_disp(r))
		fail_at(code, "operand by ip");
	if ((op == SX_RECIPE_JMP || op == SX_RECIPE_JCC ||
	     op == SX_RECIPE_CALL) &&
	    got.imm != (s32)r->ops[0].imm.value.s)
		fail_at(code, "target");
	if (op == SX_RECIPE_CALL_IND)
		compare_copy(code, &got);
	if (op == SX_RECIPE_JCC && got.reg != (r->insn.opcode & 15))
		fail_at(code, "condition");
	return 1;
}

struct tally {
	u64 seen;
	u64 known;
};

static void compare_text(const u8 *code, size_t len, struct tally *t)
{
	size_t at = 0;

	while (at + SX_INSN_MAX < len) {
		struct real r;

		if (real_decode(code + at, len - at, &r)) {
			at++;
			continue;
		}
		t->known += (u64)compare(code + at, &r);
		t->seen++;
		at += r.insn.length;
	}
}

static int take_object(struct dl_phdr_info *info, size_t size, void *arg)
{
	(void)size;
	for (u32 i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *p = &info->dlpi_phdr[i];

		if (p->p_type == PT_LOAD && p->p_flags & PF_X)
			compare_text((const u8 *)(info->dlpi_addr + p->p_vaddr),
				     p->p_filesz, arg);
	}
	return 0;
}

/* All code of this program and its libraries, libc's assembly among it. */
static void test_code(void **state)
{
	struct tally t = { 0 };

	(void)state;
	dl_iterate_phdr(take_object, &t);
	assert_true(t.seen > 200000);
	/* What is not known has to be rare. */
	assert_true(t.known * 100 > t.seen * 90);
}

static u64 random_state = 88172645463325252ull;

static u64 random_next(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

static void test_random(void **state)
{
	u64 known = 0;

	(void)state;
	for (int i = 0; i < 1000000; i++) {
		u64 words[2] = { random_next(), random_next() };
		struct real r;
		u8 code[16];

		memcpy(code, words, sizeof(code));
		if (i & 1) /* a prefix, more often than by chance */
			code[0] = "\x66\x48\xf3\x0f\xf2\x41\xc5\x67"[i / 2 & 7];
		if (!real_decode(code, SX_INSN_MAX, &r))
			known += (u64)compare(code, &r);
	}
	assert_true(known > 100000);
}

/* Bytes that end too early are no instruction; none is read behind them. */
static void test_short(void **state)
{
	static const u8 code[] = { 0x48, 0xc7, 0x84, 0x24, 0x10, 0,
				   0,	 0,    1,    2,	   3,	 4 };
	struct sx_recipe got;

	(void)state;
	for (u32 len = 0; len < sizeof(code); len++) {
		u8 *exact = malloc(len + !len);

		memcpy(exact, code, len);
		assert_int_equal(sx_insn_recipe(exact, len, &got), -1);
		free(exact);
	}
	assert_int_equal(sx_insn_recipe(code, sizeof(code), &got), 0);
	assert_int_equal(got.len, sizeof(code));
	assert_int_equal(got.op, SX_RECIPE_OUT_OF_LINE);
}

/* What must never run from a copy. */
static void test_refused(void **state)
{
	static const char *const refused[] = {
		"\x0f\x05", /* syscall */
		"\xcd\x80", /* int */
		"\x0f\x0b", /* ud2 */
		"\xcc",
		"\xf4", /* hlt */
		"\xff\xd4", /* call *%rsp */
		"\xff\x14\x24", /* call *(%rsp) */
		"\xe2\xfe", /* loop */
		"\xc7\xf8\x01\x01\x01\x01", /* xbegin */
		"\x9d", /* popf */
		"\x8e\xd8", /* mov %eax,%ds */
		"\x0f\x01\xf9", /* rdtscp */
		"\x67\x8b\x05\x01\x01\x01\x01", /* mov (%eip),%eax */
		"\x66\xe8\x01\x01\x01\x01", /* data16 call */
	};
	struct sx_recipe got;

	(void)state;
	for (u32 i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		assert_int_equal(sx_insn_recipe((const u8 *)refused[i],
						(u32)strlen(refused[i]), &got),
				 -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_code),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_short),
		cmocka_unit_test(test_refused),
	};

	if (!ZYAN_SUCCESS(ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64,
					   ZYDIS_STACK_WIDTH_64)))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0
/* Listings. */
#include "disasm.h"
#include "vm_fixture.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct vm_case program = {
	"listing",
	{ I(LI, 1, 0, 0, -5), I(LS, 9, 0, 0, 0), I(SCAT, 10, 9, 8, 0),
	  I(MADDI, 0, 9, 1, G_MSI), I(JNZ, 1, 0, 0, -4),
	  I(STAGG, 2, 0, 0, AGG(AVG, G_T)), I(CALL, 3, 0, 4, FN_FACT),
	  I(BLT, 0, 0, 0, BLT(exit)), I(PRINTF, 0, 9, 0, F_SD) },
	"",
	0
};

static const struct {
	u32 pc;
	const char *want;
} lines[] = {
	{ 0, "LI       r1 -5                          a = imm" },
	{ 1, "LS       s1 \"a\\\"b\\n\"                    "
	     "a = string constant imm" },
	{ 2, "SCAT     s2 s1 s0                       "
	     "a = b . c, cut at MAXSTRINGLEN-1 bytes" },
	{ 3, "MADDI    r0.. s1.. r1 g                 "
	     "map[keys] += c; c = map[keys]" },
	{ 4, "JNZ      r1 -> 1                        jump if a != 0" },
	{ 5,
	  "STAGG    r2 @avg g                      "
	  "a = aggregate; all but @count, @sum are an error without a sample" },
	{ 6, "CALL     r3.. r4 f                      "
	     "call imm with the operands at a and b, result to c" },
	{ 7, "BLT      exit                           "
	     "call builtin imm with the operands at a and b, result to c" },
	{ 8, "PRINTF   r0.. s1.. \"%s=%d\\n\"            "
	     "output the operands, to be formatted by the reader" },
};

static void test_lines(void **state)
{
	struct machine m;
	struct asm_prog p;
	unsigned char *image;
	char text[256];
	u32 len;

	(void)state;
	asm_init(&p);
	asm_str(&p, "a\"b\n");
	vm_fixture_image(&p, &program, SX_PROBE_BEGIN);
	image = asm_image(&p, &len);
	assert_int_equal(machine_init(&m, image, len, NULL, NULL), 0);
	for (size_t i = 0; i < ASM_NR(lines); i++) {
		sx_disasm_insn(&m.prog, lines[i].pc, text, sizeof(text));
		assert_string_equal(text, lines[i].want);
	}
	machine_deinit(&m);
	asm_deinit(&p);
}

static void test_program(void **state)
{
	struct machine m;
	struct asm_prog p;
	unsigned char *image;
	sx_size need;
	char *text;
	u32 len;

	(void)state;
	asm_init(&p);
	asm_str(&p, "a\"b\n");
	vm_fixture_image(&p, &program, SX_PROBE_BEGIN);
	image = asm_image(&p, &len);
	assert_int_equal(machine_init(&m, image, len, NULL, NULL), 0);
	need = sx_disasm_program(&m.prog, NULL, 0);
	text = malloc(need + 1);
	assert_non_null(text);
	assert_int_equal(sx_disasm_program(&m.prog, text, need + 1), need);
	assert_non_null(strstr(text, "probe probe f\n"));
	assert_non_null(strstr(text, "function f: 8 integers, 8 strings\n"
				     "\tlock g write\n"));
	assert_non_null(strstr(text, "\n    14  CALL"));
	free(text);
	machine_deinit(&m);
	asm_deinit(&p);
}

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(sx_disasm_op_name(SX_OP_MOV), "MOV");
	assert_string_equal(sx_disasm_op_name(SX_OP_NR), "?");
	assert_string_equal(sx_disasm_builtin_name(SX_BUILTIN_pid), "pid");
	assert_string_equal(sx_disasm_builtin_name(SX_BUILTIN_NR), "?");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_program),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0
/* The interpreter: what a handler computes is what it prints. */
#include "vm_fixture.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* String constants of the fixture. */
#define ABC   0
#define DE    1
#define EMPTY 2
/* Integer constants. */
#define MIN 0
#define BIG 1

#define PRINT(reg)  I(PRINTF, reg, 0, 0, F_D)
#define PRINTS(reg) I(PRINTF, 0, reg, 0, F_S)

static const struct vm_case arithmetic[] = {
	{ "zero at entry", { PRINT(7), PRINTS(15) }, "0\n\n", 0 },
	{ "li", { I(LI, 0, 0, 0, -7), PRINT(0) }, "-7\n", 0 },
	{ "lk", { I(LK, 0, 0, 0, MIN), PRINT(0) }, "-9223372036854775808\n", 0 },
	{ "add",
	  { I(LI, 0, 0, 0, 3), I(LI, 1, 0, 0, 4), I(ADD, 2, 0, 1, 0),
	    PRINT(2) },
	  "7\n",
	  0 },
	{ "sub wraps",
	  { I(LK, 0, 0, 0, MIN), I(LI, 1, 0, 0, 1), I(SUB, 0, 0, 1, 0),
	    PRINT(0) },
	  "9223372036854775807\n",
	  0 },
	{ "mul",
	  { I(LI, 0, 0, 0, -6), I(LI, 1, 0, 0, 7), I(MUL, 0, 0, 1, 0),
	    PRINT(0) },
	  "-42\n",
	  0 },
	{ "div cuts to 0",
	  { I(LI, 0, 0, 0, -7), I(LI, 1, 0, 0, 2), I(DIV, 2, 0, 1, 0),
	    I(MOD, 3, 0, 1, 0), PRINT(2), PRINT(3) },
	  "-3\n-1\n",
	  0 },
	{ "min / -1",
	  { I(LK, 0, 0, 0, MIN), I(LI, 1, 0, 0, -1), I(DIV, 2, 0, 1, 0),
	    I(MOD, 3, 0, 1, 0), PRINT(2), PRINT(3) },
	  "-9223372036854775808\n0\n",
	  0 },
	{ "div by zero", { I(DIV, 0, 0, 1, 0), PRINT(0) }, "error 1 at 0\n", 0 },
	{ "mod by zero",
	  { PRINT(1), I(MOD, 0, 0, 1, 0) },
	  "0\nerror 1 at 1\n",
	  0 },
	{ "bits",
	  { I(LI, 0, 0, 0, 12), I(LI, 1, 0, 0, 10), I(AND, 2, 0, 1, 0),
	    I(OR, 3, 0, 1, 0), I(XOR, 4, 0, 1, 0), I(NOT, 5, 0, 0, 0), PRINT(2),
	    PRINT(3), PRINT(4), PRINT(5) },
	  "8\n14\n6\n-13\n",
	  0 },
	{ "shifts",
	  { I(LI, 0, 0, 0, -8), I(LI, 1, 0, 0, 65), I(SHL, 2, 0, 1, 0),
	    I(SHR, 3, 0, 1, 0), I(SHRU, 4, 0, 1, 0), PRINT(2), PRINT(3),
	    PRINT(4) },
	  "-16\n-4\n9223372036854775804\n",
	  0 },
	{ "unary",
	  { I(LI, 0, 0, 0, 5), I(NEG, 1, 0, 0, 0), I(LNOT, 2, 0, 0, 0),
	    I(LNOT, 3, 2, 0, 0), I(ADDI, 4, 0, 0, -6), I(MOV, 5, 4, 0, 0),
	    PRINT(1), PRINT(2), PRINT(3), PRINT(5) },
	  "-5\n0\n1\n-1\n",
	  0 },
	{ "compare",
	  { I(LI, 0, 0, 0, -1), I(LI, 1, 0, 0, 1), I(EQ, 2, 0, 1, 0),
	    I(NE, 3, 0, 1, 0), I(LT, 4, 0, 1, 0), I(LE, 5, 1, 0, 0), PRINT(2),
	    PRINT(3), PRINT(4), PRINT(5) },
	  "0\n1\n1\n0\n",
	  0 },
};

static const struct vm_case flow[] = {
	{ "sum of 0..9",
	  { I(LI, 0, 0, 0, 10), I(JLE, 0, 1, 0, 3), I(ADD, 2, 2, 1, 0),
	    I(ADDI, 1, 1, 0, 1), I(JMP, 0, 0, 0, -4), PRINT(2) },
	  "45\n",
	  0 },
	{ "forward jumps",
	  { I(JZ, 0, 0, 0, 1), PRINT(0), I(LI, 0, 0, 0, 1), I(JNZ, 0, 0, 0, 1),
	    PRINT(0), I(JEQ, 0, 0, 0, 1), PRINT(0), I(JNE, 0, 1, 0, 1),
	    PRINT(0), I(JLT, 1, 0, 0, 1), PRINT(0), I(JLE, 1, 1, 0, 1),
	    PRINT(0), PRINT(1) },
	  "0\n",
	  0 },
	{ "not taken",
	  { I(JNZ, 0, 0, 0, 1), PRINT(0), I(LI, 1, 0, 0, 1), I(JEQ, 0, 1, 0, 1),
	    PRINT(1), I(JLT, 0, 0, 0, 1), PRINT(0) },
	  "0\n1\n0\n",
	  0 },
	{ "endless loop", { I(JMP, 0, 0, 0, -1) }, "error 2 at 0\n", 0 },
	{ "endless recursion",
	  { I(CALL, 0, 0, 0, FN_FOREVER) },
	  "error 3 at 9\n",
	  0 },
	{ "factorial",
	  { I(LI, 3, 0, 0, 7), I(CALL, 3, 0, 4, FN_FACT), PRINT(4), PRINT(3) },
	  "5040\n7\n",
	  0 },
	{ "factorial, too deep",
	  { I(LI, 3, 0, 0, 12), I(CALL, 3, 0, 4, FN_FACT), PRINT(4) },
	  "error 3 at 8\n",
	  0 },
	{ "bare returns",
	  { I(LI, 0, 0, 0, 1), I(LS, 8, 0, 0, ABC),
	    I(CALL, 0, 0, 0, FN_NOTHING), I(CALL, 0, 0, 8, FN_NOSTR), PRINT(0),
	    PRINTS(8) },
	  "0\n\n",
	  0 },
	{ "builtins",
	  { I(BLT, 0, 0, 0, BLT(target)), PRINT(0), I(BLT, 0, 0, 9, BLT(pp)),
	    PRINTS(9), I(BLT, 0, 0, 9, BLT(execname)), PRINTS(9),
	    I(LI, 1, 0, 0, 3), I(BLT, 1, 0, 1, BLT(pointer_arg)), PRINT(1) },
	  "7\nprobe\ntest_vm\nerror 9 at 7\n",
	  0 },
	{ "error()",
	  { I(LS, 8, 0, 0, ABC), I(BLT, 0, 8, 0, BLT(warn)),
	    I(BLT, 0, 8, 0, BLT(error)), PRINT(0) },
	  "warn abc\nerror 11 at 2: abc\n",
	  0 },
};

static const struct vm_case strings[] = {
	{ "scat",
	  { I(LS, 8, 0, 0, ABC), I(LS, 9, 0, 0, DE), I(SCAT, 10, 8, 9, 0),
	    I(SCAT, 10, 10, 10, 0), PRINTS(10), PRINTS(8) },
	  "abcdeabcde\nabc\n",
	  0 },
	{ "scat is cut",
	  { I(LS, 8, 0, 0, ABC), I(SCAT, 8, 8, 8, 0), I(SCAT, 8, 8, 8, 0),
	    PRINTS(8) },
	  "abcabca\n",
	  8 },
	{ "compare",
	  { I(LS, 8, 0, 0, ABC), I(LS, 9, 0, 0, DE), I(SMOV, 10, 8, 0, 0),
	    I(SEQ, 0, 8, 10, 0), I(SNE, 1, 8, 10, 0), I(SLT, 2, 8, 9, 0),
	    I(SLE, 3, 9, 8, 0), I(SEQ, 4, 8, 9, 0), PRINT(0), PRINT(1),
	    PRINT(2), PRINT(3), PRINT(4) },
	  "1\n0\n1\n0\n0\n",
	  0 },
	{ "prefix is less",
	  { I(LS, 8, 0, 0, ABC), I(SCAT, 9, 8, 8, 0), I(SLT, 0, 8, 9, 0),
	    I(SLE, 1, 9, 8, 0), I(SLE, 2, 8, 8, 0), PRINT(0), PRINT(1),
	    PRINT(2) },
	  "1\n0\n1\n",
	  0 },
	{ "functions",
	  { I(LS, 8, 0, 0, ABC), I(LI, 0, 0, 0, 4), I(CALL, 0, 8, 9, FN_JOIN),
	    PRINTS(9), I(BLT, 0, 9, 1, BLT(strlen)), PRINT(1) },
	  "abcabcabcabc\n12\n",
	  0 },
	{ "substr",
	  { I(LS, 8, 0, 0, ABC), I(LI, 0, 0, 0, 1), I(LI, 1, 0, 0, 9),
	    I(BLT, 0, 8, 9, BLT(substr)), PRINTS(9), I(LI, 0, 0, 0, 3),
	    I(BLT, 0, 8, 9, BLT(substr)), PRINTS(9), I(LI, 0, 0, 0, -1),
	    I(BLT, 0, 8, 9, BLT(substr)), PRINTS(9) },
	  "bc\n\n\n",
	  0 },
	{ "isinstr",
	  { I(LS, 8, 0, 0, ABC), I(LS, 9, 0, 0, DE), I(SCAT, 10, 8, 9, 0),
	    I(SMOV, 11, 9, 0, 0), I(BLT, 0, 10, 0, BLT(isinstr)), PRINT(0),
	    I(SMOV, 10, 9, 0, 0), I(SMOV, 11, 8, 0, 0),
	    I(BLT, 0, 10, 0, BLT(isinstr)), PRINT(0) },
	  "1\n0\n",
	  0 },
	{ "sprintf",
	  { I(LI, 0, 0, 0, 42), I(LI, 1, 0, 0, -42), I(LI, 2, 0, 0, 255),
	    I(LS, 8, 0, 0, ABC), I(SPRINTF, 0, 8, 9, F_WIDE), PRINTS(9),
	    I(PRINTF, 0, 8, 0, F_WIDE) },
	  "[42   |-0042|ff|abc]\n\n[42   |-0042|ff|abc]\n",
	  0 },
	{ "sprintf is cut",
	  { I(LS, 8, 0, 0, ABC), I(SPRINTF, 0, 8, 9, F_WIDE), PRINTS(9) },
	  "[0    |00000|0|\n",
	  16 },
	/* 1000 strings of 511 bytes through an arena of 64k. */
	{ "memory in a record and in a string",
	  { I(LI, 0, 0, 0, 5), I(LK, 1, 0, 0, 2), I(ADDI, 1, 1, 0, 2),
	    I(LK, 2, 0, 0, 2), I(LS, 8, 0, 0, ABC),
	    I(PRINTF, 0, 8, 0, F_MEMORY), I(SPRINTF, 0, 8, 9, F_MEMORY),
	    PRINTS(9) },
	  "abc[memor|0ff0]\nabc[memor|0ff0]\n\n",
	  0 },
	{ "memory that cannot be read: no record, no error record",
	  { I(LI, 0, 0, 0, 5), I(LK, 1, 0, 0, 2), I(LI, 2, 0, 0, 16),
	    I(LS, 8, 0, 0, ABC), I(PRINTF, 0, 8, 0, F_MEMORY), PRINTS(8) },
	  "",
	  0 },
	{ "memory that cannot be read, in a string",
	  { I(LI, 0, 0, 0, 5), I(LI, 1, 0, 0, 16), I(LK, 2, 0, 0, 2),
	    I(LS, 8, 0, 0, ABC), I(SPRINTF, 0, 8, 9, F_MEMORY), PRINTS(8) },
	  "",
	  0 },
	{ "too much memory",
	  { I(LI, 0, 0, 0, 4097), I(PRINTF, 0, 8, 0, F_MEMORY) },
	  "error 8 at 1\n",
	  0 },
	{ "arena is collected",
	  { I(LS, 9, 0, 0, ABC),
	    I(LI, 0, 0, 0, 900),
	    I(SCAT, 8, 9, 9, 0),
	    I(SCAT, 8, 8, 8, 0),
	    I(SCAT, 8, 8, 8, 0),
	    I(SCAT, 8, 8, 8, 0),
	    I(SCAT, 8, 8, 8, 0),
	    I(SCAT, 8, 8, 8, 0),
	    I(SCAT, 8, 8, 8, 0),
	    I(SCAT, 8, 8, 8, 0),
	    I(JZ, 0, 0, 0, 4),
	    I(SCAT, 10, 9, 8, 0),
	    I(SMOV, 11, 10, 0, 0),
	    I(ADDI, 0, 0, 0, -1),
	    I(JMP, 0, 0, 0, -5),
	    I(SEQ, 4, 10, 11, 0),
	    PRINT(4),
	    I(BLT, 0, 11, 5, BLT(strlen)),
	    PRINT(5),
	    I(LI, 6, 0, 0, 0),
	    I(LI, 7, 0, 0, 6),
	    I(BLT, 6, 11, 12, BLT(substr)),
	    PRINTS(12) },
	  "1\n511\nabcabc\n",
	  0 },
};

static void check_all(const struct vm_case *cases, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		vm_fixture_check(&cases[i]);
}

static void test_arithmetic(void **state)
{
	(void)state;
	check_all(arithmetic, ASM_NR(arithmetic));
}

static void test_flow(void **state)
{
	(void)state;
	check_all(flow, ASM_NR(flow));
}

static void test_strings(void **state)
{
	(void)state;
	check_all(strings, ASM_NR(strings));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_arithmetic),
		cmocka_unit_test(test_flow),
		cmocka_unit_test(test_strings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

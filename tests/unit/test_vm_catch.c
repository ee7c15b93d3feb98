// SPDX-License-Identifier: GPL-2.0
/* Errors that a catch block takes, and those that none may take. */
#include "vm_fixture.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#define ABC 0

#define PRINT(reg)	I(PRINTF, reg, 0, 0, F_D)
#define PRINTS(reg)	I(PRINTF, 0, reg, 0, F_S)
#define SET(reg, value) I(LI, reg, 0, 0, value)
#define DIVIDE		I(DIV, 2, 0, 1, 0) /* by 0 */

static const struct {
	struct vm_case c;
	struct sx_try tries[4];
} cases[] = {
	{ { "an error and its text",
	    { DIVIDE, PRINT(0), I(JMP, 0, 0, 0, 1), PRINTS(8), SET(0, 3),
	      PRINT(0) },
	    "division by zero\n3\n",
	    0 },
	  { { 0, 2, 3, 8, 0 } } },
	{ { "no error",
	    { PRINT(0), I(JMP, 0, 0, 0, 1), PRINTS(8), PRINT(0) },
	    "0\n0\n",
	    0 },
	  { { 0, 1, 2, 8, 0 } } },
	{ { "without a variable", { DIVIDE, PRINTS(8) }, "\n", 0 },
	  { { 0, 1, 1, SX_TRY_NO_REG, 0 } } },
	{ { "outside of what is guarded",
	    { PRINT(0), DIVIDE, PRINT(0) },
	    "0\nerror 1 at 1\n",
	    0 },
	  { { 0, 1, 2, 8, 0 }, { 2, 1, 2, 8, 0 } } },
	{ { "the inner one",
	    { DIVIDE, PRINTS(8), I(JMP, 0, 0, 0, 1), PRINTS(9), PRINT(0) },
	    "division by zero\n0\n",
	    0 },
	  { { 0, 1, 1, 8, 0 }, { 0, 3, 3, 9, 0 } } },
	{ { "an error of the inner one's catch block is for the outer one",
	    { DIVIDE, I(LS, 10, 0, 0, ABC), I(BLT, 0, 10, 0, BLT(error)),
	      PRINTS(9) },
	    "abc\n",
	    0 },
	  { { 0, 1, 1, 8, 0 }, { 0, 3, 3, 9, 0 } } },
	{ { "a later one in the same block is passed over",
	    { DIVIDE, PRINT(0), PRINT(0), PRINTS(9) },
	    "division by zero\n",
	    0 },
	  { { 1, 1, 0, 8, 0 }, { 0, 3, 3, 9, 0 } } },
	{ { "in a function that was called: its frames are dropped",
	    { SET(3, 7), I(CALL, 0, 0, 0, FN_FOREVER), PRINT(0), PRINTS(8),
	      PRINT(3), I(CALL, 3, 0, 4, FN_FACT), PRINT(4) },
	    "MAXNESTING exceeded\n7\n5040\n",
	    0 },
	  { { 1, 2, 3, 8, 0 } } },
	{ { "error() with a string of the arena",
	    { I(LS, 10, 0, 0, ABC), I(SCAT, 10, 10, 10, 0),
	      I(BLT, 0, 10, 0, BLT(error)), PRINTS(8), I(SCAT, 8, 8, 8, 0),
	      PRINTS(8) },
	    "abcabc\nabcabcabcabc\n",
	    0 },
	  { { 2, 1, 3, 8, 0 } } },
	{ { "a text is cut like every string",
	    { DIVIDE, PRINTS(8) },
	    "divisio\n",
	    8 },
	  { { 0, 1, 1, 8, 0 } } },
	{ { "an unreadable address",
	    { SET(0, 16), I(BLT, 0, 0, 1, BLT(user_long)), PRINTS(8) },
	    "memory at 0x10 cannot be read\n",
	    0 },
	  { { 1, 1, 2, 8, 0 } } },
	{ { "the budget is for nobody to catch",
	    { I(JMP, 0, 0, 0, -1), PRINTS(8) },
	    "error 2 at 0\n",
	    0 },
	  { { 0, 1, 1, 8, 0 } } },
	{ { "catching costs of the budget",
	    { DIVIDE, I(JMP, 0, 0, 0, 0), DIVIDE },
	    "error 2 at 2\n",
	    0 },
	  { { 2, 1, 2, 8, 0 }, { 0, 3, 2, 8, 0 } } },
	{ { "matched() without a match",
	    { I(BLT, 0, 0, 8, BLT(matched)), PRINTS(8) },
	    "matched() after a match that failed\n",
	    0 },
	  { { 0, 1, 1, 8, 0 } } },
	{ { "ngroups() without a match",
	    { I(BLT, 0, 0, 0, BLT(ngroups)) },
	    "error 13 at 0\n",
	    0 },
	  { { 0, 0, 0, 0, 0 } } },
};

static void test_catch(void **state)
{
	(void)state;
	for (size_t i = 0; i < ASM_NR(cases); i++)
		vm_fixture_check_tries(&cases[i].c, cases[i].tries);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_catch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

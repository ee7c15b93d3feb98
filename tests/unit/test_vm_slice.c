// SPDX-License-Identifier: GPL-2.0
/* Slices of arrays, what sorting costs, variance, buckets. */
#include "vm_fixture.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define ABC 0
#define DE  1

#define PRINT(reg)	I(PRINTF, reg, 0, 0, F_D)
#define SET(reg, value) I(LI, reg, 0, 0, value)
#define STORE2(s, k)	I(LS, 8, 0, 0, s), SET(0, k), I(MSTI, 0, 8, 0, G_MSI)
#define FOUR		STORE2(DE, 9), STORE2(ABC, 7), STORE2(DE, 1), STORE2(ABC, 4)

/* for ([string r8, *] in map; limit r7) print both keys; 5 instructions. */
#define EACH                                                                 \
	I(FEACHS, 0, 8, 7, IT_MSI_OF_STR), I(FNEXT, 3, 9, 5, IT_MSI_OF_STR), \
		I(JZ, 5, 0, 0, 2), I(PRINTF, 3, 9, 0, F_SD),                 \
		I(JMP, 0, 0, 0, -4)

static const struct vm_case slices[] = {
	{ "a string key is given, sorted by the other",
	  { FOUR, I(LS, 8, 0, 0, DE), SET(7, -1), EACH },
	  "de=1\nde=9\n",
	  0 },
	{ "limit", { FOUR, I(LS, 8, 0, 0, DE), SET(7, 1), EACH }, "de=1\n", 0 },
	{ "no entry has it",
	  { FOUR, I(LS, 8, 0, 0, 2), SET(7, -1), EACH, PRINT(7) },
	  "-1\n",
	  0 },
	{ "two of three keys",
	  { SET(0, 1), SET(1, 2), SET(2, 77), I(LS, 8, 0, 0, ABC),
	    I(MSTI, 0, 8, 2, G_M3), SET(1, 3), I(MSTI, 0, 8, 2, G_M3),
	    SET(7, -1), I(FEACHS, 0, 0, 7, IT_M3_OF_ENDS),
	    I(FNEXT, 2, 9, 5, IT_M3_OF_ENDS), I(JZ, 5, 0, 0, 2),
	    I(PRINTF, 3, 9, 0, F_SD), I(JMP, 0, 0, 0, -4) },
	  "abc=3\n",
	  0 },
	{ "in",
	  { FOUR, SET(0, 7), I(MHASS, 0, 0, 1, IT_MSI_OF_INT), PRINT(1),
	    SET(0, 8), I(MHASS, 0, 0, 1, IT_MSI_OF_INT), PRINT(1),
	    I(MHASS, 0, 0, 1, IT_MSI_OF_ALL), PRINT(1), I(MCLR, 0, 0, 0, G_MSI),
	    I(MHASS, 0, 0, 1, IT_MSI_OF_ALL), PRINT(1) },
	  "1\n0\n1\n0\n",
	  0 },
	{ "delete",
	  { STORE2(DE, 9), STORE2(ABC, 7), STORE2(ABC, 9), SET(0, 9),
	    I(MDELS, 0, 0, 0, IT_MSI_OF_INT), I(MHASS, 0, 0, 1, IT_MSI_OF_INT),
	    PRINT(1), SET(0, 7), I(MHASS, 0, 0, 1, IT_MSI_OF_INT), PRINT(1),
	    I(MDELS, 0, 0, 0, IT_MSI_OF_ALL), I(MHASS, 0, 0, 1, IT_MSI_OF_ALL),
	    PRINT(1) },
	  "0\n1\n0\n",
	  0 },
	{ "keys are cut where they are compared",
	  { I(LS, 8, 0, 0, ABC), SET(0, 1), I(MSTI, 0, 8, 0, G_MSI),
	    I(LS, 8, 0, 0, ABC), SET(7, -1), EACH },
	  "ab=1\n",
	  3 },
};

static const struct vm_case buckets[] = {
	{ "of a global",
	  { SET(0, 3), I(STADD, 0, 0, 0, G_T), I(STADD, 0, 0, 0, G_T),
	    SET(0, 66), I(STBKT, 1, 0, 0, G_T), PRINT(1), SET(0, 64),
	    I(STBKT, 0, 0, 0, G_T), PRINT(0), SET(0, 128),
	    I(STBKT, 0, 0, 0, G_T) },
	  "2\n0\nerror 12 at 10\n",
	  0 },
	{ "of a map",
	  { SET(0, 1), SET(1, 15), I(MSTADD, 0, 0, 1, G_MT), SET(1, 2),
	    I(MBKT, 0, 0, 1, G_MT), PRINT(1), SET(1, -1),
	    I(MBKT, 0, 0, 1, G_MT) },
	  "1\nerror 12 at 7\n",
	  0 },
	{ "without a sample", { I(STBKT, 1, 0, 0, G_T) }, "error 6 at 0\n", 0 },
	{ "without an entry", { I(MBKT, 0, 0, 1, G_MT) }, "error 6 at 0\n", 0 },
};

#define SAMPLE(value) SET(0, value), I(STADD, 0, 0, 0, G_TV)

static const struct vm_case variances[] = {
	{ "of 1..5, shifted by 1",
	  { SAMPLE(1), SAMPLE(2), SAMPLE(3), SAMPLE(4), SAMPLE(5),
	    I(STAGG, 0, 0, 0, AGG(VARIANCE, G_TV)), PRINT(0) },
	  "2\n",
	  0 },
	{ "after a delete",
	  { SAMPLE(1000), SAMPLE(2), I(STCLR, 0, 0, 0, G_TV), SAMPLE(7),
	    SAMPLE(7), I(STAGG, 0, 0, 0, AGG(VARIANCE, G_TV)), PRINT(0) },
	  "0\n",
	  0 },
	{ "without a sample",
	  { I(STAGG, 0, 0, 0, AGG(VARIANCE, G_TV)) },
	  "error 6 at 0\n",
	  0 },
};

static void check_all(const struct vm_case *cases, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		vm_fixture_check(&cases[i]);
}

static void test_slices(void **state)
{
	(void)state;
	check_all(slices, ASM_NR(slices));
}

static void test_buckets(void **state)
{
	(void)state;
	check_all(buckets, ASM_NR(buckets));
}

static void test_variances(void **state)
{
	(void)state;
	check_all(variances, ASM_NR(variances));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_slices),
		cmocka_unit_test(test_buckets),
		cmocka_unit_test(test_variances),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

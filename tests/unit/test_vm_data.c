// SPDX-License-Identifier: GPL-2.0
/* The interpreter on globals, maps, statistics and foreach. */
#include "vm_fixture.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define ABC 0
#define DE  1

#define PRINT(reg)	  I(PRINTF, reg, 0, 0, F_D)
#define PRINTS(reg)	  I(PRINTF, 0, reg, 0, F_S)
#define PAIR(reg)	  I(PRINTF, reg, 0, 0, F_DD)
#define SET(reg, value)	  I(LI, reg, 0, 0, value)
#define STORE(map, k, v)  SET(0, k), SET(1, v), I(MSTI, 0, 0, 1, map)
#define SAMPLE(map, k, v) SET(0, k), SET(1, v), I(MSTADD, 0, 0, 1, map)
#define LOAD(map, k)	  SET(0, k), I(MLDI, 0, 0, 2, map), PRINT(2)
#define ALL		  SET(7, -1)
/* for (k in it; limit r7) print k and map[k]; 6 instructions. */
#define EACH(it, map)                                                    \
	I(FEACH, 7, 0, 0, it), I(FNEXT, 3, 0, 5, it), I(JZ, 5, 0, 0, 3), \
		I(MLDI, 3, 0, 4, map), PAIR(3), I(JMP, 0, 0, 0, -5)

static const struct vm_case globals[] = {
	{ "initial values",
	  { I(GLDI, 0, 0, 0, G_I), PRINT(0), I(GLDS, 8, 0, 0, G_S), PRINTS(8) },
	  "5\ninit\n",
	  0 },
	{ "store and add",
	  { SET(0, 7), I(GSTI, 0, 0, 0, G_I), SET(1, -2),
	    I(GADDI, 1, 0, 0, G_I), PRINT(1), I(GLDI, 2, 0, 0, G_I), PRINT(2) },
	  "5\n5\n",
	  0 },
	{ "strings are values",
	  { I(GLDS, 8, 0, 0, G_S), I(LS, 9, 0, 0, ABC), I(GSTS, 9, 0, 0, G_S),
	    PRINTS(8), I(GLDS, 9, 0, 0, G_S), PRINTS(9) },
	  "init\nabc\n",
	  0 },
	{ "strings are cut",
	  { I(LS, 9, 0, 0, ABC), I(GSTS, 9, 0, 0, G_S), I(GLDS, 8, 0, 0, G_S),
	    PRINTS(8) },
	  "ab\n",
	  3 },
	{ "statistic",
	  { SET(0, -7), I(STADD, 0, 0, 0, G_T), SET(0, 2),
	    I(STADD, 0, 0, 0, G_T), I(STAGG, 1, 0, 0, AGG(COUNT, G_T)),
	    PRINT(1), I(STAGG, 1, 0, 0, AGG(SUM, G_T)), PRINT(1),
	    I(STAGG, 1, 0, 0, AGG(MIN, G_T)), PRINT(1),
	    I(STAGG, 1, 0, 0, AGG(MAX, G_T)), PRINT(1),
	    I(STAGG, 1, 0, 0, AGG(AVG, G_T)), PRINT(1), I(STCLR, 0, 0, 0, G_T),
	    I(STAGG, 1, 0, 0, AGG(COUNT, G_T)), PRINT(1) },
	  "2\n-5\n-7\n2\n-2\n0\n",
	  0 },
	{ "no sample",
	  { I(STAGG, 1, 0, 0, AGG(SUM, G_T)), PRINT(1),
	    I(STAGG, 1, 0, 0, AGG(MIN, G_T)) },
	  "0\nerror 6 at 2\n",
	  0 },
};

static const struct vm_case maps[] = {
	{ "absent is 0",
	  { LOAD(G_MI, 9), I(MHAS, 0, 0, 2, G_MI), PRINT(2) },
	  "0\n0\n",
	  0 },
	{ "store, add, delete",
	  { STORE(G_MI, 3, 40), SET(1, 2), I(MADDI, 0, 0, 1, G_MI), PRINT(1),
	    LOAD(G_MI, 3), I(MHAS, 0, 0, 2, G_MI), PRINT(2),
	    I(MDEL, 0, 0, 0, G_MI), I(MHAS, 0, 0, 2, G_MI), PRINT(2) },
	  "42\n42\n1\n0\n",
	  0 },
	{ "add makes an entry",
	  { SET(0, 1), SET(1, 5), I(MADDI, 0, 0, 1, G_MI), LOAD(G_MI, 1) },
	  "5\n",
	  0 },
	{ "full: dropped, deleted entries come again",
	  { STORE(G_MI, 1, 1), STORE(G_MI, 2, 2), STORE(G_MI, 3, 3),
	    STORE(G_MI, 4, 4), STORE(G_MI, 5, 5), STORE(G_MI, 6, 5),
	    LOAD(G_MI, 5), SET(0, 2), I(MDEL, 0, 0, 0, G_MI), STORE(G_MI, 6, 6),
	    LOAD(G_MI, 6) },
	  "notice 5 of 3\n0\n6\n",
	  0 },
	{ "wrap: the oldest goes",
	  { STORE(G_MW, 1, 1), STORE(G_MW, 2, 2), STORE(G_MW, 3, 3),
	    STORE(G_MW, 4, 4), LOAD(G_MW, 1), LOAD(G_MW, 2), LOAD(G_MW, 4), ALL,
	    EACH(IT_MW, G_MW) },
	  "0\n2\n4\n2:2 3:3 4:4 ",
	  0 },
	{ "clear",
	  { STORE(G_MI, 1, 1), STORE(G_MI, 2, 2), I(MCLR, 0, 0, 0, G_MI),
	    LOAD(G_MI, 1), STORE(G_MI, 2, 3), LOAD(G_MI, 2) },
	  "0\n3\n",
	  0 },
	{ "string values",
	  { SET(0, 4), I(MLDS, 0, 0, 9, G_MS), PRINTS(9), I(LS, 8, 0, 0, ABC),
	    I(MSTS, 0, 0, 8, G_MS), I(MLDS, 0, 0, 9, G_MS), PRINTS(9) },
	  "\nabc\n",
	  0 },
	{ "string values are cut",
	  { SET(0, 4), I(LS, 8, 0, 0, ABC), I(MSTS, 0, 0, 8, G_MS),
	    I(MLDS, 0, 0, 9, G_MS), PRINTS(9) },
	  "a\n",
	  2 },
	{ "statistics",
	  { SAMPLE(G_MT, 1, 10), SAMPLE(G_MT, 1, 20),
	    I(MAGG, 0, 0, 2, AGG(AVG, G_MT)), PRINT(2), SET(0, 2),
	    I(MAGG, 0, 0, 2, AGG(COUNT, G_MT)), PRINT(2),
	    I(MAGG, 0, 0, 2, AGG(AVG, G_MT)) },
	  "15\n0\nerror 6 at 11\n",
	  0 },
	{ "a deleted statistic starts again",
	  { SAMPLE(G_MT, 1, 10), I(MDEL, 0, 0, 0, G_MT), SAMPLE(G_MT, 1, 3),
	    I(MAGG, 0, 0, 2, AGG(SUM, G_MT)), PRINT(2),
	    I(MAGG, 0, 0, 2, AGG(MAX, G_MT)), PRINT(2) },
	  "3\n3\n",
	  0 },
};

#define STORE2(s, k, v) \
	I(LS, 8, 0, 0, s), SET(0, k), SET(1, v), I(MSTI, 0, 8, 1, G_MSI)

static const struct vm_case keys[] = {
	{ "two keys",
	  { STORE2(ABC, 1, 11), STORE2(DE, 1, 21), STORE2(ABC, 2, 12),
	    I(LS, 8, 0, 0, DE), SET(0, 1), I(MLDI, 0, 8, 2, G_MSI), PRINT(2),
	    I(LS, 8, 0, 0, ABC), I(MLDI, 0, 8, 2, G_MSI), PRINT(2), SET(0, 9),
	    I(MLDI, 0, 8, 2, G_MSI), PRINT(2) },
	  "21\n11\n0\n",
	  0 },
	{ "three keys, string in the middle",
	  { SET(0, 1), SET(1, 2), SET(2, 77), I(LS, 8, 0, 0, ABC),
	    I(MSTI, 0, 8, 2, G_M3), SET(1, 3), I(MLDI, 0, 8, 3, G_M3), PRINT(3),
	    SET(1, 2), I(MLDI, 0, 8, 3, G_M3), PRINT(3) },
	  "0\n77\n",
	  0 },
	{ "keys are cut where they are stored",
	  { I(LS, 8, 0, 0, ABC), SET(1, 5), I(MSTI, 1, 8, 1, G_MSI),
	    I(MHAS, 1, 8, 2, G_MSI), PRINT(2) },
	  "1\n",
	  3 },
	{ "foreach over string keys, sorted",
	  { STORE2(DE, 1, 21), STORE2(ABC, 2, 12), SET(7, -1),
	    I(FEACH, 7, 0, 0, IT_MSI_STR_UP), I(FNEXT, 3, 9, 5, IT_MSI_STR_UP),
	    I(JZ, 5, 0, 0, 2), I(PRINTF, 3, 9, 0, F_SD), I(JMP, 0, 0, 0, -4) },
	  "abc=2\nde=1\n",
	  0 },
};

static const struct vm_case each[] = {
	{ "empty map", { ALL, EACH(IT_MI, G_MI), PRINT(7) }, "-1\n", 0 },
	{ "order of insertion",
	  { STORE(G_MI, 3, 1), STORE(G_MI, 1, 2), STORE(G_MI, 2, 3), ALL,
	    EACH(IT_MI, G_MI) },
	  "3:1 1:2 2:3 ",
	  0 },
	{ "by key",
	  { STORE(G_MI, 3, 1), STORE(G_MI, -1, 2), STORE(G_MI, 2, 3), ALL,
	    EACH(IT_MI_KEY_UP, G_MI) },
	  "-1:2 2:3 3:1 ",
	  0 },
	{ "by value, downwards, first two",
	  { STORE(G_MI, 3, 1), STORE(G_MI, 1, 2), STORE(G_MI, 2, 3), SET(7, 2),
	    EACH(IT_MI_VALUE_DOWN, G_MI) },
	  "2:3 1:2 ",
	  0 },
	{ "equal values keep their order",
	  { STORE(G_MI, 3, 1), STORE(G_MI, 1, 1), STORE(G_MI, 2, 1),
	    STORE(G_MI, 0, 1), ALL, EACH(IT_MI_VALUE_DOWN, G_MI) },
	  "3:1 1:1 2:1 0:1 ",
	  0 },
	{ "limit 0",
	  { STORE(G_MI, 3, 1), SET(7, 0), EACH(IT_MI, G_MI) },
	  "",
	  0 },
	{ "deleted during the loop",
	  { STORE(G_MI, 1, 1), STORE(G_MI, 2, 2), STORE(G_MI, 3, 3), ALL,
	    I(FEACH, 7, 0, 0, IT_MI), I(FNEXT, 3, 0, 5, IT_MI),
	    I(JZ, 5, 0, 0, 4), PRINT(3), SET(0, 2), I(MDEL, 0, 0, 0, G_MI),
	    I(JMP, 0, 0, 0, -6) },
	  "1\n3\n",
	  0 },
	{ "by an aggregate",
	  { SAMPLE(G_MT, 1, 10), SAMPLE(G_MT, 2, 30), SAMPLE(G_MT, 3, 20), ALL,
	    I(FEACH, 7, 0, 0, IT_MT_AVG_DOWN),
	    I(FNEXT, 3, 0, 5, IT_MT_AVG_DOWN), I(JZ, 5, 0, 0, 2), PRINT(3),
	    I(JMP, 0, 0, 0, -4) },
	  "2\n3\n1\n",
	  0 },
	{ "by a string value",
	  { I(LS, 8, 0, 0, DE), SET(0, 1), I(MSTS, 0, 0, 8, G_MS),
	    I(LS, 8, 0, 0, ABC), SET(0, 2), I(MSTS, 0, 0, 8, G_MS), ALL,
	    I(FEACH, 7, 0, 0, IT_MS_VALUE_UP),
	    I(FNEXT, 3, 0, 5, IT_MS_VALUE_UP), I(JZ, 5, 0, 0, 2), PRINT(3),
	    I(JMP, 0, 0, 0, -4) },
	  "2\n1\n",
	  0 },
	{ "next without foreach",
	  { I(FNEXT, 3, 0, 5, IT_MI) },
	  "error 10 at 0\n",
	  0 },
};

static const struct vm_case hists[] = {
	{ "log",
	  { SET(0, 3), I(STADD, 0, 0, 0, G_T), I(STADD, 0, 0, 0, G_T),
	    I(STHIST, 0, 0, 0, G_T) },
	  "value |-------------------------------------------------- count\n"
	  "    0 |                                                   0\n"
	  "    1 |                                                   0\n"
	  "    2 |@@                                                 2\n"
	  "    4 |                                                   0\n"
	  "    8 |                                                   0\n\n",
	  0 },
	{ "linear, of a map",
	  { SAMPLE(G_MT, 1, 15), SAMPLE(G_MT, 1, 15), SAMPLE(G_MT, 1, 500),
	    I(MHIST, 0, 0, 0, G_MT) },
	  "value |-------------------------------------------------- count\n"
	  "    0 |                                                   0\n"
	  "   10 |@@                                                 2\n"
	  "   20 |                                                   0\n"
	  "   30 |                                                   0\n"
	  "      ~\n"
	  "   90 |                                                   0\n"
	  "  100 |                                                   0\n"
	  " >100 |@                                                  1\n\n",
	  0 },
	{ "no sample",
	  { I(MHIST, 0, 0, 0, G_MT) },
	  "value |-------------------------------------------------- count\n\n",
	  0 },
};

#define MATCH(reg, re) I(SRE, 6, reg, 0, re), PRINT(6)
#define GROUP(n)       SET(0, n), I(BLT, 0, 0, 12, BLT(matched)), PRINTS(12)

static const struct vm_case regexes[] = {
	{ "groups",
	  { I(LS, 8, 0, 0, ABC), MATCH(8, RE_GROUPS), GROUP(0), GROUP(1),
	    GROUP(2), GROUP(3), I(BLT, 0, 0, 1, BLT(ngroups)), PRINT(1) },
	  "1\nabc\nb\n\nc\n4\n",
	  0 },
	{ "no such group",
	  { I(LS, 8, 0, 0, ABC), MATCH(8, RE_GROUPS), GROUP(4) },
	  "1\nerror 14 at 4\n",
	  0 },
	{ "a negative group",
	  { I(LS, 8, 0, 0, ABC), MATCH(8, RE_GROUPS), GROUP(-1) },
	  "1\nerror 14 at 4\n",
	  0 },
	{ "no match",
	  { I(LS, 8, 0, 0, DE), MATCH(8, RE_GROUPS), GROUP(0) },
	  "0\nerror 13 at 4\n",
	  0 },
	{ "no match yet", { GROUP(0) }, "error 13 at 1\n", 0 },
	{ "a table without captures has no group",
	  { I(LS, 8, 0, 0, ABC), MATCH(8, RE_PLAIN), GROUP(0) },
	  "1\nerror 14 at 4\n",
	  0 },
	{ "the subject lives on",
	  { I(GLDS, 8, 0, 0, G_S), I(SCAT, 8, 8, 8, 0), MATCH(8, RE_ALL),
	    I(LS, 8, 0, 0, ABC), I(GSTS, 8, 0, 0, G_S), SET(1, 900),
	    I(SCAT, 9, 8, 8, 0), I(ADDI, 1, 1, 0, -1), I(JNZ, 1, 0, 0, -3),
	    GROUP(0) },
	  "1\ninitinit\n",
	  0 },
	{ "a match is cut like all strings",
	  { I(LS, 8, 0, 0, ABC), MATCH(8, RE_ALL), GROUP(0) },
	  "1\nab\n",
	  3 },
};

static void check_all(const struct vm_case *cases, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		vm_fixture_check(&cases[i]);
}

static void test_globals(void **state)
{
	(void)state;
	check_all(globals, ASM_NR(globals));
}

static void test_maps(void **state)
{
	(void)state;
	check_all(maps, ASM_NR(maps));
}

static void test_keys(void **state)
{
	(void)state;
	check_all(keys, ASM_NR(keys));
}

static void test_foreach(void **state)
{
	(void)state;
	check_all(each, ASM_NR(each));
}

static void test_hists(void **state)
{
	(void)state;
	check_all(hists, ASM_NR(hists));
}

static void test_regexes(void **state)
{
	(void)state;
	check_all(regexes, ASM_NR(regexes));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_globals), cmocka_unit_test(test_maps),
		cmocka_unit_test(test_keys),	cmocka_unit_test(test_foreach),
		cmocka_unit_test(test_hists),	cmocka_unit_test(test_regexes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

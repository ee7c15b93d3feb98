// SPDX-License-Identifier: GPL-2.0
/* Compared with what the processor computes. */
#include "float.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define ROUNDS	  200000
#define NR(array) (sizeof(array) / sizeof((array)[0]))

static u64 seed = 1;

static u64 rnd(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static double value(u64 bits)
{
	double v;

	memcpy(&v, &bits, sizeof(v));
	return v;
}

static u64 bits_of(double v)
{
	u64 bits;

	memcpy(&bits, &v, sizeof(bits));
	return bits;
}

static const u64 edges[] = {
	0,
	1ull << 63, /* -0 */
	1, /* the least */
	0xfffffffffffff, /* the largest subnormal */
	0x10000000000000, /* the least normal */
	0x3ff0000000000000, /* 1 */
	0xbff0000000000001,
	0x3fefffffffffffff,
	0x4340000000000000, /* 2^53 */
	0x43e0000000000000, /* 2^63 */
	0xc3e0000000000000,
	0x7fefffffffffffff, /* the largest */
	0x7ff0000000000000, /* infinity */
	0xfff0000000000000,
	0x7ff8000000000000, /* NaN */
	0x3fe0000000000000, /* 0.5 */
	0x4004000000000000, /* 2.5 */
	0xbff8000000000000, /* -1.5 */
};

/* Any pattern, or a neighbour of an earlier one's exponent. */
static u64 operand(u64 other)
{
	switch (rnd() % 4) {
	case 0:
		return edges[rnd() % NR(edges)];
	case 1:
		return other ^ (rnd() >> (12 + rnd() % 50));
	case 2:
		return (other & 0xfff0000000000000) + (rnd() & 3) - 1;
	default:
		return rnd();
	}
}

static void same(const char *what, u64 a, u64 b, u64 got, double want)
{
	if (isnan(want) ? isnan(value(got)) : got == bits_of(want))
		return;
	fail_msg("%s(%#llx, %#llx) = %#llx, not %#llx", what,
		 (unsigned long long)a, (unsigned long long)b,
		 (unsigned long long)got, (unsigned long long)bits_of(want));
}

static void check_pair(u64 a, u64 b)
{
	double x = value(a), y = value(b);

	same("add", a, b, sx_float_add(a, b), x + y);
	same("sub", a, b, sx_float_sub(a, b), x - y);
	same("mul", a, b, sx_float_mul(a, b), x * y);
	same("div", a, b, sx_float_div(a, b), x / y);
	/* C libraries differ in the sign of a remainder that is 0. */
	same("rem", a, b, sx_float_rem(a, b),
	     remainder(x, y) == 0 ? copysign(0, x) : remainder(x, y));
	same("sqrt", a, 0, sx_float_sqrt(a), sqrt(x));
	assert_int_equal(sx_float_eq(a, b), x == y);
	assert_int_equal(sx_float_lt(a, b), x < y);
	assert_int_equal(sx_float_le(a, b), x <= y);
}

static void test_arithmetic(void **state)
{
	u64 a = 0;
	size_t i, j;

	(void)state;
	for (i = 0; i < NR(edges); i++)
		for (j = 0; j < NR(edges); j++)
			check_pair(edges[i], edges[j]);
	for (i = 0; i < ROUNDS; i++) {
		a = operand(a);
		check_pair(a, operand(a));
	}
}

static float value32(u32 bits)
{
	float v;

	memcpy(&v, &bits, sizeof(v));
	return v;
}

static void test_from(void **state)
{
	static const s64 ints[] = { 0,
				    1,
				    -1,
				    INT64_MAX,
				    INT64_MIN,
				    (1ll << 53) + 1,
				    -(1ll << 53) - 3 };
	size_t i;

	(void)state;
	for (i = 0; i < NR(ints); i++)
		same("int", (u64)ints[i], 0, sx_float_from_int(ints[i]),
		     (double)ints[i]);
	for (i = 0; i < ROUNDS; i++) {
		s64 v = (s64)rnd() >> rnd() % 64;
		u32 f = (u32)rnd() & (rnd() % 2 ? ~0u : 0x807fffff);

		same("int", (u64)v, 0, sx_float_from_int(v), (double)v);
		same("32", f, 0, sx_float_from_32(f), (double)value32(f));
	}
	same("32", 0, 0, sx_float_from_32(0x7f800000), INFINITY);
	same("32", 0, 0, sx_float_from_32(0x80000001),
	     (double)value32(0x80000001));
}

struct round_case {
	double v;
	s64 want[7]; /* by enum sx_float_round; 5 is none */
};

static const struct round_case round_cases[] = {
	{ 0.5, { 0, 0, 0, 1, 1, 0, 1 } },
	{ -0.5, { 0, 0, -1, 0, -1, 0, -1 } },
	{ 1.5, { 2, 1, 1, 2, 2, 1, 1 } },
	{ 2.5, { 2, 2, 2, 3, 3, 2, 3 } },
	{ -2.5, { -2, -2, -3, -2, -3, -2, -3 } },
	{ 1e-300, { 0, 0, 0, 1, 0, 0, 1 } },
	{ -7, { -7, -7, -7, -7, -7, -7, -7 } },
	{ 0.49999999999999994, { 0, 0, 0, 1, 0, 0, 1 } },
	{ 2251799813685249.5,
	  { 2251799813685250, 2251799813685249, 2251799813685249,
	    2251799813685250, 2251799813685250, 2251799813685249,
	    2251799813685249 } },
	{ 9223372036854774784.0,
	  { 9223372036854774784, 9223372036854774784, 9223372036854774784,
	    9223372036854774784, 9223372036854774784, 9223372036854774784,
	    9223372036854774784 } },
	{ 9223372036854775808.0,
	  { INT64_MIN, INT64_MIN, INT64_MIN, INT64_MIN, INT64_MIN, INT64_MIN,
	    INT64_MIN } },
	{ NAN,
	  { INT64_MIN, INT64_MIN, INT64_MIN, INT64_MIN, INT64_MIN, INT64_MIN,
	    INT64_MIN } },
};

static void test_to_int(void **state)
{
	size_t i;
	int mode;

	(void)state;
	for (i = 0; i < NR(round_cases); i++)
		for (mode = 0; mode < SX_FLOAT_ROUND_NR; mode++)
			if (sx_float_to_int(bits_of(round_cases[i].v),
					    (enum sx_float_round)mode) !=
			    round_cases[i].want[mode])
				fail_msg("%g, mode %d", round_cases[i].v, mode);
	for (i = 0; i < ROUNDS; i++) {
		double v = (double)(s64)rnd() / (double)(1ull << rnd() % 64);

		assert_int_equal(sx_float_to_int(bits_of(v), 0), llrint(v));
		assert_int_equal(sx_float_to_int(bits_of(v), 1), (s64)v);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_arithmetic),
		cmocka_unit_test(test_from),
		cmocka_unit_test(test_to_int),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

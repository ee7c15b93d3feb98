// SPDX-License-Identifier: GPL-2.0
/* Buckets of histograms and their drawing. */
#include "hist.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NR(array) (sizeof(array) / sizeof((array)[0]))

static const struct sx_global logarithm = { .kind = SX_G_STAT,
					    .hist = SX_HIST_LOG };

static struct sx_global linear(s64 start, s64 stop, s64 step)
{
	return (struct sx_global){ .kind = SX_G_STAT,
				   .hist = SX_HIST_LINEAR,
				   .hist_start = start,
				   .hist_stop = stop,
				   .hist_step = step };
}

static const struct {
	s64 value;
	u32 bucket;
	s64 bound;
} logs[] = {
	{ 0, 64, 0 },
	{ 1, 65, 1 },
	{ 2, 66, 2 },
	{ 3, 66, 2 },
	{ 4, 67, 4 },
	{ 1023, 74, 512 },
	{ 1024, 75, 1024 },
	{ INT64_MAX, 127, 1ll << 62 },
	{ -1, 63, -1 },
	{ -2, 62, -2 },
	{ -3, 62, -2 },
	{ INT64_MIN + 1, 1, -(1ll << 62) },
	{ INT64_MIN, 0, INT64_MIN },
};

static void test_log(void **state)
{
	(void)state;
	assert_int_equal(sx_hist_bucket_nr(&logarithm), SX_HIST_LOG_BUCKETS);
	for (size_t i = 0; i < NR(logs); i++) {
		u32 bucket = sx_hist_bucket(&logarithm, logs[i].value);

		assert_int_equal(bucket, logs[i].bucket);
		assert_true(sx_hist_bucket_value(&logarithm, bucket) ==
			    logs[i].bound);
	}
}

static const struct {
	s64 start;
	s64 stop;
	s64 step;
	s64 value;
	u32 bucket;
	s64 bound;
} linears[] = {
	{ 0, 100, 10, -1, 0, 0 },
	{ 0, 100, 10, INT64_MIN, 0, 0 },
	{ 0, 100, 10, 0, 1, 0 },
	{ 0, 100, 10, 9, 1, 0 },
	{ 0, 100, 10, 10, 2, 10 },
	{ 0, 100, 10, 99, 10, 90 },
	{ 0, 100, 10, 100, 11, 100 },
	{ 0, 100, 10, 109, 11, 100 },
	{ 0, 100, 10, 110, 12, 100 },
	{ 0, 100, 10, INT64_MAX, 12, 100 },
	{ -50, 50, 25, -30, 1, -50 },
	{ -50, 50, 25, 49, 4, 25 },
	{ 5, 5, 1, 5, 1, 5 },
	{ 5, 5, 1, 6, 2, 5 },
	{ INT64_MIN, INT64_MAX, INT64_MAX, 0, 2, -1 },
};

static void test_linear(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR(linears); i++) {
		const struct sx_global g = linear(
			linears[i].start, linears[i].stop, linears[i].step);
		u32 bucket = sx_hist_bucket(&g, linears[i].value);

		if (bucket != linears[i].bucket)
			fail_msg("row %zu: bucket %u", i, bucket);
		assert_true(sx_hist_bucket_value(&g, bucket) ==
			    linears[i].bound);
	}
}

/* Drawings: value and number of samples, up to a value of 0 samples. */
struct sample {
	s64 value;
	u64 nr;
};

static const struct {
	s64 step; /* 0: logarithmic, else linear from 0 to 100 */
	struct sample samples[6];
	const char *want;
} drawings[] = {
	{ 0,
	  { { 0, 1 }, { 1, 100 }, { 3, 50 } },
	  "value |-------------------------------------------------- count\n"
	  "    0 |                                                     1\n"
	  "    1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@ 100\n"
	  "    2 |@@@@@@@@@@@@@@@@@@@@@@@@@                           50\n"
	  "    4 |                                                     0\n"
	  "    8 |                                                     0\n\n" },
	{ 0,
	  { { -3, 2 }, { 1000000, 1 } },
	  "  value |-------------------------------------------------- count\n"
	  "     -8 |                                                   0\n"
	  "     -4 |                                                   0\n"
	  "     -2 |@@                                                 2\n"
	  "     -1 |                                                   0\n"
	  "      0 |                                                   0\n"
	  "        ~\n"
	  " 131072 |                                                   0\n"
	  " 262144 |                                                   0\n"
	  " 524288 |@                                                  1\n"
	  "1048576 |                                                   0\n"
	  "2097152 |                                                   0\n\n" },
	{ 10,
	  { { -5, 1 }, { 5, 3 } },
	  "value |-------------------------------------------------- count\n"
	  "   <0 |@                                                  1\n"
	  "    0 |@@@                                                3\n"
	  "   10 |                                                   0\n"
	  "   20 |                                                   0\n\n" },
	{ 0,
	  { { 0, 0 } },
	  "value |-------------------------------------------------- count\n\n" },
};

static void test_drawings(void **state)
{
	static u64 buckets[SX_MAX_HIST_BUCKETS];
	char text[4096];

	(void)state;
	for (size_t i = 0; i < NR(drawings); i++) {
		struct sx_global g = logarithm;
		u32 nr;

		if (drawings[i].step)
			g = linear(0, 100, drawings[i].step);
		nr = (u32)sx_hist_bucket_nr(&g);
		memset(buckets, 0, sizeof(buckets));
		for (const struct sample *s = drawings[i].samples; s->nr; s++)
			buckets[sx_hist_bucket(&g, s->value)] += s->nr;
		assert_int_equal(
			sx_hist_render(&g, buckets, nr, text, sizeof(text)),
			strlen(drawings[i].want));
		assert_string_equal(text, drawings[i].want);
	}
	assert_int_equal(sx_hist_render(&logarithm, buckets, 0, text, 1), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_log),
		cmocka_unit_test(test_linear),
		cmocka_unit_test(test_drawings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0
/* What is said at the end, and that nothing is said of what did not happen. */
#include "run/summary.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"
#include "fixture.h"

struct summary_case {
	struct sx_point_stats points[2];
	struct sx_stats stats;
	u32 errors;
	u64 lost;
	u64 damaged;
	u32 ring_kb;
	int verbosity;
	const char *expect; /* whole text */
};

#define BUSY "hits skipped: they came while their CPU was in a handler\n"

static const struct summary_case cases[] = {
	{ { { 5, 0, 0, 0, 0, 0, 0 }, { 1, 0, 0, 0, 0, 0, 0 } },
	  { 0 },
	  0,
	  0,
	  0,
	  256,
	  0,
	  "" },
	{ { { 5, 0, 0, 0, 0, 0, 0 }, { 1, 0, 0, 0, 0, 0, 0 } },
	  { 0 },
	  0,
	  0,
	  0,
	  256,
	  1,
	  "" },
	{ { { 5, 0, 0, 0, 0, 0, 0 }, { 0, 0, 0, 0, 0, 0, 0 } },
	  { 0 },
	  0,
	  0,
	  0,
	  256,
	  0,
	  "" },
	{ { { 5, 0, 0, 0, 0, 0, 0 }, { 0, 0, 0, 0, 0, 0, 0 } },
	  { 0 },
	  0,
	  0,
	  0,
	  256,
	  1,
	  "0 hits: second\n" },
	{ { { 5, 3, 0, 0, 0, 0, 0 }, { 1, 4, 0, 0, 0, 0, 0 } },
	  { 0 },
	  0,
	  0,
	  0,
	  256,
	  0,
	  "number of errors: 0, skipped probes: 7\n7 " BUSY },
	{ { { 5, 0, 2, 0, 0, 0, 0 }, { 1, 0, 0, 0, 0, 0, 0 } },
	  { 0 },
	  1,
	  0,
	  0,
	  256,
	  0,
	  "number of errors: 1, skipped probes: 2\n"
	  "2 hits skipped: a global was locked for too long: count with statistics (<<<), which need no lock, or make the handlers that hold it shorter\n" },
	{ { { 5, 1, 0, 0, 3, 0, 0 }, { 0, 0, 0, 0, 2, 0, 0 } },
	  { 0 },
	  0,
	  0,
	  0,
	  256,
	  1,
	  "number of errors: 0, skipped probes: 6\n1 " BUSY
	  "5 hits skipped by the kernel: they came while their CPU was in another probe, or more calls of a function were on their way than its .return.maxactive(N)\n" },
	{ { { 5, 0, 0, 0, 0, 2, 0 }, { 1, 0, 0, 0, 0, 1, 0 } },
	  { 0 },
	  0,
	  0,
	  0,
	  256,
	  0,
	  "3 times a process mapped a file and could not be probed there: -t tells which places\n" },
	{ { { 5, 0, 0, 0, 0, 0, 0 }, { 1, 0, 0, 0, 0, 0, 0 } },
	  { .map_full = 9 },
	  0,
	  0,
	  0,
	  256,
	  0,
	  "9 insertions found a full array: raise -D MAXMAPENTRIES (now 77), or the size that the script gives the array\n" },
	{ { { 5, 0, 0, 0, 0, 0, 0 }, { 1, 0, 0, 0, 0, 0, 0 } },
	  { 0 },
	  0,
	  6,
	  0,
	  256,
	  0,
	  "6 output records lost: use a larger -s (now 256 KB of each CPU, try -s 1)\n" },
	{ { { 5, 0, 0, 0, 0, 0, 0 }, { 1, 0, 0, 0, 0, 0, 0 } },
	  { 0 },
	  0,
	  6,
	  0,
	  4096,
	  0,
	  "6 output records lost: use a larger -s (now 4096 KB of each CPU, try -s 8)\n" },
	{ { { 5, 0, 0, 0, 0, 0, 0 }, { 1, 0, 0, 0, 0, 0, 0 } },
	  { 0 },
	  0,
	  6,
	  0,
	  65536,
	  0,
	  "6 output records lost: print less, or aggregate in the script\n" },
	{ { { 5, 0, 0, 0, 0, 0, 0 }, { 1, 0, 0, 0, 0, 0, 0 } },
	  { .read_faults = 8 },
	  0,
	  0,
	  0,
	  256,
	  1,
	  "8 reads of user memory failed\n" },
};

static void check_case(const struct summary_case *c)
{
	char first[] = "first";
	char second[] = "second";
	struct attach_row rows[] = { { 0, first }, { 1, second } };
	const struct attach_table attached = { .rows = rows, .nr = 2 };
	struct sx_point_stats points[2];
	const struct summary summary = {
		.stats = c->stats,
		.points = points,
		.attached = &attached,
		.errors = c->errors,
		.lost = c->lost,
		.damaged = c->damaged,
		.ring_bytes = c->ring_kb << 10,
		.maxmapentries = 77,
	};

	memcpy(points, c->points, sizeof(points));
	log_verbosity = c->verbosity;
	fixture_log_start();
	summary_report(&summary);
	fixture_log_stop();
	log_verbosity = 0;
	assert_string_equal(fixture_log(), c->expect);
}

static void test_summary(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_case(&cases[i]);
}

/* What was measured: a table, and what counts stand for. */
static void test_costs(void **state)
{
	char first[] = "first";
	char second[] = "second";
	struct attach_row rows[] = { { 0, first }, { 1, second } };
	const struct attach_table attached = { .rows = rows, .nr = 2 };
	struct sx_point_stats points[2] = { { .hits = 30 }, { .hits = 4 } };
	struct sx_point_cost costs[2] = {
		{ .throttled = 10,
		  .faults = 2,
		  .cycles = 900,
		  .cycles_min = 7,
		  .cycles_max = 88 },
		{ .cycles = 0 },
	};
	const struct summary summary = {
		.points = points,
		.costs = costs,
		.overhead = 5,
		.attached = &attached,
		.timing = true,
	};

	(void)state;
	fixture_log_start();
	summary_report(&summary);
	fixture_log_stop();
	assert_string_equal(
		fixture_log(),
		"10 of 40 hits were passed over, to keep handlers below 5 % of each CPU: what they count is 75.0 % of what there was (--max-overhead)\n"
		"      hits   skipped throttled  faults       min       avg max cycles  probe\n"
		"        30         0        10       2         7        30        88  first\n"
		"         4         0         0       0         0         0         0  second\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_summary),
		cmocka_unit_test(test_costs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

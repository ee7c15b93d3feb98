// SPDX-License-Identifier: GPL-2.0
#include "handlers.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "settings.h"

#define NR(array) (sizeof(array) / sizeof((array)[0]))

static const struct sx_probe probes[] = {
	{ .kind = SX_PROBE_BEGIN, .param = 5 },
	{ .kind = SX_PROBE_END, .param = 0 },
	{ .kind = SX_PROBE_BEGIN, .param = INT64_MIN },
	{ .kind = SX_PROBE_TIMER, .param = 1 },
	{ .kind = SX_PROBE_BEGIN, .param = 5 },
	{ .kind = SX_PROBE_BEGIN, .param = -1 },
	{ .kind = SX_PROBE_BEGIN, .param = INT64_MAX },
};

/* By sequence number, then as in the script; each once. */
static void test_order(void **state)
{
	static const u32 want[] = { 2, 5, 0, 4, 6, NR(probes) };
	const struct sx_program prog = { .probes = probes,
					 .probes_nr = NR(probes) };
	u32 at = SX_HANDLERS_START;
	size_t i;

	(void)state;
	for (i = 0; i < NR(want); i++) {
		at = sx_handlers_next(&prog, SX_PROBE_BEGIN, at);
		assert_int_equal(at, want[i]);
	}
	assert_int_equal(
		sx_handlers_next(&prog, SX_PROBE_END, SX_HANDLERS_START), 1);
	assert_int_equal(sx_handlers_next(&prog, SX_PROBE_END, 1), NR(probes));
	assert_int_equal(
		sx_handlers_next(&prog, SX_PROBE_ERROR, SX_HANDLERS_START),
		NR(probes));
}

struct settings_case {
	struct sx_load load;
	int err;
	u32 ring_bytes; /* 0: out of bounds */
};

static const struct settings_case cases[] = {
	{ { 0 }, 0, SX_RING_BYTES_DEFAULT },
	{ { .maxstringlen = 8, .ring_bytes = SX_RING_BYTES_MIN }, 0, 4096 },
	{ { .maxstringlen = 7, .ring_bytes = 2048 }, -EINVAL, 0 },
	{ { .maxstringlen = SX_MAXSTRINGLEN_MAX,
	    .ring_bytes = SX_RING_BYTES_MAX },
	  0,
	  SX_RING_BYTES_MAX },
	{ { .maxstringlen = SX_MAXSTRINGLEN_MAX + 1,
	    .ring_bytes = SX_RING_BYTES_MAX * 2 },
	  -EINVAL,
	  0 },
	{ { .maxaction = SX_MAXACTION_MAX + 1, .ring_bytes = 12288 },
	  -EINVAL,
	  0 },
	{ { .maxaction_begin = SX_MAXACTION_BEGIN_MAX + 1 },
	  -EINVAL,
	  SX_RING_BYTES_DEFAULT },
	{ { .maxnesting = SX_MAXNESTING_MAX + 1 },
	  -EINVAL,
	  SX_RING_BYTES_DEFAULT },
	{ { .maxnesting = SX_MAXNESTING_MAX, .maxerrors = 0xffffffff },
	  0,
	  SX_RING_BYTES_DEFAULT },
};

static void test_settings(void **state)
{
	struct sx_settings set;
	size_t i;

	(void)state;
	for (i = 0; i < NR(cases); i++) {
		const struct settings_case *c = &cases[i];

		if (sx_settings_fill(&set, &c->load, 3) != c->err)
			fail_msg("case %zu", i);
		assert_int_equal(sx_settings_ring_bytes(&c->load),
				 c->ring_bytes);
	}
	assert_int_equal(set.nr_cpus, 3);
	assert_int_equal(set.maxerrors, 0xffffffff);
	assert_int_equal(set.maxstringlen, SX_MAXSTRINGLEN_DEFAULT);
}

/* A name of a zone that does not end is ended. */
static void test_zone(void **state)
{
	struct sx_load load = { .zone = { .west = -3600 } };
	struct sx_settings set;

	(void)state;
	memset(load.zone.name, 'x', sizeof(load.zone.name));
	assert_int_equal(sx_settings_fill(&set, &load, 1), 0);
	assert_int_equal(set.zone.west, -3600);
	assert_int_equal(strlen(set.zone.name), SX_ZONE_NAME - 1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_settings),
		cmocka_unit_test(test_zone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

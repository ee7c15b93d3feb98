// SPDX-License-Identifier: GPL-2.0
/* A call that waits for what the caller does meanwhile. */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdatomic.h>
#include <stddef.h>
#include <errno.h>

#include <cmocka.h>

#include "run/background.h"

struct talk {
	atomic_int ticks;
	int wanted; /* ticks before the call returns */
	int tick_error; /* of the first tick */
};

static int wait_for_ticks(void *arg)
{
	struct talk *t = arg;

	while (atomic_load(&t->ticks) < t->wanted)
		;
	return -EBUSY;
}

static int tick(void *arg)
{
	struct talk *t = arg;

	atomic_fetch_add(&t->ticks, 1);
	return t->tick_error;
}

static void test_ticks_meanwhile(void **state)
{
	struct talk t = { .wanted = 5 };
	int tick_err = 1;

	(void)state;
	assert_int_equal(background_call(wait_for_ticks, tick, &t, &tick_err),
			 -EBUSY);
	assert_int_equal(tick_err, 0);
	assert_true(atomic_load(&t.ticks) >= 5);
}

static void test_tick_fails_once(void **state)
{
	struct talk t = { .wanted = 1, .tick_error = -EPIPE };
	int tick_err = 0;

	(void)state;
	assert_int_equal(background_call(wait_for_ticks, tick, &t, &tick_err),
			 -EBUSY);
	assert_int_equal(tick_err, -EPIPE);
	assert_int_equal(atomic_load(&t.ticks), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ticks_meanwhile),
		cmocka_unit_test(test_tick_fails_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

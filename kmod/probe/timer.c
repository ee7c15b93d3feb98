// SPDX-License-Identifier: GPL-2.0
/* timer.*: one high-resolution timer a point. */
#include "probe/engine.h"

#include "kabi/clock.h"
#include "kabi/timer.h"

struct timer_point {
	struct sx_point pt;
	struct sx_timer timer;
	s64 interval_ns;
	s64 random_ns; /* added or taken off at most */
	u64 seed; /* of the timer's own handler */
};

/* A handler takes a few microseconds; faster timers would leave no time. */
#define MIN_INTERVAL_NS 10000

static bool timer_available(void)
{
	return true;
}

static struct timer_point *timer_of(struct sx_point *pt)
{
	return container_of(pt, struct timer_point, pt);
}

/* Marsaglia's xorshift64: no secret, only no rhythm. */
static u64 next_random(u64 *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static s64 next_interval(struct timer_point *tp)
{
	u64 range = 2 * (u64)tp->random_ns + 1;
	s64 ns = tp->interval_ns - tp->random_ns +
		 (s64)(next_random(&tp->seed) % range);

	return ns < MIN_INTERVAL_NS ? MIN_INTERVAL_NS : ns;
}

static void timer_hit(struct sx_timer *timer)
{
	struct timer_point *tp = container_of(timer, struct timer_point, timer);

	sx_hit(&tp->pt, NULL);
	if (tp->random_ns)
		timer->interval_ns = next_interval(tp);
}

static int timer_attach(struct sx_point *pt, const struct sx_attach *args)
{
	const struct sx_probe *probe = pt->decl;
	struct timer_point *tp = timer_of(pt);
	s64 unit = 1;

	(void)args;
	if (probe->flags & SX_PROBE_TICKS)
		unit = sx_hz() ? 1000000000 / sx_hz() : 0;
	if (!unit)
		return -EOPNOTSUPP;
	tp->interval_ns = probe->param * unit;
	tp->random_ns = probe->random * unit;
	tp->seed = get_cycles() | 1;
	if (probe->kind != SX_PROBE_TIMER || tp->interval_ns < MIN_INTERVAL_NS)
		return -EINVAL;
	return 0;
}

static int timer_arm(struct sx_point *pt)
{
	struct timer_point *tp = timer_of(pt);

	sx_timer_start(&tp->timer,
		       tp->random_ns ? next_interval(tp) : tp->interval_ns,
		       timer_hit);
	return 0;
}

static void timer_disarm(struct sx_point *pt)
{
	if (pt->armed)
		sx_timer_cancel(&timer_of(pt)->timer);
}

static void timer_release(struct sx_point *pt)
{
	(void)pt;
}

const struct sx_engine sx_timer_engine = {
	.name = "timer",
	.point_size = sizeof(struct timer_point),
	.available = timer_available,
	.attach = timer_attach,
	.arm = timer_arm,
	.disarm = timer_disarm,
	.release = timer_release,
};

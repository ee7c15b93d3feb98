// SPDX-License-Identifier: GPL-2.0
/* timer.*: one high-resolution timer a point. */
#include "probe/engine.h"

#include "kabi/timer.h"

struct timer_point {
	struct sx_point pt;
	struct sx_timer timer;
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

static void timer_hit(struct sx_timer *timer)
{
	struct timer_point *tp = container_of(timer, struct timer_point, timer);

	sx_hit(&tp->pt, NULL);
}

static int timer_attach(struct sx_point *pt, const struct sx_attach *args)
{
	const struct sx_probe *probe = pt->decl;

	(void)args;
	if (probe->kind != SX_PROBE_TIMER || probe->param < MIN_INTERVAL_NS)
		return -EINVAL;
	return 0;
}

static int timer_arm(struct sx_point *pt)
{
	const struct sx_probe *probe = pt->decl;

	sx_timer_start(&timer_of(pt)->timer, probe->param, timer_hit);
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

// SPDX-License-Identifier: GPL-2.0
/*
 * timer.profile: a high-resolution timer on each CPU that is online, also on
 * those that come later. It belongs to its CPU: the kernel's machine for CPU
 * hotplug starts it there, and stops it before the CPU goes.
 */
#include "probe/engine.h"

#include "kabi/alloc.h"
#include "kabi/clock.h"
#include "kabi/cpu.h"
#include "kabi/cpuhp.h"
#include "kabi/entry.h"
#include "kabi/timer.h"

struct profile_cpu {
	struct sx_timer timer;
	struct profile_point *point;
};

struct profile_point {
	struct sx_point pt;
	struct sx_cpuhp hp;
	struct profile_cpu *cpus; /* [nr_cpu_ids] */
	s64 interval_ns;
};

#define MIN_INTERVAL_NS 10000
#define MAX_INTERVAL_NS (3600ll * 1000000000)

static struct profile_point *profile_of(struct sx_point *pt)
{
	return container_of(pt, struct profile_point, pt);
}

static void profile_hit(struct sx_timer *timer)
{
	struct profile_cpu *pc = container_of(timer, struct profile_cpu, timer);

	sx_hit_kernel(&pc->point->pt, sx_irq_regs());
}

static void profile_online(struct sx_cpuhp *hp, u32 cpu)
{
	struct profile_point *pp = container_of(hp, struct profile_point, hp);
	struct profile_cpu *pc = &pp->cpus[cpu];

	pc->point = pp;
	sx_timer_start_here(&pc->timer, pp->interval_ns, profile_hit);
}

static void profile_offline(struct sx_cpuhp *hp, u32 cpu)
{
	struct profile_point *pp = container_of(hp, struct profile_point, hp);

	sx_timer_cancel(&pp->cpus[cpu].timer);
}

static const struct sx_cpuhp_ops profile_cpuhp = {
	.online = profile_online,
	.offline = profile_offline,
};

void sx_profile_init(void)
{
	sx_cpuhp_init();
}

void sx_profile_exit(void)
{
	sx_cpuhp_exit();
}

static int profile_attach(struct sx_point *pt, const struct sx_attach *args)
{
	struct profile_point *pp = profile_of(pt);
	u64 interval_ns = args->profile.interval_ns;

	if (!interval_ns && sx_hz())
		interval_ns = 1000000000 / sx_hz();
	if (pt->decl->kind != SX_PROBE_PROFILE ||
	    interval_ns < MIN_INTERVAL_NS || interval_ns > MAX_INTERVAL_NS)
		return -EINVAL;
	pp->interval_ns = (s64)interval_ns;
	pp->hp.ops = &profile_cpuhp;
	pp->cpus = sx_alloc((u64)nr_cpu_ids * sizeof(*pp->cpus));
	return pp->cpus ? 0 : -ENOMEM;
}

static int profile_arm(struct sx_point *pt)
{
	return sx_cpuhp_add(&profile_of(pt)->hp);
}

static void profile_disarm(struct sx_point *pt)
{
	if (pt->armed)
		sx_cpuhp_remove(&profile_of(pt)->hp);
}

static void profile_release(struct sx_point *pt)
{
	sx_free(profile_of(pt)->cpus);
}

const struct sx_engine sx_profile_engine = {
	.name = "profile",
	.point_size = sizeof(struct profile_point),
	.available = sx_cpuhp_available,
	.attach = profile_attach,
	.arm = profile_arm,
	.disarm = profile_disarm,
	.release = profile_release,
};

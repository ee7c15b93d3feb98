// SPDX-License-Identifier: GPL-2.0
/*
 * perf.*: a counter on each CPU that is online, also on those that come later.
 * Whether the kernel and the machine know the event is found out by making
 * one when the point is attached.
 */
#include "kabi/perf.h"

#include "probe/engine.h"

#include "kabi/alloc.h"
#include "kabi/cpu.h"
#include "kabi/cpuhp.h"

struct perf_point {
	struct sx_point pt;
	struct sx_cpuhp hp;
	struct sx_perf_attr attr;
	void **events; /* [nr_cpu_ids]; NULL: none there */
	u32 refused_nr; /* CPUs on which the kernel made none; atomic */
};

static struct perf_point *perf_of(struct sx_point *pt)
{
	return container_of(pt, struct perf_point, pt);
}

static void perf_hit(void *arg, const struct pt_regs *regs)
{
	struct perf_point *pp = arg;

	sx_hit_kernel(&pp->pt, regs);
}

static void perf_online(struct sx_cpuhp *hp, u32 cpu)
{
	struct perf_point *pp = container_of(hp, struct perf_point, hp);

	if (sx_perf_open(&pp->attr, cpu, perf_hit, pp, &pp->events[cpu]))
		__atomic_add_fetch(&pp->refused_nr, 1, __ATOMIC_RELAXED);
}

static void perf_offline(struct sx_cpuhp *hp, u32 cpu)
{
	struct perf_point *pp = container_of(hp, struct perf_point, hp);

	sx_perf_close(pp->events[cpu]);
	pp->events[cpu] = NULL;
}

static const struct sx_cpuhp_ops perf_cpuhp = {
	.online = perf_online,
	.offline = perf_offline,
};

static bool perf_available(void)
{
	return sx_perf_available() && sx_cpuhp_available();
}

/* On any CPU; this one may change meanwhile. */
static int try_event(struct perf_point *pp)
{
	void *event;
	int err = sx_perf_open(&pp->attr, smp_processor_id(), perf_hit, pp,
			       &event);

	if (!err)
		sx_perf_close(event);
	return err;
}

static int perf_attach(struct sx_point *pt, const struct sx_attach *args)
{
	struct perf_point *pp = perf_of(pt);
	int err;

	if (pt->decl->kind != SX_PROBE_PERF || !args->perf.period ||
	    args->perf.flags & ~SX_PERF_FREQUENCY)
		return -EINVAL;
	pp->attr.type = args->perf.type;
	pp->attr.config = args->perf.config;
	pp->attr.period = args->perf.period;
	pp->attr.is_frequency = args->perf.flags & SX_PERF_FREQUENCY;
	err = try_event(pp);
	if (err)
		return err;
	pp->hp.ops = &perf_cpuhp;
	pp->events = sx_alloc((u64)nr_cpu_ids * sizeof(*pp->events));
	return pp->events ? 0 : -ENOMEM;
}

static int perf_arm(struct sx_point *pt)
{
	struct perf_point *pp = perf_of(pt);
	int err = sx_cpuhp_add(&pp->hp);

	if (!err && READ_ONCE(pp->refused_nr)) {
		sx_cpuhp_remove(&pp->hp);
		err = -ENOSPC;
	}
	return err;
}

static void perf_disarm(struct sx_point *pt)
{
	if (pt->armed)
		sx_cpuhp_remove(&perf_of(pt)->hp);
}

static void perf_release(struct sx_point *pt)
{
	sx_free(perf_of(pt)->events);
}

const struct sx_engine sx_perf_engine = {
	.name = "perf",
	.point_size = sizeof(struct perf_point),
	.available = perf_available,
	.attach = perf_attach,
	.arm = perf_arm,
	.disarm = perf_disarm,
	.release = perf_release,
};

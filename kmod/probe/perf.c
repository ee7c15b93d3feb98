// SPDX-License-Identifier: GPL-2.0
/*
 * perf.*: a counter on each CPU that is online, also on those that come later.
 * Whether the kernel and the machine know the event is found out by making
 * one when the point is attached.
 *
 * Making and releasing one may wait for CPU hotplug to be over (static keys
 * do), so that it is not done where a CPU comes or goes, but by a work.
 */
#include "kabi/perf.h"

#include "probe/engine.h"

#include "kabi/alloc.h"
#include "kabi/cpu.h"
#include "kabi/cpuhp.h"
#include "kabi/work.h"

struct perf_cpu {
	u32 turns; /* it has come and gone so often: odd while online; atomic */
	u32 made_at; /* turns of then; the work's, as event */
	void *event; /* or NULL */
};

struct perf_point {
	struct sx_point pt;
	struct sx_cpuhp hp;
	struct sx_work work;
	struct sx_perf_attr attr;
	struct perf_cpu *cpus; /* [nr_cpu_ids] */
	u32 refused_nr; /* CPUs on which the kernel made none; the work's */
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

/* An event that its CPU's going has taken off does not come back with it. */
static void perf_follow(struct perf_point *pp, u32 cpu)
{
	struct perf_cpu *pc = &pp->cpus[cpu];
	u32 turns = __atomic_load_n(&pc->turns, __ATOMIC_ACQUIRE);

	if (pc->event && pc->made_at != turns) {
		sx_perf_close(pc->event);
		pc->event = NULL;
	}
	if (pc->event || !(turns & 1))
		return;
	pc->made_at = turns;
	if (sx_perf_open(&pp->attr, cpu, perf_hit, pp, &pc->event))
		pp->refused_nr++;
}

static void perf_work(struct sx_work *work)
{
	struct perf_point *pp = container_of(work, struct perf_point, work);
	u32 cpu;

	for (cpu = 0; cpu < nr_cpu_ids; cpu++)
		perf_follow(pp, cpu);
}

static void perf_turn(struct sx_cpuhp *hp, u32 cpu)
{
	struct perf_point *pp = container_of(hp, struct perf_point, hp);

	__atomic_add_fetch(&pp->cpus[cpu].turns, 1, __ATOMIC_RELEASE);
	sx_work_queue(&pp->work);
}

static const struct sx_cpuhp_ops perf_cpuhp = {
	.online = perf_turn,
	.offline = perf_turn,
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
	sx_work_init(&pp->work, perf_work);
	pp->cpus = sx_alloc((u64)nr_cpu_ids * sizeof(*pp->cpus));
	return pp->cpus ? 0 : -ENOMEM;
}

/* No event is left then. */
static void perf_stop(struct perf_point *pp)
{
	sx_cpuhp_remove(&pp->hp);
	sx_work_flush(&pp->work);
}

static int perf_arm(struct sx_point *pt)
{
	struct perf_point *pp = perf_of(pt);
	int err = sx_cpuhp_add(&pp->hp);

	if (err)
		return err;
	sx_work_flush(&pp->work);
	if (!READ_ONCE(pp->refused_nr))
		return 0;
	perf_stop(pp);
	return -ENOSPC;
}

static void perf_disarm(struct sx_point *pt)
{
	if (pt->armed)
		perf_stop(perf_of(pt));
}

static void perf_release(struct sx_point *pt)
{
	sx_free(perf_of(pt)->cpus);
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

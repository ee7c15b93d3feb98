// SPDX-License-Identifier: GPL-2.0
/*
 * Functions of the kernel by its function tracer: what a wildcard finds.
 * Arming a kprobe makes the kernel look at all its functions, or wait for all
 * its tasks; the tracer does it once for thousands.
 *
 * The points of a session are gathered in sets, each of as many functions as
 * the tracer takes together. A set is registered when its first point is
 * armed, unregistered when its first point is disarmed, and freed with its
 * last point. A hit finds its points by the address of the nop.
 */
#include "probe/engine.h"

#include "kabi/alloc.h"
#include "kabi/cpu.h"
#include "kabi/ftrace.h"
#include "kabi/kprobe.h"

struct ftrace_point {
	struct sx_point pt;
	struct ftrace_set *set;
	u64 ip; /* of the nop */
};

#define SLOTS_NR 8192u /* power of two, more than the tracer's most */

struct ftrace_set {
	struct sx_ftrace ft;
	u32 most; /* points that it takes; written once */
	u32 points_nr; /* that are not released; session's lock */
	u32 ips_nr; /* session's lock */
	/* Open addressing by ip; written before it is registered. */
	struct ftrace_point *slots[SLOTS_NR];
	unsigned long ips[]; /* [most], each once, for the tracer */
};

static struct ftrace_point *ftrace_of(struct sx_point *pt)
{
	return container_of(pt, struct ftrace_point, pt);
}

static u32 slot_of(u64 ip)
{
	return (u32)((ip * 0x9e3779b97f4a7c15ull) >> 51) & (SLOTS_NR - 1);
}

/* Several points of one function stand in slots behind each other. */
static void ftrace_hit(struct sx_ftrace *ft, u64 ip, const struct pt_regs *regs)
{
	struct ftrace_set *set = container_of(ft, struct ftrace_set, ft);
	unsigned long flags = local_irq_save();
	struct ftrace_point *fp;
	u32 i = slot_of(ip);

	while ((fp = set->slots[i])) {
		if (fp->ip == ip)
			sx_hit_kernel(&fp->pt, regs);
		i = (i + 1) & (SLOTS_NR - 1);
	}
	local_irq_restore(flags);
}

/* The session's set with room; NULL without memory. */
static struct ftrace_set *get_set(struct sx_session *session)
{
	void **newest = sx_session_ftrace(session);
	struct ftrace_set *set = *newest;
	u32 most = sx_ftrace_most();

	if (set && set->points_nr < set->most)
		return set;
	set = sx_alloc(sizeof(*set) + most * sizeof(set->ips[0]));
	if (!set)
		return NULL;
	set->ft.func = ftrace_hit;
	set->most = most;
	*newest = set;
	return set;
}

/* Into the table, and into the list where it is the first of its function. */
static void add(struct ftrace_set *set, struct ftrace_point *fp)
{
	u32 i = slot_of(fp->ip);
	bool first = true;

	while (set->slots[i]) {
		first = first && set->slots[i]->ip != fp->ip;
		i = (i + 1) & (SLOTS_NR - 1);
	}
	set->slots[i] = fp;
	set->points_nr++;
	if (first)
		set->ips[set->ips_nr++] = fp->ip;
	fp->set = set;
}

static int ftrace_attach(struct sx_point *pt, const struct sx_attach *args)
{
	struct ftrace_point *fp = ftrace_of(pt);
	struct ftrace_set *set;

	if (pt->decl->kind != SX_PROBE_KERNEL || args->kprobe.maxactive ||
	    args->kprobe.flags & ~SX_KPROBE_TRACEABLE)
		return -EINVAL;
	fp->ip = sx_kprobe_tracer_at(args->kprobe.addr);
	if (!fp->ip)
		return -ENOEXEC;
	set = get_set(pt->session);
	if (!set)
		return -ENOMEM;
	add(set, fp);
	return 0;
}

static int ftrace_arm(struct sx_point *pt)
{
	struct ftrace_set *set = ftrace_of(pt)->set;

	if (set->ft.registered)
		return 0;
	return sx_ftrace_register(&set->ft, set->ips, set->ips_nr);
}

static void ftrace_disarm(struct sx_point *pt)
{
	sx_ftrace_unregister(&ftrace_of(pt)->set->ft);
}

static void ftrace_release(struct sx_point *pt)
{
	struct ftrace_set *set = ftrace_of(pt)->set;

	if (!--set->points_nr)
		sx_free(set);
}

const struct sx_engine sx_ftrace_engine = {
	.name = "ftrace",
	.point_size = sizeof(struct ftrace_point),
	.available = sx_ftrace_available,
	.attach = ftrace_attach,
	.arm = ftrace_arm,
	.disarm = ftrace_disarm,
	.release = ftrace_release,
};

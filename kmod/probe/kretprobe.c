// SPDX-License-Identifier: GPL-2.0
/* Returns of the kernel's functions, by its kretprobes; as kprobe.c. */
#include "probe/engine.h"

#include "kabi/cpu.h"
#include "kabi/kprobe.h"
#include "kabi/kretprobe.h"

struct kretprobe_point {
	struct sx_point pt;
	struct sx_kretprobe rp;
};

/* Calls of one function that may be on their way at once. */
#define MAXACTIVE_MAX	   4096u
#define MAXACTIVE_BASE	   16u
#define MAXACTIVE_EACH_CPU 8u

static struct kretprobe_point *kretprobe_of(struct sx_point *pt)
{
	return container_of(pt, struct kretprobe_point, pt);
}

static void kretprobe_hit(struct sx_kretprobe *rp, const struct pt_regs *regs,
			  u64 frame)
{
	struct kretprobe_point *rpt =
		container_of(rp, struct kretprobe_point, rp);
	unsigned long flags = local_irq_save();

	sx_hit_return(&rpt->pt, regs, frame);
	local_irq_restore(flags);
}

static u32 maxactive_of(u32 wanted)
{
	u32 nr = MAXACTIVE_BASE + MAXACTIVE_EACH_CPU * nr_cpu_ids;

	if (wanted)
		return wanted;
	return nr < MAXACTIVE_MAX ? nr : MAXACTIVE_MAX;
}

static int kretprobe_attach(struct sx_point *pt, const struct sx_attach *args)
{
	u32 flags = args->kprobe.flags;
	u64 addr = args->kprobe.addr;

	if (pt->decl->kind != SX_PROBE_KERNEL ||
	    args->kprobe.maxactive > MAXACTIVE_MAX ||
	    flags & ~SX_KPROBE_TRACEABLE)
		return -EINVAL;
	if (flags & SX_KPROBE_TRACEABLE && sx_kprobe_knows_tracer() &&
	    !sx_kprobe_tracer_at(addr))
		return -ENOEXEC;
	pt->is_return = true;
	return sx_kretprobe_register_at(&kretprobe_of(pt)->rp, addr,
					maxactive_of(args->kprobe.maxactive),
					kretprobe_hit);
}

static int kretprobe_arm(struct sx_point *pt)
{
	(void)pt;
	return 0;
}

static void kretprobe_disarm(struct sx_point *pt)
{
	sx_kretprobe_unregister_later(&kretprobe_of(pt)->rp);
}

static void kretprobe_release(struct sx_point *pt)
{
	(void)pt;
}

static u64 kretprobe_missed(const struct sx_point *pt)
{
	return sx_kretprobe_missed(
		&container_of(pt, struct kretprobe_point, pt)->rp);
}

const struct sx_engine sx_kretprobe_engine = {
	.name = "kretprobe",
	.point_size = sizeof(struct kretprobe_point),
	.available = sx_kretprobe_available,
	.attach = kretprobe_attach,
	.arm = kretprobe_arm,
	.disarm = kretprobe_disarm,
	.drain = sx_kretprobe_drain,
	.release = kretprobe_release,
	.missed = kretprobe_missed,
};

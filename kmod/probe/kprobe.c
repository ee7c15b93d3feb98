// SPDX-License-Identifier: GPL-2.0
/*
 * Functions of the kernel, by its kprobes.
 *
 * A kprobe is registered when it is attached, so that a function which must
 * not be probed is known by its name; until START the session's state drops
 * the hits. The kernel itself keeps a kprobe from being hit inside of another
 * one's handler and counts that as missed; hits inside of handlers that run
 * for other reasons find the session busy.
 */
#include "probe/engine.h"

#include "kabi/cpu.h"
#include "kabi/kprobe.h"

struct kprobe_point {
	struct sx_point pt;
	struct sx_kprobe kp;
};

static struct kprobe_point *kprobe_of(struct sx_point *pt)
{
	return container_of(pt, struct kprobe_point, pt);
}

static void kprobe_hit(struct sx_kprobe *kp, const struct pt_regs *regs)
{
	struct kprobe_point *kpt = container_of(kp, struct kprobe_point, kp);
	unsigned long flags = local_irq_save();

	sx_hit_kernel(&kpt->pt, regs);
	local_irq_restore(flags);
}

static int kprobe_attach(struct sx_point *pt, const struct sx_attach *args)
{
	u32 flags = args->kprobe.flags;
	u64 addr = args->kprobe.addr;

	if (pt->decl->kind != SX_PROBE_KERNEL || args->kprobe.maxactive ||
	    flags & ~SX_KPROBE_TRACEABLE)
		return -EINVAL;
	if (flags & SX_KPROBE_TRACEABLE && sx_kprobe_knows_tracer() &&
	    !sx_kprobe_tracer_at(addr))
		return -ENOEXEC;
	return sx_kprobe_register_at(&kprobe_of(pt)->kp, addr, kprobe_hit);
}

static int kprobe_arm(struct sx_point *pt)
{
	(void)pt;
	return 0;
}

static void kprobe_disarm(struct sx_point *pt)
{
	sx_kprobe_unregister_later(&kprobe_of(pt)->kp);
}

static void kprobe_release(struct sx_point *pt)
{
	(void)pt;
}

static u64 kprobe_missed(const struct sx_point *pt)
{
	return sx_kprobe_missed(&container_of(pt, struct kprobe_point, pt)->kp);
}

const struct sx_engine sx_kprobe_engine = {
	.name = "kprobe",
	.point_size = sizeof(struct kprobe_point),
	.available = sx_kprobe_available,
	.attach = kprobe_attach,
	.arm = kprobe_arm,
	.disarm = kprobe_disarm,
	.drain = sx_kprobe_drain,
	.release = kprobe_release,
	.missed = kprobe_missed,
};

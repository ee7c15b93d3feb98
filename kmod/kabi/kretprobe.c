// SPDX-License-Identifier: GPL-2.0
/*
 * Kretprobes. The handler gets an instance, and which kretprobe that belongs
 * to is written
 *
 *   in the instance (kretprobe_instance.rp) at first,
 *   then in a holder that it points to (kretprobe_instance.rph),
 *   then in a rethook's data (kretprobe_instance.node.rethook).
 */
#include "kabi/kretprobe.h"

#include "kabi/batch.h"
#include "mem.h"

extern int register_kretprobe(void *kernel_rp) __attribute__((weak));
extern void unregister_kretprobes(void **kernel_rps, int nr)
	__attribute__((weak));
KSIG(register_kretprobe, 1);
KSIG(unregister_kretprobes, 2);

static struct sx_batch leaving = { .call = unregister_kretprobes };

void sx_kretprobe_init(void)
{
	sx_batch_init(&leaving);
}

static bool in_rethook(void)
{
	return KOFF_OPT(kretprobe_instance, node) >= 0 &&
	       KOFF_OPT(rethook_node, rethook) >= 0 &&
	       KOFF_OPT(rethook, data) >= 0;
}

static bool in_holder(void)
{
	return KOFF_OPT(kretprobe_instance, rph) >= 0 &&
	       KOFF_OPT(kretprobe_holder, rp) >= 0;
}

bool sx_kretprobe_available(void)
{
	return KHAVE(register_kretprobe) && KHAVE(unregister_kretprobes) &&
	       KSIZE_OPT(kretprobe) > 0 &&
	       KSIZE_OPT(kretprobe) <=
		       (long)sizeof(((struct sx_kretprobe *)0)->kernel) &&
	       (KOFF_OPT(kretprobe_instance, rp) >= 0 || in_holder() ||
		in_rethook());
}

/* NULL: it is being unregistered. */
static char *kernel_rp_of(const char *instance)
{
	char *rp = NULL;

	if (KOFF_OPT(kretprobe_instance, rp) >= 0) {
		rp = READ_ONCE(
			KFIELD_OPT(char *, instance, kretprobe_instance, rp));
	} else if (in_holder()) {
		rp = READ_ONCE(
			KFIELD_OPT(char *, instance, kretprobe_instance, rph));
		if (rp)
			rp = READ_ONCE(
				KFIELD_OPT(char *, rp, kretprobe_holder, rp));
	} else {
		rp = READ_ONCE(KFIELD_OPT(
			char *, instance + KOFF_OPT(kretprobe_instance, node),
			rethook_node, rethook));
		if (rp)
			rp = READ_ONCE(KFIELD_OPT(char *, rp, rethook, data));
	}
	return rp;
}

/* An instance has room for data of the handlers: the call's frame. */
static bool has_data(void)
{
	return KOFF_OPT(kretprobe, entry_handler) >= 0 &&
	       KOFF_OPT(kretprobe, data_size) >= 0 &&
	       KOFF_OPT(kretprobe_instance, data) >= 0;
}

/* The return address is what the stack pointer points to. */
static int enter(void *instance, struct pt_regs *regs)
{
	KFIELD_OPT(u64, instance, kretprobe_instance, data) =
		regs->sp + sizeof(u64);
	return 0;
}

static u64 frame_of(const void *instance)
{
	return has_data() ? KFIELD_OPT(u64, instance, kretprobe_instance, data)
			  : 0;
}

static int leave(void *instance, struct pt_regs *regs)
{
	char *kernel_rp = kernel_rp_of(instance);
	struct sx_kretprobe *rp;

	if (kernel_rp) {
		rp = container_of((u64(*)[48])kernel_rp, struct sx_kretprobe,
				  kernel);
		rp->func(rp, regs, frame_of(instance));
	}
	return 0;
}

int sx_kretprobe_register_at(struct sx_kretprobe *rp, u64 addr, u32 maxactive,
			     sx_kretprobe_fn *func)
{
	char *kp = (char *)rp->kernel + KOFF_OPT(kretprobe, kp);
	int err;

	sx_memset(rp->kernel, 0, sizeof(rp->kernel));
	KFIELD_OPT(u64, kp, kprobe, addr) = addr;
	KFIELD_OPT(void *, rp->kernel, kretprobe, handler) = leave;
	KFIELD_OPT(s32, rp->kernel, kretprobe, maxactive) = (s32)maxactive;
	if (has_data()) {
		KFIELD_OPT(void *, rp->kernel, kretprobe, entry_handler) =
			enter;
		KFIELD_OPT(unsigned long, rp->kernel, kretprobe, data_size) =
			sizeof(u64);
	}
	rp->func = func;
	err = register_kretprobe(rp->kernel);
	if (err)
		rp->func = NULL;
	return err;
}

void sx_kretprobe_unregister_later(struct sx_kretprobe *rp)
{
	if (rp->func)
		sx_batch_add(&leaving, rp->kernel);
}

void sx_kretprobe_drain(void)
{
	sx_batch_flush(&leaving);
}

/* Calls beyond maxactive, and those whose entry the kernel passed over. */
u64 sx_kretprobe_missed(const struct sx_kretprobe *rp)
{
	const char *kp = (const char *)rp->kernel + KOFF_OPT(kretprobe, kp);
	u64 missed = 0;

	if (KOFF_OPT(kretprobe, nmissed) >= 0)
		missed += (u32)READ_ONCE(
			KFIELD_OPT(s32, rp->kernel, kretprobe, nmissed));
	if (KOFF_OPT(kprobe, nmissed) >= 0)
		missed += READ_ONCE(
			KFIELD_OPT(unsigned long, kp, kprobe, nmissed));
	return missed;
}

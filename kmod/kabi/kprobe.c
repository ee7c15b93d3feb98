// SPDX-License-Identifier: GPL-2.0
/* Kprobes, by the name of the function or by an address. */
#include "kabi/kprobe.h"

#include "kabi/batch.h"
#include "kabi/uaccess.h"
#include "mem.h"

extern int register_kprobe(void *kernel_kprobe) __attribute__((weak));
extern void unregister_kprobe(void *kernel_kprobe) __attribute__((weak));
extern void unregister_kprobes(void **kernel_kprobes, int nr)
	__attribute__((weak));
extern unsigned long ftrace_location(unsigned long ip) __attribute__((weak));
KSIG(register_kprobe, 1);
KSIG(unregister_kprobe, 1);
KSIG(unregister_kprobes, 2);
KSIG(ftrace_location, 1);

bool sx_kprobe_available(void)
{
	return KHAVE(register_kprobe) && KHAVE(unregister_kprobe) &&
	       KSIZE_OPT(kprobe) > 0 &&
	       KSIZE_OPT(kprobe) <=
		       (long)sizeof(((struct sx_kprobe *)0)->kernel);
}

static int enter(void *kernel_kprobe, struct pt_regs *regs)
{
	struct sx_kprobe *kp =
		container_of(kernel_kprobe, struct sx_kprobe, kernel);

	kp->func(kp, regs);
	return 0;
}

static int do_register(struct sx_kprobe *kp, sx_kprobe_fn *func)
{
	int err;

	KFIELD_OPT(void *, kp->kernel, kprobe, pre_handler) = enter;
	kp->func = func;
	err = register_kprobe(kp->kernel);
	if (err)
		kp->func = NULL;
	return err;
}

int sx_kprobe_register(struct sx_kprobe *kp, const char *function,
		       sx_kprobe_fn *func)
{
	sx_memset(kp->kernel, 0, sizeof(kp->kernel));
	KFIELD_OPT(const char *, kp->kernel, kprobe, symbol_name) = function;
	return do_register(kp, func);
}

int sx_kprobe_register_at(struct sx_kprobe *kp, u64 addr, sx_kprobe_fn *func)
{
	sx_memset(kp->kernel, 0, sizeof(kp->kernel));
	KFIELD_OPT(u64, kp->kernel, kprobe, addr) = addr;
	return do_register(kp, func);
}

void sx_kprobe_unregister(struct sx_kprobe *kp)
{
	if (!kp->func)
		return;
	unregister_kprobe(kp->kernel);
	kp->func = NULL;
}

static struct sx_batch leaving = { .call = unregister_kprobes };

void sx_kprobe_init(void)
{
	sx_batch_init(&leaving);
}

void sx_kprobe_unregister_later(struct sx_kprobe *kp)
{
	if (kp->func && KHAVE(unregister_kprobes))
		sx_batch_add(&leaving, kp->kernel);
	else
		sx_kprobe_unregister(kp);
}

void sx_kprobe_drain(void)
{
	sx_batch_flush(&leaving);
}

u64 sx_kprobe_missed(const struct sx_kprobe *kp)
{
	if (KOFF_OPT(kprobe, nmissed) < 0)
		return 0;
	return READ_ONCE(
		KFIELD_OPT(unsigned long, kp->kernel, kprobe, nmissed));
}

bool sx_kprobe_knows_tracer(void)
{
	return KHAVE(ftrace_location);
}

#define ENDBR_LEN 4

static const u8 endbr[ENDBR_LEN] = { 0xf3, 0x0f, 0x1e, 0xfa };

/* Older kernels answer for the nop's own address only. */
u64 sx_kprobe_tracer_at(u64 addr)
{
	u8 code[ENDBR_LEN];
	u64 at;

	if (!KHAVE(ftrace_location))
		return 0;
	at = ftrace_location(addr);
	if (!at && !sx_probe_read_kernel(code, addr, sizeof(code)) &&
	    !sx_memcmp(code, endbr, sizeof(code)))
		at = ftrace_location(addr + ENDBR_LEN);
	return at >= addr && at - addr <= ENDBR_LEN ? at : 0;
}

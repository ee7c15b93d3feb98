// SPDX-License-Identifier: GPL-2.0
/* Kprobes, by the name of the function. */
#include "kabi/kprobe.h"

#include "mem.h"

extern int register_kprobe(void *kernel_kprobe) __attribute__((weak));
extern void unregister_kprobe(void *kernel_kprobe) __attribute__((weak));
KSIG(register_kprobe, 1);
KSIG(unregister_kprobe, 1);

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

int sx_kprobe_register(struct sx_kprobe *kp, const char *function,
		       void (*func)(struct sx_kprobe *kp,
				    const struct pt_regs *regs))
{
	int err;

	sx_memset(kp->kernel, 0, sizeof(kp->kernel));
	KFIELD_OPT(const char *, kp->kernel, kprobe, symbol_name) = function;
	KFIELD_OPT(void *, kp->kernel, kprobe, pre_handler) = enter;
	kp->func = func;
	err = register_kprobe(kp->kernel);
	if (err)
		kp->func = NULL;
	return err;
}

void sx_kprobe_unregister(struct sx_kprobe *kp)
{
	if (!kp->func)
		return;
	unregister_kprobe(kp->kernel);
	kp->func = NULL;
}

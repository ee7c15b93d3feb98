// SPDX-License-Identifier: GPL-2.0
/* Work for a kernel thread. */
#include "kabi/work.h"

#include "kabi/cpu.h"

extern void *kworkqueue __asm__("kany.system_highpri_wq..system_wq");
extern bool queue_work_on(int cpu, void *wq, void *work);
extern bool flush_work(void *work);
KSIG(queue_work_on, 3);
KSIG(flush_work, 1);

/* Kernels that check their objects and locks want to be told about both. */
extern void __init_work(void *work, int on_stack) __attribute__((weak));
extern void lockdep_init_map_type(void *map, const char *name, void *key,
				  int subclass, u8 inner, u8 outer, u8 type)
	__attribute__((weak));
KSIG(__init_work, 2);
KSIG(lockdep_init_map_type, 7);

static void tell_checks(struct sx_work *work, void *key)
{
	if (KHAVE(__init_work))
		__init_work(work->kernel, 0);
	if (KHAVE(lockdep_init_map_type) &&
	    KOFF_OPT(work_struct, lockdep_map) >= 0)
		lockdep_init_map_type(
			(char *)work->kernel +
				KOFF_OPT(work_struct, lockdep_map),
			"stapx", key, 0, 0, 0, 0);
}

static void run(void *kernel_work)
{
	struct sx_work *work =
		container_of(kernel_work, struct sx_work, kernel);

	work->func(work);
}

void sx_work_init_class(struct sx_work *work,
			void (*func)(struct sx_work *work), void *key)
{
	void **entry = &KFIELD(void *, work->kernel, work_struct, entry);

	entry[0] = entry; /* an empty list_head */
	entry[1] = entry;
	KFIELD(void *, work->kernel, work_struct, func) = run;
	work->func = func;
	tell_checks(work, key);
}

void sx_work_queue(struct sx_work *work)
{
	int any = (int)KENUM_OR(WORK_CPU_UNBOUND, 0);
	unsigned long flags;

	if (any) {
		queue_work_on(any, kworkqueue, work->kernel);
		return;
	}
	flags = local_irq_save();
	queue_work_on(smp_processor_id(), kworkqueue, work->kernel);
	local_irq_restore(flags);
}

void sx_work_flush(struct sx_work *work)
{
	flush_work(work->kernel);
}

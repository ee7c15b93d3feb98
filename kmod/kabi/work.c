// SPDX-License-Identifier: GPL-2.0
/* Work for a kernel thread. */
#include "kabi/work.h"

#include "kabi/cpu.h"

extern void *kworkqueue __asm__("kany.system_highpri_wq..system_wq");
extern bool queue_work_on(int cpu, void *wq, void *work);
extern bool flush_work(void *work);
KSIG(queue_work_on, 3);
KSIG(flush_work, 1);

static void run(void *kernel_work)
{
	struct sx_work *work =
		container_of(kernel_work, struct sx_work, kernel);

	work->func(work);
}

void sx_work_init(struct sx_work *work, void (*func)(struct sx_work *work))
{
	void **entry = &KFIELD(void *, work->kernel, work_struct, entry);

	entry[0] = entry; /* an empty list_head */
	entry[1] = entry;
	KFIELD(void *, work->kernel, work_struct, func) = run;
	work->func = func;
}

void sx_work_queue(struct sx_work *work)
{
	unsigned long flags = local_irq_save();

	queue_work_on(smp_processor_id(), kworkqueue, work->kernel);
	local_irq_restore(flags);
}

void sx_work_flush(struct sx_work *work)
{
	flush_work(work->kernel);
}

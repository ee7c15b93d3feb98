/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Work that the current task does on its way back to user mode, before its
 * next instruction there; or when it dies on that way.
 */
#ifndef STAPX_KABI_TASK_WORK_H
#define STAPX_KABI_TASK_WORK_H

#include "kabi/fact.h"

struct sx_task_work {
	u64 kernel[2]; /* struct callback_head */
	void (*func)(struct sx_task_work *work); /* frees it */
};

bool sx_task_work_available(void);

/*
 * Calls func in the current task, where it may sleep. Any context that came
 * from user mode. The module stays loaded until func has returned. False: it
 * is not called.
 */
bool sx_task_work_add(struct sx_task_work *work,
		      void (*func)(struct sx_task_work *work));

#endif

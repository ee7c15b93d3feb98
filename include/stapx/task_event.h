/* SPDX-License-Identifier: GPL-2.0 */
/* What a process does: the parameter of a probe of SX_PROBE_TASK. */
#ifndef STAPX_TASK_EVENT_H
#define STAPX_TASK_EVENT_H

enum sx_task_event {
	SX_TASK_BEGIN, /* a process: after a fork, after an exec, at START */
	SX_TASK_END, /* its last thread has ended */
	SX_TASK_THREAD_BEGIN, /* any thread but the first */
	SX_TASK_THREAD_END,
	SX_TASK_SYSCALL,
	SX_TASK_SYSCALL_RETURN,
	SX_TASK_EVENT_NR,
};

#endif

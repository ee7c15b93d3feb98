// SPDX-License-Identifier: GPL-2.0
/*
 * Task works. One that is pending holds the module; the reference has to go
 * after the last instruction of ours, so the function that the kernel calls
 * ends by a jump to module_put().
 */
#include "kabi/task_work.h"

#include "kabi/cpu.h"

extern int task_work_add(struct task_struct *task, void *work, u64 notify)
	__attribute__((weak));
extern bool try_module_get(void *module) __attribute__((weak));
extern void module_put(void *module) __attribute__((weak));
extern char __this_module[];
KSIG(task_work_add, 3);
KSIG(try_module_get, 1);
KSIG(module_put, 1);

void sx_task_work_run(struct sx_task_work *work);
extern char sx_task_work_entry[];

void sx_task_work_run(struct sx_task_work *work)
{
	work->func(work);
}

__asm__(".text\n\t"
	".globl sx_task_work_entry\n\t"
	".type sx_task_work_entry, @function\n"
	"sx_task_work_entry:\n\t"
	"endbr64\n\t"
	"pushq %rbp\n\t"
	"movq %rsp, %rbp\n\t"
	"call sx_task_work_run\n\t"
	"popq %rbp\n\t"
	"movq $__this_module, %rdi\n\t"
	"jmp module_put\n\t"
	".size sx_task_work_entry, . - sx_task_work_entry");

bool sx_task_work_available(void)
{
	return KHAVE(task_work_add) && KHAVE(try_module_get) &&
	       KHAVE(module_put) && KOFF_OPT(callback_head, func) == 8;
}

bool sx_task_work_add(struct sx_task_work *work,
		      void (*func)(struct sx_task_work *work))
{
	if (!sx_task_work_available() || !try_module_get(__this_module))
		return false;
	work->kernel[0] = 0;
	work->kernel[1] = (u64)sx_task_work_entry;
	work->func = func;
	/* It was a flag once; 1 has meant the same ever since. */
	if (!task_work_add(current, work, KENUM_OR(TWA_RESUME, 1)))
		return true;
	module_put(__this_module);
	return false;
}

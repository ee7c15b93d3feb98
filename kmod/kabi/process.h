/* SPDX-License-Identifier: GPL-2.0 */
/* All tasks of the machine, and the programs that they run. */
#ifndef STAPX_KABI_PROCESS_H
#define STAPX_KABI_PROCESS_H

#include "kabi/task.h"

#define SX_PID_MAX (1u << 22) /* of any 64-bit kernel */

/* Are all facts known that the rest needs? */
bool sx_process_available(void);

/*
 * The task with the least number from *nr on, with a reference; NULL: there is
 * none. *nr becomes the next number to ask for; sx_task_put(). Sleeps not.
 */
struct task_struct *sx_task_next(s32 *nr);

/*
 * The inode of the program that an address space runs, to be compared; NULL:
 * none. Interrupts off.
 */
const void *sx_exe_of_mm(const struct mm_struct *mm);
/* The same of any task; sleeps. */
const void *sx_exe_of_task(struct task_struct *t);

/* The file of a descriptor, with a reference; NULL: there is none. Sleep. */
void *sx_file_get(s32 fd);
void sx_file_put(void *file);

/* Does a task that ends belong to a process whose last thread has ended? */
bool sx_process_is_over(const struct task_struct *t);

#endif

// SPDX-License-Identifier: GPL-2.0
/* All tasks of the machine, and the programs that they run. */
#include "kabi/process.h"

#include "kabi/mm.h"
#include "kabi/place.h"

extern void *find_ge_pid(int nr, void *ns) __attribute__((weak));
extern struct task_struct *get_pid_task(void *pid, int type);
extern struct mm_struct *get_task_mm(struct task_struct *t);
extern char init_pid_ns[] __attribute__((weak));
extern void *fget(unsigned int fd);
extern void fput(void *file);
KSIG(find_ge_pid, 2);

#define PIDTYPE_PID 0

bool sx_process_available(void)
{
	return KHAVE(find_ge_pid) && KHAVE(init_pid_ns) &&
	       KOFF_OPT(pid, numbers) >= 0 && KOFF_OPT(upid, nr) >= 0 &&
	       KOFF_OPT(mm_struct, exe_file) >= 0 &&
	       KOFF_OPT(task_struct, signal) >= 0 &&
	       KOFF_OPT(signal_struct, live) >= 0;
}

/* Interrupts are off: what is found stays allocated. */
static struct task_struct *next_here(s32 *nr)
{
	void *pid = find_ge_pid(*nr, init_pid_ns);

	if (!pid) {
		*nr = SX_PID_MAX;
		return NULL;
	}
	*nr = *(s32 *)((char *)pid + KOFF_OPT(pid, numbers) +
		       KOFF_OPT(upid, nr)) +
	      1;
	return get_pid_task(pid, PIDTYPE_PID);
}

struct task_struct *sx_task_next(s32 *nr)
{
	struct task_struct *t = NULL;

	while (!t && *nr < (s32)SX_PID_MAX) {
		unsigned long flags = local_irq_save();

		t = next_here(nr);
		local_irq_restore(flags);
	}
	return t;
}

const void *sx_exe_of_mm(const struct mm_struct *mm)
{
	const void *file =
		READ_ONCE(KFIELD_OPT(const void *, mm, mm_struct, exe_file));

	return file ? sx_file_inode(file) : NULL;
}

const void *sx_exe_of_task(struct task_struct *t)
{
	struct mm_struct *mm = get_task_mm(t);
	unsigned long flags;
	const void *inode;

	if (!mm)
		return NULL;
	flags = local_irq_save();
	inode = sx_exe_of_mm(mm);
	local_irq_restore(flags);
	mmput(mm);
	return inode;
}

void *sx_file_get(s32 fd)
{
	return fget((unsigned int)fd);
}

void sx_file_put(void *file)
{
	if (file)
		fput(file);
}

bool sx_process_is_over(const struct task_struct *t)
{
	const void *signal = KFIELD_OPT(const void *, t, task_struct, signal);

	return !READ_ONCE(KFIELD_OPT(s32, signal, signal_struct, live));
}

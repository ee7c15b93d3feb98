// SPDX-License-Identifier: GPL-2.0
/* All tasks of the machine, and the programs that they run. */
#include "kabi/process.h"

#include "kabi/mm.h"

extern void *find_ge_pid(int nr, void *ns) __attribute__((weak));
extern struct task_struct *pid_task(void *pid, int type) __attribute__((weak));
extern struct mm_struct *get_task_mm(struct task_struct *t);
extern void __put_task_struct(struct task_struct *t);
extern char init_pid_ns[] __attribute__((weak));
extern void *fget(unsigned int fd);
extern void fput(void *file);
KSIG(find_ge_pid, 2);

#define PIDTYPE_PID   0
#define SX_PF_KTHREAD 0x00200000u

bool sx_process_available(void)
{
	return KHAVE(find_ge_pid) && KHAVE(pid_task) && KHAVE(init_pid_ns) &&
	       KOFF_OPT(pid, numbers) >= 0 && KOFF_OPT(upid, nr) >= 0 &&
	       KOFF_OPT(mm_struct, exe_file) >= 0 &&
	       KOFF_OPT(task_struct, signal) >= 0 &&
	       KOFF_OPT(signal_struct, live) >= 0;
}

/* Interrupts are off: what is found stays allocated. */
static struct task_struct *next_here(s32 *nr)
{
	void *pid = find_ge_pid(*nr, init_pid_ns);
	struct task_struct *t;

	if (!pid) {
		*nr = SX_PID_MAX;
		return NULL;
	}
	*nr = *(s32 *)((char *)pid + KOFF_OPT(pid, numbers) +
		       KOFF_OPT(upid, nr)) +
	      1;
	t = pid_task(pid, PIDTYPE_PID);
	if (t)
		__atomic_add_fetch(&KFIELD(s32, t, task_struct, usage), 1,
				   __ATOMIC_RELAXED);
	return t;
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

void sx_task_put(struct task_struct *t)
{
	s32 *usage = &KFIELD(s32, t, task_struct, usage);

	if (__atomic_sub_fetch(usage, 1, __ATOMIC_ACQ_REL) == 0)
		__put_task_struct(t);
}

const void *sx_file_inode(const void *file)
{
	const void *dentry;

	if (KOFF_OPT(file, f_inode) >= 0)
		return KFIELD_OPT(const void *, file, file, f_inode);
	dentry = KFIELD(const void *, (char *)file + KOFF(file, f_path), path,
			dentry);
	return KFIELD(const void *, dentry, dentry, d_inode);
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

bool sx_task_is_kernel(const struct task_struct *t)
{
	return KFIELD(u32, t, task_struct, flags) & SX_PF_KTHREAD;
}

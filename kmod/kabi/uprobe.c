// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's own uprobes. uprobe_register() takes (inode, offset, consumer)
 * and returns int; with four parameters it takes (inode, offset,
 * ref_ctr_offset, consumer), returns the uprobe, and unregistering is split.
 */
#include "kabi/uprobe.h"

#include "mem.h"

extern long kuprobe_register(void *inode, s64 offset, u64 a,
			     u64 b) __asm__("uprobe_register")
	__attribute__((weak));
extern void uprobe_unregister(void *inode, s64 offset, void *uc)
	__attribute__((weak));
extern void uprobe_unregister_nosync(void *uprobe, void *uc)
	__attribute__((weak));
extern void uprobe_unregister_sync(void) __attribute__((weak));
extern void *fget(unsigned int fd);
extern void fput(void *file);
KSIG(fget, 1);
KSIG(fput, 1);

static bool returns_handle(void)
{
	return KARGS(uprobe_register) == 4;
}

bool sx_uprobe_available(void)
{
	if (!KHAVE(uprobe_register) || KSIZE_OPT(uprobe_consumer) < 0 ||
	    KSIZE_OPT(uprobe_consumer) >
		    (long)sizeof(((struct sx_uprobe *)0)->consumer))
		return false;
	return returns_handle() ? KHAVE(uprobe_unregister_nosync) &&
					  KHAVE(uprobe_unregister_sync)
				: KHAVE(uprobe_unregister);
}

/*
 * A union file system maps the file below: d_real() names it. Its second
 * parameter has been an inode, then a kind; zero asks for the data's dentry
 * in each, and so do further zeros where it had more.
 */
static void *real_inode(void *file)
{
	char *path = (char *)file + KOFF(file, f_path);
	void *dentry = KFIELD(void *, path, path, dentry);
	const void *ops = KFIELD(const void *, dentry, dentry, d_op);
	void *(*d_real)(void *dentry, u64 a, u64 b, u64 c) = NULL;

	if (ops && KOFF_OPT(dentry_operations, d_real) >= 0)
		d_real = KFIELD_OPT(void *, ops, dentry_operations, d_real);
	if (d_real) {
		void *real = d_real(dentry, 0, 0, 0);

		if (real && !IS_ERR_VALUE(real))
			dentry = real;
	}
	return KFIELD(void *, dentry, dentry, d_inode);
}

/* A further argument of newer kernels stays unread. */
static int hit(void *consumer, struct pt_regs *regs)
{
	struct sx_uprobe *up =
		container_of(consumer, struct sx_uprobe, consumer);

	up->func(up, regs);
	return 0;
}

static int do_register(struct sx_uprobe *up)
{
	u64 uc = (u64)up->consumer;
	long ret;

	if (!returns_handle())
		return (int)kuprobe_register(up->inode, (s64)up->offset, uc, 0);
	ret = kuprobe_register(up->inode, (s64)up->offset, 0, uc);
	if (IS_ERR_VALUE(ret))
		return (int)ret;
	up->handle = (void *)ret;
	return 0;
}

int sx_uprobe_register(struct sx_uprobe *up, s32 fd, u64 offset,
		       void (*func)(struct sx_uprobe *up, struct pt_regs *regs))
{
	int err;

	up->file = fget((unsigned int)fd);
	if (!up->file)
		return -EINVAL;
	up->inode = real_inode(up->file);
	up->offset = offset;
	up->func = func;
	sx_memset(up->consumer, 0, sizeof(up->consumer));
	KFIELD_OPT(void *, up->consumer, uprobe_consumer, handler) = hit;
	err = do_register(up);
	if (err) {
		fput(up->file);
		up->file = NULL;
	}
	return err;
}

void sx_uprobe_unregister(struct sx_uprobe *up)
{
	if (!up->file)
		return;
	if (returns_handle()) {
		uprobe_unregister_nosync(up->handle, up->consumer);
		uprobe_unregister_sync();
	} else {
		uprobe_unregister(up->inode, (s64)up->offset, up->consumer);
	}
	fput(up->file);
	up->file = NULL;
}

// SPDX-License-Identifier: GPL-2.0
/* Address spaces. */
#include "kabi/mm.h"

#include "kabi/work.h"

extern void __mmdrop(struct mm_struct *mm);
extern int access_remote_vm(struct mm_struct *mm, u64 addr, void *buf, int len,
			    unsigned int flags);
extern void
kuse_mm(struct mm_struct *mm) __asm__("kany.kthread_use_mm..use_mm");
extern void
kunuse_mm(struct mm_struct *mm) __asm__("kany.kthread_unuse_mm..unuse_mm");
extern long vm_mmap(void *file, u64 addr, u64 len, u64 prot, u64 flags, u64 off)
	__attribute__((weak));
extern long do_mmap_pgoff(void *file, u64 addr, u64 len, u64 prot, u64 flags,
			  u64 pgoff) __attribute__((weak));
extern void down_write(void *sem);
extern void up_write(void *sem);
KSIG(__mmdrop, 1);
KSIG(access_remote_vm, 5);
KSIG(vm_mmap, 6);

void sx_mmdrop(struct mm_struct *mm)
{
	s32 *count = &KFIELD(s32, mm, mm_struct, mm_count);

	if (__atomic_sub_fetch(count, 1, __ATOMIC_ACQ_REL) == 0)
		__mmdrop(mm);
}

bool sx_mmget_not_zero(struct mm_struct *mm)
{
	s32 *users = &KFIELD(s32, mm, mm_struct, mm_users);
	s32 old = READ_ONCE(*users);

	while (old) {
		if (__atomic_compare_exchange_n(users, &old, old + 1, false,
						__ATOMIC_ACQ_REL,
						__ATOMIC_RELAXED))
			return true;
	}
	return false;
}

/* The last parameter was "int write" before it became a set of flags. */
static unsigned int access_flags(bool write)
{
	if (KPARAM(access_remote_vm, write))
		return write;
	return (write ? KENUM_OR(FOLL_WRITE, 1) : 0) | KENUM_OR(FOLL_FORCE, 16);
}

int sx_mm_read(struct mm_struct *mm, u64 addr, void *buf, u32 len)
{
	int got = access_remote_vm(mm, addr, buf, len, access_flags(false));

	return got == (int)len ? 0 : -EFAULT;
}

int sx_mm_write(struct mm_struct *mm, u64 addr, const void *buf, u32 len)
{
	int put = access_remote_vm(mm, addr, (void *)buf, len,
				   access_flags(true));

	return put == (int)len ? 0 : -EFAULT;
}

#define PROT_READ_EXEC	 5
#define MAP_PRIVATE_ANON 0x22

struct map_request {
	struct sx_work work;
	struct mm_struct *mm;
	u64 len;
	s64 ret;
};

/* Before vm_mmap() the caller had to take the lock himself. */
static s64 map_here(struct mm_struct *mm, u64 len)
{
	void *sem;
	s64 ret;

	if (KHAVE(vm_mmap))
		return vm_mmap(NULL, 0, len, PROT_READ_EXEC, MAP_PRIVATE_ANON,
			       0);
	if (!KHAVE(do_mmap_pgoff) || KOFF_OPT(mm_struct, mmap_sem) < 0)
		return -ENOSYS;
	sem = (char *)mm + KOFF_OPT(mm_struct, mmap_sem);
	down_write(sem);
	ret = do_mmap_pgoff(NULL, 0, len, PROT_READ_EXEC, MAP_PRIVATE_ANON, 0);
	up_write(sem);
	return ret;
}

static void map_in_worker(struct sx_work *work)
{
	struct map_request *req = container_of(work, struct map_request, work);

	kuse_mm(req->mm);
	req->ret = map_here(req->mm, req->len);
	kunuse_mm(req->mm);
}

/* Only a kernel thread may borrow an address space. */
s64 sx_mm_map_text(struct mm_struct *mm, u64 len)
{
	struct map_request req = { .mm = mm, .len = len, .ret = -EIO };

	sx_work_init(&req.work, map_in_worker);
	sx_work_queue(&req.work);
	sx_work_flush(&req.work);
	return req.ret;
}

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
extern int vm_munmap(u64 addr, u64 len) __attribute__((weak));
extern int do_munmap(struct mm_struct *mm, u64 addr, u64 len)
	__attribute__((weak));
extern void down_write(void *sem);
extern void up_write(void *sem);
KSIG(__mmdrop, 1);
KSIG(access_remote_vm, 5);
KSIG(vm_mmap, 6);
KSIG(vm_munmap, 2);

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

#define PROT_READ_EXEC	    5
#define MAP_PRIVATE_ANON    0x22
#define MAP_FIXED_NOREPLACE 0x100000 /* older kernels: only a hint */

struct map_request {
	struct sx_work work;
	struct mm_struct *mm;
	u64 near;
	u64 reach;
	u64 len;
	s64 ret;
};

/* Before vm_mmap() the caller had to take the lock himself. */
static s64 map_here(struct mm_struct *mm, u64 at, u64 len, u64 flags)
{
	void *sem;
	s64 ret;

	if (KHAVE(vm_mmap))
		return vm_mmap(NULL, at, len, PROT_READ_EXEC, flags, 0);
	if (!KHAVE(do_mmap_pgoff) || KOFF_OPT(mm_struct, mmap_sem) < 0)
		return -ENOSYS;
	sem = (char *)mm + KOFF_OPT(mm_struct, mmap_sem);
	down_write(sem);
	ret = do_mmap_pgoff(NULL, at, len, PROT_READ_EXEC, flags, 0);
	up_write(sem);
	return ret;
}

static void unmap_here(struct mm_struct *mm, u64 at, u64 len)
{
	void *sem;

	if (KHAVE(vm_munmap)) {
		vm_munmap(at, len);
		return;
	}
	if (!KHAVE(do_munmap) || KOFF_OPT(mm_struct, mmap_sem) < 0)
		return;
	sem = (char *)mm + KOFF_OPT(mm_struct, mmap_sem);
	down_write(sem);
	do_munmap(mm, at, len);
	up_write(sem);
}

/* Above the base of mappings is what the stack may grow into. */
static bool is_stacks(const struct map_request *req, u64 at)
{
	u64 base;

	if (KOFF_OPT(mm_struct, mmap_base) < 0)
		return false;
	base = KFIELD_OPT(u64, req->mm, mm_struct, mmap_base);
	return req->near < base && at + req->len > base;
}

static bool is_reached(const struct map_request *req, u64 at)
{
	u64 end = at + req->len;

	return (req->near > at ? req->near - at : 0) <= req->reach &&
	       (end > req->near ? end - req->near : 0) <= req->reach;
}

/* A kernel that takes the address for a hint may map it anywhere. */
static bool map_at(struct map_request *req, u64 at)
{
	s64 got;

	if (is_stacks(req, at) || !is_reached(req, at))
		return false;
	got = map_here(req->mm, at, req->len,
		       MAP_PRIVATE_ANON | MAP_FIXED_NOREPLACE);
	if (IS_ERR_VALUE(got))
		return false;
	if (!is_reached(req, (u64)got)) {
		unmap_here(req->mm, (u64)got, req->len);
		return false;
	}
	req->ret = got;
	return true;
}

#define MIB	  (1ull << 20)
#define FINE_STEP MIB
#define FINE_END  (64 * MIB)
#define STEP	  (16 * MIB)

/*
 * Below first: above are a program's heap and its stack, which grow. Above,
 * what is furthest from them.
 */
static void map_near(struct map_request *req)
{
	u64 near = req->near & ~(MIB - 1);
	u64 by;

	for (by = FINE_STEP; by < req->reach && by < near;) {
		if (map_at(req, near - by))
			return;
		by += by < FINE_END ? FINE_STEP : STEP;
	}
	for (by = req->reach & ~(STEP - 1); by; by -= STEP) {
		if (map_at(req, near + by))
			return;
	}
	req->ret = -ERANGE;
}

static void map_in_worker(struct sx_work *work)
{
	struct map_request *req = container_of(work, struct map_request, work);

	kuse_mm(req->mm);
	if (req->reach)
		map_near(req);
	else
		req->ret = map_here(req->mm, 0, req->len, MAP_PRIVATE_ANON);
	kunuse_mm(req->mm);
}

/* Only a kernel thread may borrow an address space. */
s64 sx_mm_map_text(struct mm_struct *mm, u64 near, u64 reach, u64 len)
{
	struct map_request req = {
		.mm = mm, .near = near, .reach = reach, .len = len, .ret = -EIO
	};

	sx_work_init(&req.work, map_in_worker);
	sx_work_queue(&req.work);
	sx_work_flush(&req.work);
	return req.ret;
}

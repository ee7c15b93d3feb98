/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Address spaces. mm_count pins the struct, mm_users what it maps; a pointer
 * whose struct is pinned cannot come back as another process's.
 */
#ifndef STAPX_KABI_MM_H
#define STAPX_KABI_MM_H

#include "kabi/fact.h"

struct mm_struct;

extern void mmput(struct mm_struct *mm);
KSIG(mmput, 1);

static inline void mmgrab(struct mm_struct *mm)
{
	s32 *count = &KFIELD(s32, mm, mm_struct, mm_count);

	__atomic_add_fetch(count, 1, __ATOMIC_RELAXED);
}

/* May sleep on some kernels. */
void sx_mmdrop(struct mm_struct *mm);

/* A users' reference, unless the address space is gone already. */
bool sx_mmget_not_zero(struct mm_struct *mm);

/* True when nobody can run in it any more. */
static inline bool mm_dead(struct mm_struct *mm)
{
	return !READ_ONCE(KFIELD(s32, mm, mm_struct, mm_users));
}

/*
 * Two numbers that an address space has from the start of its program to the
 * end, at random places, and that a fork takes along. False, and both 0: this
 * kernel does not tell.
 */
static inline bool sx_mm_space(const struct mm_struct *mm, u64 ret[2])
{
	if (KOFF_OPT(mm_struct, start_code) < 0 ||
	    KOFF_OPT(mm_struct, start_stack) < 0) {
		ret[0] = ret[1] = 0;
		return false;
	}
	ret[0] = KFIELD_OPT(u64, mm, mm_struct, start_code);
	ret[1] = KFIELD_OPT(u64, mm, mm_struct, start_stack);
	return true;
}

/*
 * Copy between the kernel and an address space; writing breaks copy-on-write
 * and ignores page protection, as a debugger's. The caller holds a users'
 * reference. Return 0 or -EFAULT when not all was copied. Sleep.
 */
int sx_mm_read(struct mm_struct *mm, u64 addr, void *buf, u32 len);
int sx_mm_write(struct mm_struct *mm, u64 addr, const void *buf, u32 len);

/*
 * Maps len bytes of private, readable, executable memory in mm: all of it
 * within `reach` bytes of `near`, or anywhere when reach is 0. Returns the
 * address, -ERANGE when no room is found there, or -errno. Sleeps; not under
 * any lock that a page fault takes.
 */
s64 sx_mm_map_text(struct mm_struct *mm, u64 near, u64 reach, u64 len);

#endif

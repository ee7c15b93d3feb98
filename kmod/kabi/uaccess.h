/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The user's memory.
 *
 * In task context: copy_from_user() and copy_to_user(), which fault pages in.
 * In a probe: loads with entries of our own in the exception table, with page
 * faults disabled: what is not present is an error. The loader writes the
 * entries in the running kernel's format from section .stapx.ex, and takes
 * the stac/clac listed in .stapx.smap out where the CPU has no SMAP.
 */
#ifndef STAPX_KABI_UACCESS_H
#define STAPX_KABI_UACCESS_H

#include "kabi/cpu.h"

/*
 * Lower than any kernel address, and above every user address of 4- and
 * 5-level page tables. A non-canonical address in between faults like an
 * absent page does.
 */
#define SX_USER_END (1ull << 56)

extern unsigned long kcopy_from_user(
	void *dst, const void *src,
	unsigned long len) __asm__("kany._copy_from_user..copy_from_user");
extern unsigned long
kcopy_to_user(void *dst, const void *src,
	      unsigned long len) __asm__("kany._copy_to_user..copy_to_user");

/* 0 or -EFAULT. Sleep. */
static inline int sx_copy_from_user(void *dst, u64 src, u64 len)
{
	return kcopy_from_user(dst, (const void *)src, len) ? -EFAULT : 0;
}

static inline int sx_copy_to_user(u64 dst, const void *src, u64 len)
{
	return kcopy_to_user((void *)dst, src, len) ? -EFAULT : 0;
}

/*
 * Copies what is present of len bytes at src; returns the bytes copied. Any
 * context, also with interrupts off. Nothing outside of the user's half is
 * read, whatever src is.
 */
u32 sx_probe_read(void *dst, u64 src, u32 len);

/*
 * Copies len bytes of kernel memory; 0 or -EFAULT when not all of it can be
 * read. Same contexts. Reading registers of a device may change it: only for
 * addresses that a script asks for.
 */
int sx_probe_read_kernel(void *dst, u64 src, u32 len);

/*
 * One number of 1, 2, 4 or 8 bytes, extended by zeros: cheaper than a copy. 0
 * or -EFAULT, and *ret is untouched. Same contexts, same halves.
 */
int sx_probe_load(u64 *ret, u64 src, u32 len);
int sx_probe_load_kernel(u64 *ret, u64 src, u32 len);

/* Stores 8 bytes; 0 or -EFAULT. Same contexts. */
int sx_probe_write_u64(u64 dst, u64 value);

#endif

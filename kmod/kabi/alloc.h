/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory of the kernel. Everything comes from vmalloc: its functions take no
 * flags, whose values differ between kernels and have no names in BTF.
 */
#ifndef STAPX_KABI_ALLOC_H
#define STAPX_KABI_ALLOC_H

#include "kabi/fact.h"

#define SX_PAGE_SIZE  4096ul
#define PAGE_ALIGN(x) (((x) + SX_PAGE_SIZE - 1) & ~(SX_PAGE_SIZE - 1))

extern void *
kvmalloc_raw(unsigned long len) __asm__("kany.vmalloc..vmalloc_noprof");
extern void *kvmalloc_user(unsigned long len) __asm__(
	"kany.vmalloc_user..vmalloc_user_noprof");
extern void vfree(const void *mem);
extern int remap_vmalloc_range(void *vma, void *addr, unsigned long pgoff);
KSIG(remap_vmalloc_range, 3);

/* Zeroed, page aligned; NULL without memory. May sleep; so may sx_free(). */
void *sx_alloc(u64 len);

/* The same, to be mapped by user space with remap_vmalloc_range(). */
static inline void *sx_alloc_user(u64 len)
{
	return kvmalloc_user(len);
}

static inline void sx_free(void *mem)
{
	vfree(mem); /* accepts NULL */
}

#endif

// SPDX-License-Identifier: GPL-2.0
/* The user's memory, in a probe. */
#include "kabi/uaccess.h"

/* The upper half of 5-level page tables; what is not canonical faults. */
#define KERNEL_START 0xff00000000000000ull

/* A conventional module gets the kernel's own forms of these: Kbuild. */
#ifndef EX_TABLE
#define SMAP(insn)                           \
	"771: " insn "\n\t"                  \
	".pushsection .stapx.smap,\"a\"\n\t" \
	".quad 771b\n\t"                     \
	".popsection\n\t"
#define STAC SMAP("stac")
#define CLAC SMAP("clac")
#define EX_TABLE(from, to)                 \
	".pushsection .stapx.ex,\"a\"\n\t" \
	".balign 8\n\t"                    \
	".quad " #from "," #to "\n\t"      \
	".popsection\n\t"
#endif

/*
 * While this count is not 0 the fault handler goes straight to the exception
 * table. Kernels before the counter of its own look at the preemption count.
 */
static inline volatile s32 *faults_disabled(void)
{
	char *task = (char *)current;

	if (KOFF_OPT(task_struct, pagefault_disabled) >= 0)
		return (volatile s32 *)(task + KOFF_OPT(task_struct,
							pagefault_disabled));
	return (volatile s32 *)(*(char **)(task + KOFF(task_struct, stack)) +
				KOFF_OPT(thread_info, preempt_count));
}

u32 sx_probe_read(void *dst, u64 src, u32 len)
{
	volatile s32 *count = faults_disabled();
	u64 left = len;

	if (src >= SX_USER_END || SX_USER_END - src < len)
		return 0;
	*count += 1;
	barrier();
	__asm__ volatile(STAC "\n1: rep movsb\n"
			      "2: " CLAC EX_TABLE(1b, 2b)
			 : "+c"(left), "+S"(src), "+D"(dst)
			 :
			 : "memory", "cc");
	barrier();
	*count -= 1;
	return len - (u32)left;
}

int sx_probe_read_kernel(void *dst, u64 src, u32 len)
{
	volatile s32 *count = faults_disabled();
	u64 left = len;

	if (src < KERNEL_START || src + len < src)
		return -EFAULT;
	*count += 1;
	barrier();
	__asm__ volatile("1: rep movsb\n"
			 "2:\n" EX_TABLE(1b, 2b)
			 : "+c"(left), "+S"(src), "+D"(dst)
			 :
			 : "memory", "cc");
	barrier();
	*count -= 1;
	return left ? -EFAULT : 0;
}

/* Moves of 4 bytes clear the upper half of the register. */
#define LOAD(before, after, insn)                            \
	__asm__ volatile(before "\n1: " insn "\n\t"          \
				"xorl %0,%0\n"               \
				"2: " after EX_TABLE(1b, 2b) \
			 : "+r"(err), "=&r"(value)           \
			 : "r"(src)                          \
			 : "memory", "cc")

#define LOAD_SIZES(before, after)                               \
	do {                                                    \
		if (len == 8)                                   \
			LOAD(before, after, "movq (%2),%1");    \
		else if (len == 4)                              \
			LOAD(before, after, "movl (%2),%k1");   \
		else if (len == 2)                              \
			LOAD(before, after, "movzwl (%2),%k1"); \
		else                                            \
			LOAD(before, after, "movzbl (%2),%k1"); \
	} while (0)

int sx_probe_load(u64 *ret, u64 src, u32 len)
{
	volatile s32 *count = faults_disabled();
	int err = -EFAULT;
	u64 value;

	if (src >= SX_USER_END || SX_USER_END - src < len)
		return -EFAULT;
	*count += 1;
	barrier();
	LOAD_SIZES(STAC, CLAC);
	barrier();
	*count -= 1;
	if (!err)
		*ret = value;
	return err;
}

int sx_probe_load_kernel(u64 *ret, u64 src, u32 len)
{
	volatile s32 *count = faults_disabled();
	int err = -EFAULT;
	u64 value;

	if (src < KERNEL_START || src + len < src)
		return -EFAULT;
	*count += 1;
	barrier();
	LOAD_SIZES("", "");
	barrier();
	*count -= 1;
	if (!err)
		*ret = value;
	return err;
}

int sx_probe_write_u64(u64 dst, u64 value)
{
	volatile s32 *count = faults_disabled();
	int err = -EFAULT;

	if (dst >= SX_USER_END - 8)
		return -EFAULT;
	*count += 1;
	barrier();
	__asm__ volatile(STAC "\n1: movq %1,(%2)\n\t"
			      "xorl %0,%0\n"
			      "2: " CLAC EX_TABLE(1b, 2b)
			 : "+r"(err)
			 : "r"(value), "r"(dst)
			 : "memory", "cc");
	barrier();
	*count -= 1;
	return err;
}

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Facts of the running kernel, as undefined ELF symbols.
 *
 * This object is compiled without a kernel header. What it must know about
 * the kernel - where a member lies, how large a struct is, whether a function
 * exists - is an undefined symbol whose name says what is wanted; the loader
 * makes it absolute. gcc folds such an address into the instruction, so an
 * offset costs nothing at run time.
 *
 *   KOFF(s, m)      offset of a member; the object does not load without it
 *   KOFF_OPT(s, m)  the same, -1 where the kernel has none
 *   KSIZE(s), KSIZE_OPT(s)
 *   KENUM(e)        an enumerator;  KENUM_OR(e, n): n where it has no name
 *   KARGS(f)        number of a function's parameters, 0: unknown
 *   KPARAM(f, p)    position (1..) of the parameter called p, 0: none
 *   KHAVE(f)        1 if the symbol exists
 *
 * Functions and variables are declared KFN(name, "first..second"): the first
 * that exists is taken; with KFN_OPT none is taken for NULL, which has to be
 * asked with KHAVE (gcc believes that a function's address is never NULL).
 *
 * The C identifier differs for each fact since gcc ties one assembler name
 * to one identifier in a unit.
 */
#ifndef STAPX_KABI_FACT_H
#define STAPX_KABI_FACT_H

#include <stapx/types.h>

typedef _Bool bool;
#define NULL ((void *)0)
#define true 1
#define false 0

#define likely(x)   __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define barrier()   __asm__ volatile("" ::: "memory")

#define READ_ONCE(x)	 (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v) (*(volatile __typeof__(x) *)&(x) = (v))

/* Pairs: whoever reads the pointer sees what was written before. */
#define smp_store_release(p, v) __atomic_store_n(p, v, __ATOMIC_RELEASE)
#define smp_load_acquire(p)	__atomic_load_n(p, __ATOMIC_ACQUIRE)

#define container_of(ptr, type, member) \
	((type *)((char *)(ptr) - __builtin_offsetof(type, member)))

#define KFACT_(id, name)                        \
	({                                      \
		extern char id[] __asm__(name); \
		(unsigned long)id;              \
	})

/* Through a register: a weak symbol's address may be 0 or -1. */
#define KFACT_OPT_(id, name)                                          \
	({                                                            \
		extern char id[] __asm__(name) __attribute__((weak)); \
		unsigned long v_;                                     \
		__asm__("movq %1,%0" : "=r"(v_) : "i"(id));           \
		v_;                                                   \
	})

#define KOFF(s, m)     KFACT_(koff__##s##__##m, "koff." #s "." #m)
#define KOFF_OPT(s, m) ((long)KFACT_OPT_(koffw__##s##__##m, "koff." #s "." #m))
#define KSIZE(s)       KFACT_(ksize__##s, "ksize." #s)
#define KSIZE_OPT(s)   ((long)KFACT_OPT_(ksizew__##s, "ksize." #s))
#define KENUM(e)       KFACT_(kenum__##e, "kenum." #e)
#define KENUM_OR(e, n) KFACT_OPT_(kenumo__##e, "kenum." #e ".or." #n)
#define KARGS(f)       KFACT_OPT_(kargs__##f, "kargs." #f)
#define KPARAM(f, p)   KFACT_OPT_(kparam__##f##__##p, "kparam." #f "." #p)
#define KHAVE(f)       KFACT_OPT_(khave__##f, "khave." #f)

/* A member of a kernel struct that is only known by its address. */
#define KFIELD(type, ptr, s, m)	    (*(type *)((char *)(ptr) + KOFF(s, m)))
#define KFIELD_OPT(type, ptr, s, m) (*(type *)((char *)(ptr) + KOFF_OPT(s, m)))

/* The declared parameter count is compared with the kernel's BTF. */
#define KSIG(f, n)                                                            \
	static const char ksig_##f[]                                          \
		__attribute__((section(".stapx.sig"), used, aligned(1))) = #f \
		" " #n

#define IS_ERR_VALUE(v) ((unsigned long)(v) >= (unsigned long)-4095)

/* errno values of this architecture's user ABI. */
enum {
	EPERM = 1,
	ENOENT = 2,
	ESRCH = 3,
	EIO = 5,
	E2BIG = 7,
	ENOEXEC = 8,
	EAGAIN = 11,
	ENOMEM = 12,
	EFAULT = 14,
	EBUSY = 16,
	EINVAL = 22,
	ENOTTY = 25,
	ENOSPC = 28,
	ERANGE = 34,
	ENOSYS = 38,
	ESTALE = 116,
	EOPNOTSUPP = 95,
};

#endif

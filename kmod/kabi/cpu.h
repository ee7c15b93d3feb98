/* SPDX-License-Identifier: GPL-2.0 */
/* This CPU: its number, its current task, its interrupt flag. */
#ifndef STAPX_KABI_CPU_H
#define STAPX_KABI_CPU_H

#include "kabi/fact.h"

struct task_struct;

/* Number of the CPU; stable while interrupts or preemption are off. */
static inline u32 smp_processor_id(void)
{
	extern char kpcpu_cpu[] __asm__("kpcpu.cpu");
	u32 v;

	__asm__ volatile("movl %%gs:%P1,%0" : "=r"(v) : "i"(kpcpu_cpu));
	return v;
}

static inline struct task_struct *get_current(void)
{
	extern char kpcpu_current[] __asm__("kpcpu.current");
	struct task_struct *v;

	__asm__("movq %%gs:%P1,%0" : "=r"(v) : "i"(kpcpu_current));
	return v;
}
#define current get_current()

static inline unsigned long local_irq_save(void)
{
	unsigned long flags;

	__asm__ volatile("pushfq; popq %0; cli" : "=r"(flags) : : "memory");
	return flags;
}

static inline void local_irq_restore(unsigned long flags)
{
	if (flags & 0x200)
		__asm__ volatile("sti" ::: "memory");
}

static inline u64 rdmsr(u32 msr)
{
	u32 low, high;

	__asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
	return (u64)high << 32 | low;
}

static inline void cpu_relax(void)
{
	__asm__ volatile("pause" ::: "memory");
}

/* Numbers below it are possible CPUs; not every one exists. */
extern unsigned int nr_cpu_ids;

#endif

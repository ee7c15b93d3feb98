/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two locks: the kernel's mutex for what may sleep, and a word that is spun
 * on with interrupts off for the few tables that tracepoints change.
 */
#ifndef STAPX_KABI_LOCK_H
#define STAPX_KABI_LOCK_H

#include "kabi/cpu.h"

struct sx_mutex {
	u64 space[32]; /* at least KSIZE(mutex); checked when loading */
};

/* The shorter ones take the lock only. */
extern void kmutex_init(void *lock, const char *name, void *key) __asm__(
	"kany.__mutex_init..__mutex_rt_init..mutex_init_lockep"
	"..mutex_rt_init_lockdep..mutex_init_generic..mutex_rt_init_generic");
extern void kmutex_lock(void *lock, unsigned int subclass) __asm__(
	"kany.mutex_lock..mutex_lock_nested");
extern void kmutex_unlock(void *lock) __asm__("mutex_unlock");

/* Where lockdep exists each call site is a class of its own. */
#define sx_mutex_init(m)                           \
	do {                                       \
		static u64 key_[8];                \
		kmutex_init((m)->space, #m, key_); \
	} while (0)

static inline void sx_mutex_lock(struct sx_mutex *m)
{
	kmutex_lock(m->space, 0);
}

static inline void sx_mutex_unlock(struct sx_mutex *m)
{
	kmutex_unlock(m->space);
}

static inline bool sx_mutex_fits(void)
{
	return KSIZE(mutex) <= sizeof(struct sx_mutex);
}

/* Held for a few instructions only, never across a call that may sleep. */
struct sx_spin {
	u32 word;
};

static inline unsigned long sx_spin_lock(struct sx_spin *l)
{
	unsigned long flags = local_irq_save();

	while (__atomic_exchange_n(&l->word, 1, __ATOMIC_ACQUIRE))
		while (__atomic_load_n(&l->word, __ATOMIC_RELAXED))
			cpu_relax();
	return flags;
}

static inline void sx_spin_unlock(struct sx_spin *l, unsigned long flags)
{
	__atomic_store_n(&l->word, 0, __ATOMIC_RELEASE);
	local_irq_restore(flags);
}

#endif

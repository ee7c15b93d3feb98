/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The locks of globals. Whoever waits gives up after SX_LOCK_SPINS looks,
 * about 20 microseconds, and returns -1; 0: taken. All orders below are the
 * C11 memory model's.
 *
 * Plain globals: one word, the number of readers, or SX_LOCK_WRITER.
 *
 * Statistics: a big-reader lock. Each CPU has a mark in a cache line of its
 * own, next to the data that it updates; the writer has one word for all.
 *
 *	updater				writer
 *	mark = 1	(seq_cst)	word: 0 -> 1	(seq_cst)
 *	word == 0 ?	(seq_cst)	each mark == 0 ?  (seq_cst)
 *	  update			  read or clear
 *	mark = 0	(release)	word = 0	(release)
 *
 * In the one order of all seq_cst operations either the updater's mark comes
 * before the writer's look at it: then the writer sees 1 and waits; or it
 * comes after, and so after the word was set: then the updater sees the word
 * and takes its mark back. They are never both inside. What an updater wrote
 * is before its release of the mark and so seen by the writer whose load
 * found 0; the word passes the writer's stores to updaters the same way.
 * Updaters of different CPUs do not exclude each other: each has its own
 * part of the data. A mark belongs to one CPU, whose handlers do not nest.
 *
 * There is no deadlock: a handler takes its locks in ascending order of
 * globals, and an updater that sees a writer waits with its mark down.
 */
#ifndef STAPX_LIB_LOCK_H
#define STAPX_LIB_LOCK_H

#include "mem.h"

#define SX_LOCK_SPINS  600
#define SX_LOCK_WRITER 0x80000000u

static inline void sx_lock_relax(void)
{
#if defined(__x86_64__)
	__asm__ volatile("pause");
#endif
}

/* These wait. The writer of a statistic waits for nr marks, stride apart. */
int sx_lock_write(u32 *word);
int sx_lock_read(u32 *word);
int sx_lock_update(u32 *word, u32 *mark);
int sx_lock_all(u32 *word, void *marks, u64 stride, u32 nr);

/* These do not: 1 taken, 0 not. */
static inline int sx_lock_try_write(u32 *word)
{
	u32 old = 0;

	return __atomic_compare_exchange_n(word, &old, SX_LOCK_WRITER, 0,
					   __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

static inline void sx_unlock_write(u32 *word)
{
	__atomic_store_n(word, 0, __ATOMIC_RELEASE);
}

static inline int sx_lock_try_read(u32 *word)
{
	u32 old = __atomic_load_n(word, __ATOMIC_RELAXED);

	return !(old & SX_LOCK_WRITER) &&
	       __atomic_compare_exchange_n(word, &old, old + 1, 0,
					   __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

static inline void sx_unlock_read(u32 *word)
{
	__atomic_fetch_sub(word, 1, __ATOMIC_RELEASE);
}

static inline void sx_unlock_update(u32 *mark)
{
	__atomic_store_n(mark, 0, __ATOMIC_RELEASE);
}

static inline int sx_lock_try_update(u32 *word, u32 *mark)
{
	__atomic_store_n(mark, 1, __ATOMIC_SEQ_CST);
	if (sx_likely(!__atomic_load_n(word, __ATOMIC_SEQ_CST)))
		return 1;
	sx_unlock_update(mark);
	return 0;
}

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Waiting until nobody can still be using what was unpublished. */
#ifndef STAPX_KABI_SYNC_H
#define STAPX_KABI_SYNC_H

#include "kabi/fact.h"

/*
 * Before 5.0 RCU does not wait for code that merely runs with interrupts
 * off, and synchronize_sched() does; since then it is one and the same.
 */
extern void
ksynchronize(void) __asm__("kany.synchronize_sched..synchronize_rcu");

/* Returns when every handler that ran with interrupts off has ended. Sleeps. */
static inline void sx_synchronize(void)
{
	ksynchronize();
}

/*
 * Returns after every online CPU has scheduled: no CPU is still on its way
 * from a trap's first instruction to the notifier, either. Sleeps.
 */
void sx_synchronize_cpus(void);

#endif

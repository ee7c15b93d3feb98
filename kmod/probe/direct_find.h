/* SPDX-License-Identifier: GPL-2.0 */
/* What every hit does: from an address space and an address to a breakpoint. */
#ifndef STAPX_PROBE_DIRECT_FIND_H
#define STAPX_PROBE_DIRECT_FIND_H

#include "probe/direct.h"
#include "probe/direct_calls.h"
#include "probe/engine.h"

#define DIRECT_HASH_BITS 10

/* direct_space.c; RCU. */
extern struct direct_space *direct_space_hash[1u << DIRECT_HASH_BITS];

static inline struct direct_space **direct_bucket(const struct mm_struct *mm)
{
	u64 h = (u64)mm * 0x9E3779B97F4A7C15ull;

	return &direct_space_hash[h >> (64 - DIRECT_HASH_BITS)];
}

/* The space of an mm, or NULL. Interrupts off, or direct_mutex. */
static inline struct direct_space *direct_space_find(const struct mm_struct *mm)
{
	struct direct_space *s = smp_load_acquire(direct_bucket(mm));

	while (s && s->mm != mm)
		s = smp_load_acquire(&s->hash_next);
	return s;
}

static inline u32 direct_table_slot(const struct direct_table *t, u64 addr)
{
	return (u32)((addr * 0x9E3779B97F4A7C15ull) >> 32) & (t->size - 1);
}

/* The breakpoint at addr, or NULL. The same contexts; t is not NULL. */
static inline struct direct_bp *direct_table_find(const struct direct_table *t,
						  u64 addr)
{
	u32 i = direct_table_slot(t, addr);

	for (;;) {
		struct direct_bp *bp = smp_load_acquire(&t->bps[i]);

		if (!bp || bp->addr == addr)
			return bp;
		i = (i + 1) & (t->size - 1);
	}
}

/* Runs the handlers of a breakpoint. Interrupts off. */
static inline void direct_run_users(const struct direct_bp *bp,
				    const struct pt_regs *regs)
{
	const struct direct_user *u;

	/* Calls that have returned here, before what is done here. */
	if (unlikely(READ_ONCE(bp->sites_nr)))
		direct_calls_return(bp->addr, regs);
	for (u = smp_load_acquire(&bp->users); u;
	     u = smp_load_acquire(&u->next)) {
		if (likely(u->role == SX_ROLE_HIT))
			sx_hit(u->pt, regs);
		else
			direct_calls_hit(bp, u, regs);
	}
}

/*
 * regs as if the instruction at addr had been executed, or where its copy is.
 * Interrupts off.
 */
static inline void direct_step_run(const struct direct_step *step, u64 addr,
				   struct pt_regs *regs)
{
	if (likely(step->slot)) {
		regs->ip = step->slot;
		return;
	}
	if (unlikely(regs->flags & SX_FLAGS_TF) && step->place &&
	    !step->is_call) {
		regs->ip = step->place; /* direct_debug.c carries it out */
		return;
	}
	regs->ip = addr + step->len;
	if (step->op != SX_RECIPE_NOP)
		direct_step_emulate(step, regs);
}

#endif

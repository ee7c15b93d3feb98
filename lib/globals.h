/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The globals of a running program, in one block of memory whose size is
 * known before anything is armed: scalars, maps with all their entries,
 * statistics with their per-CPU parts, iterators.
 *
 * Locks are the machine's own (one word a global, spun on for a bounded
 * time); a handler takes all that it needs before it starts, in ascending
 * order. Callers in the kernel keep interrupts off while they hold one.
 */
#ifndef STAPX_LIB_GLOBALS_H
#define STAPX_LIB_GLOBALS_H

#include "program.h"
#include "settings.h"

struct sx_globals;

/* Bytes of the block; 0 when it does not fit 64 bits. */
u64 sx_globals_size(const struct sx_program *prog,
		    const struct sx_settings *set);

/* Makes the globals in mem (64-byte aligned, zeroed) with initial values. */
struct sx_globals *sx_globals_init(void *mem, const struct sx_program *prog,
				   const struct sx_settings *set);

/* Where a dump stands; zeroed before the first slice. */
struct sx_dump_state {
	u32 next; /* entry to go on with; 0: at the start, or at the end */
	u32 entries; /* copied so far */
	u64 used; /* bytes so far; beyond the buffer: bytes that are needed */
};

/*
 * Writes a slice of global g in the format of struct sx_dump (abi.h) behind
 * state->used in buf, until state->next is 0 again. A slice is short, so that
 * handlers are not kept waiting: the global is locked alone meanwhile, and
 * other slices may show it at another moment. The caller holds no lock.
 * Returns 0; -EAGAIN when the lock stayed taken; -EINVAL for a bad g.
 */
int sx_globals_dump(struct sx_globals *globals, u32 g, void *buf, u64 buf_len,
		    struct sx_dump_state *state);

#endif

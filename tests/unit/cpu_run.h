/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Code on the real CPU: all registers go in, all come out, a fault is caught.
 * One thread. The code lies in pages that hold nothing of this process, far
 * from all others, so that what goes astray does no harm.
 */
#ifndef STAPX_TESTS_CPU_RUN_H
#define STAPX_TESTS_CPU_RUN_H

#include <stapx/types.h>

#define CPU_FX_LEN 832u

struct cpu_state {
	u64 gpr[16]; /* in the instruction set's order */
	u64 flags;
	u64 ip; /* where it starts, and where it ended */
	u64 signal; /* that ended it, or 0 */
	u64 pad[5];
	u8 fx[CPU_FX_LEN]; /* as of xsave: x87, vector registers of 32 bytes */
} __attribute__((aligned(64)));

/* Data that code may write, within 2 GiB of all code. */
#define CPU_DATA     0x200040000000ull
#define CPU_DATA_LEN 8192u
/* Pages of code: one, and some that are at most 2 GiB away. */
#define CPU_CODE     0x200044000000ull
#define CPU_SLOTS_NR 4u
#define CPU_CODE_LEN 4096u
extern const u64 cpu_slots[CPU_SLOTS_NR];

/* Maps it all. Fails the test. */
void cpu_setup(void);

/* Catches faults: the test's framework has handlers of its own. */
void cpu_catch(void);

/* Writes code: CPU_CODE or a slot, and what follows them. */
void cpu_write(u64 at, const void *bytes, u32 len);

/* Writes exit 0 or 1, a jump out of what is run, to `at`: 14 bytes. */
void cpu_write_exit(u64 at, u32 which);

/*
 * Runs from s->ip until an exit is reached or something is raised. s->ip is
 * then the exit's address, or where the fault was.
 */
void cpu_run(struct cpu_state *s);

/* 64 random bits; the sequence depends on the seed alone. */
u64 cpu_random(u64 *seed);

#endif

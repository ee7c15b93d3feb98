/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A program with its memory, ready to run in a test: globals, one ring and
 * one vm for each CPU.
 */
#ifndef STAPX_TESTS_MACHINE_H
#define STAPX_TESTS_MACHINE_H

#include "asm.h"
#include "user/host.h"
#include "verify.h"
#include "vm.h"

#define MACHINE_MAX_CPUS 4

struct machine {
	struct user_host host; /* of every vm; target is 7 */
	int exited; /* exit() was called */
	struct sx_program prog;
	struct sx_settings set;
	struct sx_globals *globals;
	struct sx_vm *vm[MACHINE_MAX_CPUS];
	struct sx_ring ring[MACHINE_MAX_CPUS];
	struct sx_ring_shm *shm[MACHINE_MAX_CPUS];
	unsigned char *data[MACHINE_MAX_CPUS];
};

/* The defaults of limits.h, for one CPU. */
extern const struct sx_settings machine_defaults;

/*
 * Verifies the image and allocates everything; NULL settings are the
 * defaults. Returns 0, or -1 with *verdict (may be NULL) and nothing to free.
 * The image is borrowed.
 */
int machine_init(struct machine *m, const void *image, u32 len,
		 const struct sx_settings *set, struct sx_verdict *verdict);
void machine_deinit(struct machine *m);

/* The next record of a CPU's ring, NULL: none. Borrowed until the next run. */
const struct sx_rec *machine_next(struct machine *m, u32 cpu);

/*
 * All records of CPU 0 as text: PRINT records formatted, ERROR as
 * "error CODE at PC\n", WARN as "warn TEXT\n" or "notice CODE of ARG\n", HIST
 * drawn. Static memory.
 */
const char *machine_output(struct machine *m);

#endif

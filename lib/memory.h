/* SPDX-License-Identifier: GPL-2.0 */
/* The memory of a session, known before any of it is allocated. */
#ifndef STAPX_LIB_MEMORY_H
#define STAPX_LIB_MEMORY_H

#include "program.h"
#include "settings.h"

/*
 * Bytes that a session allocates for a program: image, globals, a row
 * of bases.h for each module, and for each of `cpus` a machine and what the side adds, ring and all (cpu_bytes). Not
 * in it: what attached places take. 0: more than 64 bits can say.
 */
u64 sx_memory_needed(const struct sx_program *prog,
		     const struct sx_settings *set, u32 cpus, u64 cpu_bytes);

/* Does that fit the setting? The same question on both sides. */
int sx_memory_fits(const struct sx_settings *set, u64 needed);

#endif

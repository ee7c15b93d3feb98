/* SPDX-License-Identifier: GPL-2.0 */
/* Run-time settings of a program, all filled in; bounds are in limits.h. */
#ifndef STAPX_LIB_SETTINGS_H
#define STAPX_LIB_SETTINGS_H

#include <stapx/abi.h>

struct sx_settings {
	u32 maxstringlen; /* bytes of a string value with its NUL */
	u32 maxaction;
	u32 maxaction_begin;
	u32 maxnesting;
	u32 maxerrors;
	u32 nr_cpus; /* possible CPUs: per-CPU parts of statistics */
	struct sx_zone zone;
	u32 maxmemory; /* megabytes */
	u32 overhead; /* percent; 0: not measured */
	u64 hash_key; /* of maps; 0: a known one */
};

/* What LOAD asks for, with defaults for 0; -EINVAL: out of bounds. */
int sx_settings_fill(struct sx_settings *set, const struct sx_load *load,
		     u32 nr_cpus);

/* Bytes of each ring that LOAD asks for; 0: out of bounds. */
u32 sx_settings_ring_bytes(const struct sx_load *load);

#endif

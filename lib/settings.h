/* SPDX-License-Identifier: GPL-2.0 */
/* Run-time settings of a program, all filled in; bounds are in limits.h. */
#ifndef STAPX_LIB_SETTINGS_H
#define STAPX_LIB_SETTINGS_H

#include <stapx/types.h>

struct sx_settings {
	u32 maxstringlen; /* bytes of a string value with its NUL */
	u32 maxaction;
	u32 maxaction_begin;
	u32 maxnesting;
	u32 maxerrors;
	u32 nr_cpus; /* possible CPUs: per-CPU parts of statistics */
};

#endif

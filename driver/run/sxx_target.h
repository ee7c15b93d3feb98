/* SPDX-License-Identifier: GPL-2.0 */
/* What the stap++ variables stand for: the process or program that is probed. */
#ifndef STAPX_RUN_SXX_TARGET_H
#define STAPX_RUN_SXX_TARGET_H

#include "base/arena.h"
#include "run/options.h"
#include "sxx/sxx.h"

/*
 * Looks at what -x, -c, --master, --exec and --sample-pid name. The strings of
 * *ret live in the arena. 0, or -errno after it was reported.
 */
int sxx_target_find(const struct options *opt, struct arena *arena,
		    struct sxx_target *ret);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* -D NAME=VALUE: the run-time settings. */
#ifndef STAPX_RUN_SETTINGS_H
#define STAPX_RUN_SETTINGS_H

#include "run/options.h"

/* Applies one definition; reports an unknown name or a bad value. */
int settings_define(struct options *opt, const char *definition);

/* --suppress-time-limits: the largest budgets that there are. */
int settings_no_time_limits(struct options *opt, const char *none);

#endif

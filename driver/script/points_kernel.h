/* SPDX-License-Identifier: GPL-2.0 */
/* Probe points in the kernel: functions, their returns, tracepoints. */
#ifndef STAPX_SCRIPT_POINTS_KERNEL_H
#define STAPX_SCRIPT_POINTS_KERNEL_H

#include "script/ast.h"

/*
 * Fills in kind, place (enum sx_point_kind), path, symbol and param from the
 * components of kernel.function(S), module(S).function(S), kprobe...,
 * kernel.trace(S) and what may stand behind them. 0, or -EINVAL after a
 * report.
 */
int points_resolve_kernel(struct script *script, struct point *point, u8 place);

#endif

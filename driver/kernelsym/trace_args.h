/* SPDX-License-Identifier: GPL-2.0 */
/* How many arguments tracepoints have. */
#ifndef STAPX_KERNELSYM_TRACE_ARGS_H
#define STAPX_KERNELSYM_TRACE_ARGS_H

#include "kernelsym/symbols.h"

/*
 * For each row of want, tracepoints, its number of arguments by the kernel's
 * type information; SX_MAX_TRACE_ARGS where nobody knows. 0 or -ENOMEM.
 */
int kernelsym_trace_args(const struct kernelsym_want *want, u32 *ret);

#endif

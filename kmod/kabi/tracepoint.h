/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tracepoints by name. Their functions are called with data first, except
 * on kernels whose tracepoints carry no data (before 2.6.35): there the other
 * function is registered.
 */
#ifndef STAPX_KABI_TRACEPOINT_H
#define STAPX_KABI_TRACEPOINT_H

#include "kabi/fact.h"

/* 0 or -errno; -ENOENT where the kernel has no such tracepoint. Sleep. */
int sx_tracepoint_register(const char *name, void *func, void *func_nodata,
			   void *data);
void sx_tracepoint_unregister(const char *name, void *func, void *func_nodata,
			      void *data);

/* Returns when no call of an unregistered function is left. Sleeps. */
void sx_tracepoint_synchronize(void);

#endif

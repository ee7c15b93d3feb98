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

/* One that may be a module's. */
struct sx_tracepoint {
	const void *handle; /* as the registration functions want it */
	void *module; /* with a reference; NULL: the kernel's own */
	void *func; /* NULL: not registered */
	void *data;
};

/* Do tracepoints carry data on this kernel? */
bool sx_tracepoint_available(void);

/*
 * Registers func(data, arguments of the tracepoint...), at addr in a module,
 * which stays loaded; addr 0: the kernel's own called so. name is borrowed
 * until it is closed. 0 or -errno; -ENOENT: there is none. Sleep.
 */
int sx_tracepoint_open(struct sx_tracepoint *tp, const char *name, u64 addr,
		       void *func, void *data);

/* No call begins after it. One that is not registered: nothing. Sleeps. */
void sx_tracepoint_remove(struct sx_tracepoint *tp);

/* After sx_tracepoint_synchronize(): gives the module back. */
void sx_tracepoint_close(struct sx_tracepoint *tp);

/* Returns when no call of an unregistered function is left. Sleeps. */
void sx_tracepoint_synchronize(void);

#endif

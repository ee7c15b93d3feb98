/* SPDX-License-Identifier: GPL-2.0 */
/* What happens and has no place: what processes do, what is counted. */
#ifndef STAPX_RUN_ATTACH_EVENTS_H
#define STAPX_RUN_ATTACH_EVENTS_H

#include "run/attach.h"

/* Reports; the first failure is the result. */
int attach_events(const struct attach_request *req, struct attach_table *table);

/* A counter of the kernel's on every CPU. The same. */
int attach_perf(const struct attach_request *req, u32 probe,
		struct attach_table *table);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Probe points of what happens: what processes do, what is counted. */
#ifndef STAPX_SCRIPT_POINTS_EVENT_H
#define STAPX_SCRIPT_POINTS_EVENT_H

#include "script/ast.h"

/* event: enum sx_task_event. 0, or -EINVAL after an error was recorded. */
int points_resolve_task(struct script *script, struct point *point, s64 event);

/* event: type and config of perf_event_open(2), 32 bits each. The same. */
int points_resolve_perf(struct script *script, struct point *point, s64 event);

#endif

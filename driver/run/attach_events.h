/* SPDX-License-Identifier: GPL-2.0 */
/* What happens and has no place: what processes do. */
#ifndef STAPX_RUN_ATTACH_EVENTS_H
#define STAPX_RUN_ATTACH_EVENTS_H

#include "run/attach.h"

/* Reports; the first failure is the result. */
int attach_events(const struct attach_request *req, struct attach_table *table);

#endif

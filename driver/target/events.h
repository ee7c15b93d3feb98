/* SPDX-License-Identifier: GPL-2.0 */
/* Variables of points where something happens: $syscall, $arg1, $return. */
#ifndef STAPX_TARGET_EVENTS_H
#define STAPX_TARGET_EVENTS_H

#include "target/lowering.h"

bool events_has_vars(const struct point *point);

/* Of the handler at hand: is it one of those, whether that point has it or not? */
bool events_is_var(const struct lowering *lo, const struct expr *e);

/* NULL after an error. */
struct expr *events_value(struct lowering *lo, const struct expr *e);

#endif

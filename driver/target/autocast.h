/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Pointers that the script keeps: `p = $x; p->y`. What its variables point to
 * is learned from each body before any is lowered, and from a body once more
 * before it is, at its place.
 */
#ifndef STAPX_TARGET_AUTOCAST_H
#define STAPX_TARGET_AUTOCAST_H

#include "target/lowering.h"

/* Asks for a member of something of the script's own? Before all others. */
bool autocast_begin(struct lowering *lo);

/* Learns from a handler, at the spot at hand, or from a function. */
void autocast_learn(struct lowering *lo, struct function *fn);

/* What an expression of the script points to. False after an error. */
bool autocast_object(struct lowering *lo, struct expr *e, struct object *ret);

/* split.c: fn with the probe's handler at each of its places. */
void split_each(struct lowering *lo, struct probe *probe,
		void (*fn)(struct lowering *lo, struct function *handler));

#endif

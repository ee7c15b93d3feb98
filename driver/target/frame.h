/* SPDX-License-Identifier: GPL-2.0 */
/* The frame of the function that a spot is in. */
#ifndef STAPX_TARGET_FRAME_H
#define STAPX_TARGET_FRAME_H

#include "target/lowering.h"

/* The canonical frame address at the spot. NULL after an error. */
struct expr *frame_cfa(struct lowering *lo);
/*
 * What a register that frames are addressed by is behind the prologue, and has
 * no better name in locations that hold everywhere; *ret_off is added to the
 * CFA for it. False: the frame is not addressed so.
 */
bool frame_register(struct lowering *lo, u32 reg, s64 *ret_off);
/* Is the spot in front of the code behind the prologue? */
bool frame_is_prologue(const struct lowering *lo);
/* Is the spot the first instruction of its function? */
bool frame_is_entry(const struct lowering *lo);

#endif

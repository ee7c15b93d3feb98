/* SPDX-License-Identifier: GPL-2.0 */
/* The whole screen: head, the view, the script's last lines, the foot. */
#ifndef STAPX_TOP_FRAME_H
#define STAPX_TOP_FRAME_H

#include "top/grid.h"
#include "top/model.h"

/* Rows that top_frame_head() draws at most. */
#define TOP_HEAD_ROWS 4

/* Draws everything into the grid. */
void top_frame_draw(struct top_model *model, struct top_grid *grid);

/* Draws title and scalars from row 0 on; returns the rows used. */
int top_frame_head(const struct top_model *model, struct top_grid *grid);

#endif

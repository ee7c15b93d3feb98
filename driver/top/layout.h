/* SPDX-License-Identifier: GPL-2.0 */
/* Where the columns of an array stand, and drawing its head and rows. */
#ifndef STAPX_TOP_LAYOUT_H
#define STAPX_TOP_LAYOUT_H

#include "top/grid.h"
#include "top/model.h"

struct top_layout {
	bool hidden[TOP_MAX_COLUMNS];
	int x[TOP_MAX_COLUMNS];
	int width[TOP_MAX_COLUMNS];
};

/*
 * Makes the columns wide enough for the rows [first, first + nr), then fits
 * them into cols: texts become narrower, numbers never; when that is not
 * enough, columns are hidden, values first, never the one that is sorted by.
 * Columns do not shrink from frame to frame: remembered in array->width.
 */
void top_layout_fit(struct top_layout *layout, struct top_array *array,
		    size_t first, size_t nr, int cols);

void top_layout_draw_head(const struct top_layout *layout,
			  const struct top_array *array, struct top_grid *grid,
			  int row);
void top_layout_draw_row(const struct top_layout *layout,
			 const struct top_array *array, size_t i,
			 struct top_grid *grid, int row);

#endif

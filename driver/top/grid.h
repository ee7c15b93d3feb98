/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A screen in memory: rows x cols cells of wide characters with attributes.
 * Everything is drawn into a grid; the terminal, --batch and the tests only
 * copy it. Drawing outside of the grid is cut off, never an error.
 */
#ifndef STAPX_TOP_GRID_H
#define STAPX_TOP_GRID_H

#include <stdio.h>
#include <wchar.h>

#define TOP_CELL_CHARS 3 /* a base and two combining characters */

/* What a cell is, not how it looks: the colours are the screen's affair. */
enum top_attr {
	TOP_ATTR_NORMAL,
	TOP_ATTR_TITLE,
	TOP_ATTR_HEAD, /* of a column */
	TOP_ATTR_SORT, /* of the column that is sorted by */
	TOP_ATTR_TAB, /* the selected array */
	TOP_ATTR_DIM, /* less important */
	TOP_ATTR_ALERT,
	TOP_ATTR_NR,
};

struct top_cell {
	wchar_t ch[TOP_CELL_CHARS]; /* [0] 0: right half of a wide one */
	unsigned char attr;
};

struct top_grid {
	int rows;
	int cols;
	struct top_cell *cells; /* row by row */
};

/* All cells blank. 0 or -ENOMEM. */
int top_grid_init(struct top_grid *grid, int rows, int cols);
void top_grid_deinit(struct top_grid *grid);

/* New size, all blank; on -ENOMEM the grid is as before. */
int top_grid_resize(struct top_grid *grid, int rows, int cols);
void top_grid_clear(struct top_grid *grid);

/*
 * Puts text into the columns [col, col + width) of a row, from the left; what
 * does not fit is cut off behind an ellipsis. Returns the columns used.
 */
int top_grid_put(struct top_grid *grid, int row, int col, int width,
		 const char *text, size_t len, enum top_attr attr);

/* The same, at the right end of the columns. */
int top_grid_put_right(struct top_grid *grid, int row, int col, int width,
		       const char *text, size_t len, enum top_attr attr);

/* printf to the columns from col to the row's end; returns columns used. */
int top_grid_printf(struct top_grid *grid, int row, int col, enum top_attr attr,
		    const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* Sets the attribute of the columns [col, col + width), characters stay. */
void top_grid_paint(struct top_grid *grid, int row, int col, int width,
		    enum top_attr attr);

/* Writes a row without the blanks at its end, in the locale's encoding. */
void top_grid_print_row(const struct top_grid *grid, int row, FILE *out);

static inline struct top_cell *top_grid_cell(const struct top_grid *grid,
					     int row, int col)
{
	return &grid->cells[(size_t)row * (size_t)grid->cols + (size_t)col];
}

#endif

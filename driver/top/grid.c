// SPDX-License-Identifier: GPL-2.0
/* A screen in memory. */
#include "top/grid.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "top/text.h"

int top_grid_init(struct top_grid *grid, int rows, int cols)
{
	*grid = (struct top_grid){ 0 };
	return top_grid_resize(grid, rows, cols);
}

void top_grid_deinit(struct top_grid *grid)
{
	free(grid->cells);
	*grid = (struct top_grid){ 0 };
}

int top_grid_resize(struct top_grid *grid, int rows, int cols)
{
	size_t nr = (size_t)rows * (size_t)cols;
	struct top_cell *cells = calloc(nr + 1, sizeof(*cells));

	if (!cells)
		return -ENOMEM;
	free(grid->cells);
	*grid = (struct top_grid){ rows, cols, cells };
	top_grid_clear(grid);
	return 0;
}

void top_grid_clear(struct top_grid *grid)
{
	size_t nr = (size_t)grid->rows * (size_t)grid->cols;
	size_t i;

	for (i = 0; i < nr; i++)
		grid->cells[i] = (struct top_cell){ .ch = { L' ' } };
}

/* The part of [col, col + *width) that lies in the grid; false: nothing. */
static bool clip(const struct top_grid *grid, int row, int col, int *width)
{
	if (row < 0 || row >= grid->rows || col < 0 || col >= grid->cols)
		return false;
	if (*width > grid->cols - col)
		*width = grid->cols - col;
	return *width > 0;
}

static void set_cell(struct top_grid *grid, int row, int col, wchar_t ch,
		     enum top_attr attr)
{
	*top_grid_cell(grid, row, col) = (struct top_cell){
		.ch = { ch },
		.attr = (unsigned char)attr,
	};
}

static void put_piece(struct top_grid *grid, int row, int col,
		      const struct top_piece *piece, enum top_attr attr)
{
	struct top_cell *cell = top_grid_cell(grid, row, col);
	int i;

	if (piece->escape) {
		attr = attr == TOP_ATTR_NORMAL ? TOP_ATTR_DIM : attr;
		for (i = 0; i < piece->nr; i++)
			set_cell(grid, row, col + i, piece->ch[i], attr);
		return;
	}
	set_cell(grid, row, col, piece->ch[0], attr);
	for (i = 1; i < piece->nr && i < TOP_CELL_CHARS; i++)
		cell->ch[i] = piece->ch[i];
	for (i = 1; i < piece->width; i++)
		set_cell(grid, row, col + i, 0, attr);
}

int top_grid_put(struct top_grid *grid, int row, int col, int width,
		 const char *text, size_t len, enum top_attr attr)
{
	struct top_piece piece;
	int room;
	int used = 0;

	if (!clip(grid, row, col, &width))
		return 0;
	/* One column is kept for the ellipsis unless everything fits. */
	room = top_text_width(text, len, width) > width ? width - 1 : width;
	while (len) {
		size_t took = top_text_next(text, len, &piece);

		if (used + piece.width > room)
			break;
		put_piece(grid, row, col + used, &piece, attr);
		used += piece.width;
		text += took;
		len -= took;
	}
	if (len)
		set_cell(grid, row, col + used++, top_text_ellipsis(), attr);
	return used;
}

int top_grid_put_right(struct top_grid *grid, int row, int col, int width,
		       const char *text, size_t len, enum top_attr attr)
{
	int want;

	if (!clip(grid, row, col, &width))
		return 0;
	want = top_text_width(text, len, width);
	if (want > width)
		want = width;
	return top_grid_put(grid, row, col + width - want, want, text, len,
			    attr);
}

int top_grid_printf(struct top_grid *grid, int row, int col, enum top_attr attr,
		    const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return top_grid_put(grid, row, col, grid->cols, text, strlen(text),
			    attr);
}

void top_grid_paint(struct top_grid *grid, int row, int col, int width,
		    enum top_attr attr)
{
	int i;

	if (!clip(grid, row, col, &width))
		return;
	for (i = 0; i < width; i++)
		top_grid_cell(grid, row, col + i)->attr = (unsigned char)attr;
}

static void print_cell(const struct top_cell *cell, FILE *out)
{
	char text[MB_LEN_MAX];
	int i;

	for (i = 0; i < TOP_CELL_CHARS && cell->ch[i]; i++) {
		mbstate_t state = { 0 };
		size_t len = wcrtomb(text, cell->ch[i], &state);

		if (len != (size_t)-1)
			fwrite(text, 1, len, out);
		else if (!i)
			putc('?', out);
	}
}

void top_grid_print_row(const struct top_grid *grid, int row, FILE *out)
{
	int end = grid->cols;
	int col;

	while (end > 0 && top_grid_cell(grid, row, end - 1)->ch[0] == L' ' &&
	       !top_grid_cell(grid, row, end - 1)->ch[1])
		end--;
	for (col = 0; col < end; col++)
		print_cell(top_grid_cell(grid, row, col), out);
	putc('\n', out);
}

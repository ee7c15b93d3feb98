// SPDX-License-Identifier: GPL-2.0
/* The front that is a file: one frame of text behind the other on stdout. */
#include "top/loop.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/log.h"
#include "top/frame.h"
#include "top/layout.h"
#include "top/view_table.h"

#define WIDTH_FILE 512 /* columns where nobody says how many there are */
#define WIDTH_MOST 4096

static struct top_grid grid;

static int output_width(void)
{
	const char *text = getenv("COLUMNS");
	struct winsize size;
	int cols = text ? atoi(text) : 0;

	if (cols > 0)
		return cols < WIDTH_MOST ? cols : WIDTH_MOST;
	if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_col)
		return size.ws_col;
	return WIDTH_FILE;
}

static int open_batch(struct top_model *model)
{
	(void)model;
	return top_grid_init(&grid, TOP_HEAD_ROWS, output_width());
}

static void close_batch(struct top_model *model)
{
	(void)model;
	top_grid_deinit(&grid);
}

static int no_fds(int fds[TOP_FRONT_FDS])
{
	(void)fds;
	return 0;
}

static unsigned int no_input(struct top_model *model)
{
	(void)model;
	return 0;
}

/* The grid is a window of one row that moves down the array. */
static void print_array(struct top_array *array)
{
	struct top_layout layout;
	char name[256];
	size_t i;

	top_view_table_name(array, name, sizeof(name));
	top_grid_clear(&grid);
	top_layout_fit(&layout, array, 0, array->rows_nr, grid.cols);
	top_grid_printf(&grid, 0, 0, TOP_ATTR_NORMAL, "%s  %zu %s", name,
			array->rows_nr,
			array->rows_nr == 1 ? "entry" : "entries");
	top_layout_draw_head(&layout, array, &grid, 1);
	top_grid_print_row(&grid, 0, stdout);
	top_grid_print_row(&grid, 1, stdout);
	for (i = 0; i < array->rows_nr; i++) {
		top_grid_clear(&grid);
		top_layout_draw_row(&layout, array, i, &grid, 0);
		top_grid_print_row(&grid, 0, stdout);
	}
}

static int print_frame(struct top_model *model, unsigned int flags)
{
	size_t i;
	int rows;
	int row;
	int err;

	(void)flags;
	top_grid_clear(&grid);
	rows = top_frame_head(model, &grid);
	for (row = 0; row < rows; row++)
		top_grid_print_row(&grid, row, stdout);
	for (i = 0; i < model->arrays_nr; i++)
		print_array(&model->arrays[i]);
	putchar('\n');
	if (!fflush(stdout) && !ferror(stdout))
		return 0;
	err = -errno;
	/* Whoever reads us may have seen enough: `| head`. */
	if (err != -EPIPE)
		log_err("write the frame: %s", strerror(-err));
	return err;
}

const struct top_front top_front_batch = {
	.open = open_batch,
	.close = close_batch,
	.fds = no_fds,
	.input = no_input,
	.draw = print_frame,
};

// SPDX-License-Identifier: GPL-2.0
/* The view of the arrays: one of them at a time, as a sorted table. */
#include "top/view_table.h"

#include <stdio.h>
#include <string.h>

#include "top/keys.h"
#include "top/layout.h"
#include "top/view.h"

#define NAME_LEN 256

/* Rows above the entries: the names of the arrays, the heads of columns. */
#define HEAD_ROWS 2

void top_view_table_name(const struct top_array *array, char *buf, size_t size)
{
	const struct dump_table *table = &array->now.table;

	snprintf(buf, size, "%.*s[%.*s]", NAME_LEN - 16, table->name,
		 table->decl->nkeys - 1, ",,,,,,,,");
}

static void draw_names(const struct top_model *model, struct top_grid *grid,
		       int row)
{
	char name[NAME_LEN];
	int col = 0;
	size_t i;

	for (i = 0; i < model->arrays_nr; i++) {
		enum top_attr attr = i == model->selected ? TOP_ATTR_TAB
							  : TOP_ATTR_NORMAL;

		top_view_table_name(&model->arrays[i], name, sizeof(name));
		if (model->arrays_nr > 1)
			col += top_grid_printf(grid, row, col, attr, "%zu:%s",
					       i + 1, name);
		else
			col += top_grid_printf(grid, row, col, attr, "%s",
					       name);
		col += 2;
	}
}

static void draw_entries(struct top_array *array, struct top_grid *grid,
			 int top, int bottom)
{
	struct top_layout layout;
	size_t nr = (size_t)(bottom - top);
	size_t i;

	top_layout_fit(&layout, array, array->first, nr, grid->cols);
	top_layout_draw_head(&layout, array, grid, top - 1);
	for (i = array->first; i < array->rows_nr && top < bottom; i++, top++)
		top_layout_draw_row(&layout, array, i, grid, top);
	if (!array->rows_nr)
		top_grid_printf(grid, top, 0, TOP_ATTR_DIM, "no entries yet");
}

static void draw(struct top_model *model, struct top_grid *grid, int top,
		 int bottom)
{
	struct top_array *array = top_model_array(model);

	if (!array) {
		top_grid_printf(grid, top, 0, TOP_ATTR_DIM,
				"the script has no global array to show");
		return;
	}
	draw_names(model, grid, top);
	top += HEAD_ROWS;
	if (top >= bottom)
		return;
	model->page = bottom - top;
	/* The array may have become shorter, the screen higher. */
	top_view_scroll(model, 0);
	draw_entries(array, grid, top, bottom);
}

static size_t lines(const struct top_model *model)
{
	const struct top_array *array = top_model_array(model);

	return array ? array->rows_nr : 0;
}

static size_t *first(struct top_model *model)
{
	struct top_array *array = top_model_array(model);

	return array ? &array->first : &model->no_array_first;
}

const struct top_view top_view_table = {
	.name = "entries",
	.draw = draw,
	.lines = lines,
	.first = first,
	.keys = top_keys_table,
	.shows_output = true,
};

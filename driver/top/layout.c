// SPDX-License-Identifier: GPL-2.0
/* Where the columns of an array stand. */
#include "top/layout.h"

#include <string.h>

#include "top/text.h"

#define GAP	   2 /* columns between two columns */
#define TEXT_LEAST 8 /* a text column becomes no narrower */
#define TEXT_MOST  400

static int cell_width(const struct top_column *column,
		      const struct top_row *row)
{
	char buf[TOP_NUMBER_LEN];
	struct dump_str text = column->ops->text(column, row, buf);

	return top_text_width(text.data, text.len, TEXT_MOST);
}

static void widen(struct top_array *array, int i, size_t first, size_t nr)
{
	const struct top_column *column = &array->columns[i];
	/* The title and the arrow of the sorted column. */
	int width = (int)strlen(column->title) + 1;
	size_t row;

	if (array->width[i] > width)
		width = array->width[i];
	for (row = first; row < first + nr && row < array->rows_nr; row++) {
		int cell = cell_width(column, &array->rows[row]);

		width = cell > width ? cell : width;
	}
	array->width[i] = width;
}

static int total_width(const struct top_layout *layout, int nr)
{
	int sum = 0;
	int i;

	for (i = 0; i < nr; i++)
		if (!layout->hidden[i])
			sum += layout->width[i] + (sum ? GAP : 0);
	return sum;
}

/* The widest column that may become narrower, -1 if there is none. */
static int widest_text(const struct top_layout *layout,
		       const struct top_array *array)
{
	int best = -1;
	int i;

	for (i = 0; i < array->columns_nr; i++)
		if (!array->columns[i].ops->right &&
		    layout->width[i] > TEXT_LEAST &&
		    (best < 0 || layout->width[i] > layout->width[best]))
			best = i;
	return best;
}

/*
 * The column that is missed least, -1 if there is none: values from the
 * right end up to the sorted column, then from the left, then keys.
 */
static int least_wanted(const struct top_layout *layout,
			const struct top_array *array)
{
	int keys_nr = array->now.table.decl->nkeys;
	int i;

	for (i = array->columns_nr - 1; i > array->sort && i >= keys_nr; i--)
		if (!layout->hidden[i])
			return i;
	for (i = keys_nr; i < array->sort; i++)
		if (!layout->hidden[i])
			return i;
	for (i = keys_nr - 1; i >= 0; i--)
		if (!layout->hidden[i] && i != array->sort)
			return i;
	return -1;
}

static void place(struct top_layout *layout, int nr)
{
	int x = 0;
	int i;

	for (i = 0; i < nr; i++) {
		layout->x[i] = x;
		if (!layout->hidden[i])
			x += layout->width[i] + GAP;
	}
}

void top_layout_fit(struct top_layout *layout, struct top_array *array,
		    size_t first, size_t nr, int cols)
{
	int i;

	*layout = (struct top_layout){ 0 };
	for (i = 0; i < array->columns_nr; i++) {
		widen(array, i, first, nr);
		layout->width[i] = array->width[i];
	}
	while (total_width(layout, array->columns_nr) > cols) {
		i = widest_text(layout, array);
		if (i < 0)
			break;
		layout->width[i]--;
	}
	while (total_width(layout, array->columns_nr) > cols) {
		i = least_wanted(layout, array);
		if (i < 0)
			break;
		layout->hidden[i] = true;
	}
	place(layout, array->columns_nr);
}

static void put_cell(const struct top_layout *layout,
		     const struct top_array *array, int i,
		     const struct dump_str *text, struct top_grid *grid,
		     int row, enum top_attr attr)
{
	if (array->columns[i].ops->right)
		top_grid_put_right(grid, row, layout->x[i], layout->width[i],
				   text->data, text->len, attr);
	else
		top_grid_put(grid, row, layout->x[i], layout->width[i],
			     text->data, text->len, attr);
}

/* The title, with an arrow when the rows are sorted by this column. */
static size_t title_text(const struct top_array *array, int i, char *buf,
			 size_t len)
{
	bool arrows = wcwidth(L'\u25bc') == 1;
	const char *arrow = "";

	if (i == array->sort && array->down)
		arrow = arrows ? "\u25bc" : "v";
	else if (i == array->sort)
		arrow = arrows ? "\u25b2" : "^";
	return (size_t)snprintf(buf, len, "%s%s", array->columns[i].title,
				arrow);
}

void top_layout_draw_head(const struct top_layout *layout,
			  const struct top_array *array, struct top_grid *grid,
			  int row)
{
	char buf[32];
	int i;

	top_grid_paint(grid, row, 0, grid->cols, TOP_ATTR_HEAD);
	for (i = 0; i < array->columns_nr; i++) {
		struct dump_str title = { .data = buf };

		if (layout->hidden[i])
			continue;
		title.len = (u32)title_text(array, i, buf, sizeof(buf));
		put_cell(layout, array, i, &title, grid, row, TOP_ATTR_HEAD);
		if (i == array->sort)
			top_grid_paint(grid, row, layout->x[i],
				       layout->width[i], TOP_ATTR_SORT);
	}
}

void top_layout_draw_row(const struct top_layout *layout,
			 const struct top_array *array, size_t i,
			 struct top_grid *grid, int row)
{
	char buf[TOP_NUMBER_LEN];
	int col;

	for (col = 0; col < array->columns_nr; col++) {
		const struct top_column *column = &array->columns[col];
		struct dump_str text;

		if (layout->hidden[col])
			continue;
		text = column->ops->text(column, &array->rows[i], buf);
		put_cell(layout, array, col, &text, grid, row, TOP_ATTR_NORMAL);
	}
}

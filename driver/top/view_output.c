// SPDX-License-Identifier: GPL-2.0
/* The view of what the script printed. */
#include "top/view.h"

static void draw(struct top_model *model, struct top_grid *grid, int top,
		 int bottom)
{
	size_t i;

	model->page = bottom - top;
	top_view_scroll(model, 0);
	if (!model->output.nr)
		top_grid_printf(grid, top, 0, TOP_ATTR_DIM,
				"the script has printed nothing");
	for (i = model->output_first; i < model->output.nr && top < bottom;
	     i++, top++) {
		const struct top_line *line =
			top_output_line(&model->output, i);

		top_grid_put(grid, top, 0, grid->cols,
			     line->text ? line->text : "", line->len,
			     line->message ? TOP_ATTR_ALERT : TOP_ATTR_NORMAL);
	}
}

static size_t lines(const struct top_model *model)
{
	return model->output.nr;
}

static size_t *first(struct top_model *model)
{
	return &model->output_first;
}

const struct top_view top_view_output = {
	.name = "lines",
	.draw = draw,
	.lines = lines,
	.first = first,
};

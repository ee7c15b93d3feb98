// SPDX-License-Identifier: GPL-2.0
/* The whole screen. */
#include "top/frame.h"

#include <string.h>

#include "top/text.h"
#include "top/view.h"

#define SCALAR_GAP 2
#define SCALAR_LEN 1024 /* bytes of one "name=value" */

/* The script's lines take this part of the view, and no more than this. */
#define OUTPUT_PART 4
#define OUTPUT_MOST 6

static const char keys[] =
	"q quit  h help  p pause  < > sort  r reverse  o output";

static const char *state_text(const struct top_model *model)
{
	if (model->ended)
		return " ENDED ";
	return model->paused ? " PAUSED " : "";
}

static void draw_title(const struct top_model *model, struct top_grid *grid)
{
	double seconds = (double)(model->time_ns - model->start_ns) / 1e9;
	const char *state = state_text(model);
	int state_len = (int)strlen(state);
	char title[512];
	char pid[24] = "";
	int used;

	if (model->pid)
		snprintf(pid, sizeof(pid), "  pid %d", model->pid);
	snprintf(title, sizeof(title),
		 "stapx-top: %.256s%s  %.1f s, every %.1f s", model->title, pid,
		 seconds, model->delay_ms / 1000.0);
	used = top_grid_put(grid, 0, 0, grid->cols - state_len, title,
			    strlen(title), TOP_ATTR_TITLE);
	top_grid_put(grid, 0, used, state_len, state, strlen(state),
		     TOP_ATTR_ALERT);
}

/* Formats "name=" into buf and returns its length; the value follows it. */
static size_t scalar_text(const struct dump_table *table, char *buf,
			  size_t size)
{
	const struct dump_entry *entry = table->entries;
	char num[SX_AGG_NR][TOP_NUMBER_LEN];
	int len = 0;
	int i;

	if (!table->entries_nr)
		return (size_t)snprintf(buf, size, "%.256s=?", table->name);
	switch (dump_value_kind(table)) {
	case DUMP_INT:
		len = snprintf(buf, size, "%.256s=%s", table->name,
			       top_column_int(entry->num, num[0]));
		break;
	case DUMP_STR:
		len = snprintf(buf, size, "%.256s=\"%.*s\"", table->name,
			       entry->str.len > 512 ? 512 : (int)entry->str.len,
			       entry->str.data);
		break;
	case DUMP_STAT:
		for (i = 0; i < SX_AGG_NR; i++)
			top_column_int(entry->stat[i], num[i]);
		len = snprintf(
			buf, size,
			"%.256s=(count %s, sum %s, min %s, avg %s, max %s)",
			table->name, num[SX_AGG_COUNT], num[SX_AGG_SUM],
			num[SX_AGG_MIN], num[SX_AGG_AVG], num[SX_AGG_MAX]);
		break;
	}
	return len < (int)size ? (size_t)len : size - 1;
}

/* Returns the row behind the last one used. */
static int draw_scalars(const struct top_model *model, struct top_grid *grid,
			int row, int rows_end)
{
	char buf[SCALAR_LEN];
	int col = 0;
	size_t i;

	for (i = 0; i < model->scalars_nr; i++) {
		const struct dump_table *table = &model->scalars[i].table;
		size_t len = scalar_text(table, buf, sizeof(buf));
		int width = top_text_width(buf, len, grid->cols);

		if (col && col + width > grid->cols && row + 1 < rows_end) {
			col = 0;
			row++;
		}
		col += top_grid_put(grid, row, col, grid->cols, buf, len,
				    TOP_ATTR_NORMAL);
		col += SCALAR_GAP;
	}
	return model->scalars_nr ? row + 1 : row;
}

int top_frame_head(const struct top_model *model, struct top_grid *grid)
{
	draw_title(model, grid);
	return draw_scalars(model, grid, 1, TOP_HEAD_ROWS);
}

/* Draws the last lines above row `bottom`; returns the row of the first. */
static int draw_output(const struct top_model *model, struct top_grid *grid,
		       int top, int bottom)
{
	const struct top_output *output = &model->output;
	size_t nr = bottom > top ? (size_t)(bottom - top) / OUTPUT_PART : 0;
	size_t i;

	if (nr > OUTPUT_MOST)
		nr = OUTPUT_MOST;
	if (nr > output->nr)
		nr = output->nr;
	for (i = 0; i < nr; i++) {
		const struct top_line *line =
			top_output_line(output, output->nr - nr + i);

		top_grid_put(grid, bottom - (int)(nr - i), 0, grid->cols,
			     line->text ? line->text : "", line->len,
			     line->message ? TOP_ATTR_ALERT : TOP_ATTR_DIM);
	}
	return bottom - (int)nr;
}

/* "entries 1-20 of 345", empty when there is nothing to scroll. */
static size_t place_text(struct top_model *model, char *buf, size_t size)
{
	size_t all = model->view->lines(model);
	size_t first = *model->view->first(model);
	size_t last = first + (size_t)model->page;

	if (!all || !model->page)
		return 0;
	return (size_t)snprintf(buf, size, "%s %zu-%zu of %zu",
				model->view->name, first + 1,
				last < all ? last : all, all);
}

static void draw_foot(struct top_model *model, struct top_grid *grid)
{
	char place[96];
	size_t len = place_text(model, place, sizeof(place));
	int row = grid->rows - 1;

	top_grid_put(grid, row, 0, grid->cols - (len ? (int)len + 2 : 0), keys,
		     strlen(keys), TOP_ATTR_DIM);
	top_grid_put_right(grid, row, 0, grid->cols, place, len, TOP_ATTR_DIM);
}

void top_frame_draw(struct top_model *model, struct top_grid *grid)
{
	int bottom = grid->rows - 1;
	int top;

	top_grid_clear(grid);
	top = top_frame_head(model, grid);
	if (model->view->shows_output)
		bottom = draw_output(model, grid, top, bottom);
	model->page = 0;
	if (bottom > top)
		model->view->draw(model, grid, top, bottom);
	draw_foot(model, grid);
}

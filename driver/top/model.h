/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What stapx-top knows and what is selected, without any drawing: the arrays
 * with their rows in order, the scalars, the script's output, the view.
 */
#ifndef STAPX_TOP_MODEL_H
#define STAPX_TOP_MODEL_H

#include <stdbool.h>

#include "top/column.h"
#include "top/output.h"
#include "top/source.h"

struct top_view;

/* What has to be done after a key or an event; handlers return these. */
#define TOP_REDRAW  (1u << 0)
#define TOP_RESORT  (1u << 1) /* the rows of the selected array */
#define TOP_REPAINT (1u << 2) /* the terminal's contents are not known */
#define TOP_REFRESH (1u << 3) /* read the globals now */
#define TOP_QUIT    (1u << 4)

#define TOP_DELAY_MIN_MS 100
#define TOP_DELAY_MAX_MS 3600000

/* Entries of one read in the order of their keys. */
struct top_reading {
	struct dump_table table;
	const struct dump_entry **by_key;
	u64 time_ns; /* 0: not read yet */
};

struct top_array {
	size_t global; /* number in the source */
	struct top_reading now;
	struct top_reading before; /* the frame before, for rates */
	struct top_row *rows; /* as sorted */
	size_t rows_nr;
	struct top_column columns[TOP_MAX_COLUMNS];
	int columns_nr;
	int width[TOP_MAX_COLUMNS]; /* widest text so far */
	int sort; /* column */
	bool down; /* descending */
	size_t first; /* row at the top of the screen */
};

struct top_scalar {
	size_t global;
	struct dump_table table;
};

struct top_model {
	const struct top_source *source; /* borrowed */
	const char *title; /* borrowed: the script's name */
	int pid; /* the process looked at, 0: none */
	struct top_array *arrays;
	size_t arrays_nr;
	size_t selected; /* array on the screen */
	struct top_scalar *scalars;
	size_t scalars_nr;
	struct top_output output;
	u64 start_ns; /* of the first reading */
	u64 time_ns; /* of the last one */
	unsigned int delay_ms;
	bool paused;
	bool ended; /* the script is not running any more */
	const struct top_view *view;
	size_t output_first; /* lines at the top of the other views */
	size_t help_first;
	size_t no_array_first;
	int page; /* lines that the view showed the last time */
};

/* Borrows source and title until top_model_deinit(). 0 or -ENOMEM. */
int top_model_init(struct top_model *model, const struct top_source *source,
		   const char *title, int pid);
void top_model_deinit(struct top_model *model);

/*
 * Reads all globals and sorts their rows. What could not be read stays as it
 * was. 0, -ENOMEM, or what the source's read returned.
 */
int top_model_update(struct top_model *model);

/* The selected array, NULL when the script has none. */
struct top_array *top_model_array(const struct top_model *model);

/* Sorts the rows by array->sort and array->down; equal ones by their keys. */
void top_array_sort(struct top_array *array);

#endif

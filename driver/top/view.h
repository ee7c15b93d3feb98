/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A view is what fills the middle of the screen: a table of operations. To
 * add one, write its file, declare it here, and give it a key in keys.c.
 */
#ifndef STAPX_TOP_VIEW_H
#define STAPX_TOP_VIEW_H

#include "top/grid.h"
#include "top/model.h"

struct top_key;

struct top_view {
	const char *name;
	/* Draws into the rows [top, bottom) and sets model->page. */
	void (*draw)(struct top_model *model, struct top_grid *grid, int top,
		     int bottom);
	/* Lines that can be scrolled, and the one that is uppermost. */
	size_t (*lines)(const struct top_model *model);
	size_t *(*first)(struct top_model *model);
	/* Keys of this view only, the last row is all-zero; may be NULL. */
	const struct top_key *keys;
	bool shows_output; /* the script's last lines stand below it */
};

extern const struct top_view top_view_table;
extern const struct top_view top_view_output;
extern const struct top_view top_view_help;

/* Moves the view by lines, not beyond its ends. */
void top_view_scroll(struct top_model *model, long lines);

#endif

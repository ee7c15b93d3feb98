// SPDX-License-Identifier: GPL-2.0
/* The view of the keys, made from the tables that handle them. */
#include "top/keys.h"
#include "top/view.h"

#define LABEL_WIDTH 14

static const struct top_key *const tables[] = {
	top_keys_table,
	top_keys_common,
};

#define TABLES_NR (sizeof(tables) / sizeof(tables[0]))

/* Help line i, NULL behind the last one. */
static const struct top_key *help_line(size_t i)
{
	const struct top_key *key;
	size_t table;

	for (table = 0; table < TABLES_NR; table++)
		for (key = tables[table]; key->handle; key++)
			if (key->label && !i--)
				return key;
	return NULL;
}

static void draw(struct top_model *model, struct top_grid *grid, int top,
		 int bottom)
{
	size_t i;

	model->page = bottom - top;
	top_view_scroll(model, 0);
	for (i = model->help_first; top < bottom; i++, top++) {
		const struct top_key *key = help_line(i);

		if (!key)
			break;
		top_grid_printf(grid, top, 2, TOP_ATTR_TAB, "%s", key->label);
		top_grid_printf(grid, top, 2 + LABEL_WIDTH, TOP_ATTR_NORMAL,
				"%s", key->help);
	}
}

static size_t lines(const struct top_model *model)
{
	size_t nr = 0;

	(void)model;
	while (help_line(nr))
		nr++;
	return nr;
}

static size_t *first(struct top_model *model)
{
	return &model->help_first;
}

const struct top_view top_view_help = {
	.name = "keys",
	.draw = draw,
	.lines = lines,
	.first = first,
};

// SPDX-License-Identifier: GPL-2.0
/* Where each frame of a tree is drawn. */
#include "flame/layout.h"

#include <stdlib.h>

/* Rounded so that what ends at a sample and what begins there meet. */
static u64 scale(u64 at, u64 total, u64 width)
{
	unsigned __int128 wide = (unsigned __int128)at * width + total / 2;

	return (u64)(wide / total);
}

static void place(struct layout *layout, const struct flame_tree *tree, u32 i,
		  u64 width)
{
	const struct tree_node *node = tree_node(tree, i);
	u64 total = tree->sum[TREE_SHOWN];
	u64 x = scale(node->start, total, width);
	u64 end = scale(node->start + node->total[TREE_SHOWN], total, width);
	struct layout_box *box;

	/* It is in the base only. */
	if (!node->total[TREE_SHOWN])
		return;
	if (end - x < layout->min) {
		layout->hidden_nr++;
		return;
	}
	box = vec_push(&layout->boxes);
	*box = (struct layout_box){ i, node->depth, x, end - x };
}

static int compare_widths(const void *a, const void *b)
{
	const u64 *x = a, *y = b;

	return (*x < *y) - (*x > *y);
}

/* The width that not too many boxes have, in whole 1/100 pixels. */
static u64 choose_min(const struct layout *layout, struct arena *arena)
{
	const u64 step = LAYOUT_PIXEL / 100;
	u32 nr = layout->boxes.nr;
	u64 *widths = arena_alloc(arena, nr * sizeof(u64));

	for (u32 i = 0; i < nr; i++) {
		const struct layout_box *box = vec_at(&layout->boxes, i);

		widths[i] = box->width;
	}
	qsort(widths, nr, sizeof(*widths), compare_widths);
	return (widths[LAYOUT_BOXES_MAX] / step + 1) * step;
}

/* A frame is not narrower than its children: what stays hangs together. */
static void leave_out(struct layout *layout)
{
	u32 kept = 0;

	for (u32 i = 0; i < layout->boxes.nr; i++) {
		const struct layout_box *box = vec_at(&layout->boxes, i);

		if (box->width < layout->min)
			layout->hidden_nr++;
		else
			*(struct layout_box *)vec_at(&layout->boxes, kept++) =
				*box;
	}
	layout->boxes.nr = kept;
}

static void count_rows(struct layout *layout)
{
	for (u32 i = 0; i < layout->boxes.nr; i++) {
		const struct layout_box *box = vec_at(&layout->boxes, i);

		if (box->depth >= layout->rows_nr)
			layout->rows_nr = box->depth + 1;
	}
}

void layout_make(struct layout *layout, const struct flame_tree *tree,
		 u64 width, u64 min)
{
	bool is_auto = min == LAYOUT_MIN_AUTO;
	u32 i = TREE_ROOT;

	/* What is rounded to no width cannot be drawn. */
	*layout = (struct layout){ .min = is_auto ? LAYOUT_MIN_LEAST
					  : min	  ? min
						  : 1 };
	vec_init(&layout->boxes, tree->arena, sizeof(struct layout_box));
	do {
		place(layout, tree, i, width);
		i = tree_next(tree, i);
	} while (i != TREE_NONE);
	if (is_auto && layout->boxes.nr > LAYOUT_BOXES_MAX) {
		layout->min = choose_min(layout, tree->arena);
		leave_out(layout);
	}
	count_rows(layout);
}

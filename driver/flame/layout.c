// SPDX-License-Identifier: GPL-2.0
/* Where each frame of a tree is drawn. */
#include "flame/layout.h"

/* Rounded so that what ends at a sample and what begins there meet. */
static u64 scale(u64 at, u64 total, u64 width)
{
	unsigned __int128 wide = (unsigned __int128)at * width + total / 2;

	return (u64)(wide / total);
}

static void place(struct layout *layout, const struct flame_tree *tree, u32 i,
		  u64 width, u64 min)
{
	const struct tree_node *node = tree_node(tree, i);
	u64 total = tree->sum[TREE_SHOWN];
	u64 x = scale(node->start, total, width);
	u64 end = scale(node->start + node->total[TREE_SHOWN], total, width);
	struct layout_box *box;

	/* It is in the base only. */
	if (!node->total[TREE_SHOWN])
		return;
	if (end - x < min || end == x) {
		layout->hidden_nr++;
		return;
	}
	box = vec_push(&layout->boxes);
	*box = (struct layout_box){ i, node->depth, x, end - x };
	if (node->depth >= layout->rows_nr)
		layout->rows_nr = node->depth + 1;
}

void layout_make(struct layout *layout, const struct flame_tree *tree,
		 u64 width, u64 min)
{
	u32 i = TREE_ROOT;

	*layout = (struct layout){ 0 };
	vec_init(&layout->boxes, tree->arena, sizeof(struct layout_box));
	do {
		place(layout, tree, i, width, min);
		i = tree_next(tree, i);
	} while (i != TREE_NONE);
}

/* SPDX-License-Identifier: GPL-2.0 */
/* Where each frame of a tree is drawn. */
#ifndef STAPX_FLAME_LAYOUT_H
#define STAPX_FLAME_LAYOUT_H

#include "flame/tree.h"

/* Lengths are whole numbers of this part of a pixel: the same everywhere. */
#define LAYOUT_PIXEL 10000u

struct layout_box {
	u32 node;
	u32 depth;
	u64 x;
	u64 width;
};

/* What a browser shows at once. */
#define LAYOUT_BOXES_MAX 30000u

/* As narrow as it may be without passing LAYOUT_BOXES_MAX. */
#define LAYOUT_MIN_AUTO	 (~(u64)0)
#define LAYOUT_MIN_LEAST (LAYOUT_PIXEL / 10) /* of LAYOUT_MIN_AUTO */

struct layout {
	struct vec boxes; /* struct layout_box, parents first */
	u32 rows_nr;
	u64 min; /* width of what is there */
	u64 hidden_nr; /* frames that are too narrow */
};

/*
 * Of a finished tree with at least one sample; width is that of the whole,
 * and min of the narrowest frame, both in 1/LAYOUT_PIXEL. Lives in the tree's
 * arena.
 */
void layout_make(struct layout *layout, const struct flame_tree *tree,
		 u64 width, u64 min);

#endif

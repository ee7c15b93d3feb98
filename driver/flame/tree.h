/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The merged call tree of a flame graph.
 *
 * Samples are added, then tree_finish() sorts the tree and sums it up; what
 * lies behind that only reads it. A node comes behind its parent, so that
 * walks need no recursion, however deep a stack is.
 */
#ifndef STAPX_FLAME_TREE_H
#define STAPX_FLAME_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stapx/types.h>

#include "base/keymap.h"
#include "base/vec.h"

#define TREE_NODES_MAX (1u << 23)
#define TREE_DEPTH_MAX (1u << 16) /* frames of a stack */

#define TREE_ROOT 0u
#define TREE_NONE 0u /* the root is nobody's child */

/* Where the code of a frame is; the folded text says it by a suffix. */
enum frame_kind {
	FRAME_USER,
	FRAME_KERNEL, /* _[k] */
	FRAME_INLINED, /* _[i] */
	FRAME_JIT, /* _[j] */
	FRAME_KINDS_NR,
};

/* Of a differential graph: what it shows, and what that is compared with. */
enum tree_side {
	TREE_SHOWN,
	TREE_BASE,
	TREE_SIDES_NR,
};

struct tree_node {
	u32 parent;
	u32 name;
	u32 depth; /* the root's is 0 */
	u32 first; /* child; until tree_finish() the one that came last */
	u32 next; /* sibling */
	u64 start; /* samples left of it */
	u64 self[TREE_SIDES_NR];
	u64 total[TREE_SIDES_NR]; /* with its children; by tree_finish() */
};

/* One stack in the order of time. */
struct tree_sample {
	u32 node;
	u64 count;
};

struct flame_tree {
	struct arena *arena; /* borrowed */
	struct keymap *names; /* kind and text */
	struct vec nodes; /* struct tree_node */
	u32 *slot; /* by parent and name: node; TREE_NONE: free */
	u32 slots_nr; /* a power of 2 */
	bool ordered; /* time runs from left to right: no merging over time */
	struct vec samples; /* struct tree_sample, of ordered ones */
	u64 sum[TREE_SIDES_NR]; /* of all counts */
};

/* Lives in the arena. */
void tree_init(struct flame_tree *tree, struct arena *arena, bool ordered);

/* The number of a frame's text, of which a suffix says the kind. */
u32 tree_name(struct flame_tree *tree, const char *text, size_t len);

/*
 * Adds one stack, outermost frame first; a count of 0 adds nothing.
 * -EOVERFLOW when the sum of all counts leaves 64 bits, -E2BIG when there are
 * more than TREE_NODES_MAX nodes; silent.
 */
int tree_add(struct flame_tree *tree, enum tree_side side, const u32 *names,
	     u32 nr, u64 count);

/* Sorts siblings by name (ordered: by time) and fills totals and starts. */
void tree_finish(struct flame_tree *tree);

static inline struct tree_node *tree_node(const struct flame_tree *tree, u32 i)
{
	return (struct tree_node *)vec_at(&tree->nodes, i);
}

/* The node behind this one, parents first; TREE_NONE at the end. */
u32 tree_next(const struct flame_tree *tree, u32 node);

/* A name without its suffix, borrowed, and its kind. */
const char *tree_name_text(const struct flame_tree *tree, u32 name,
			   size_t *ret_len, enum frame_kind *ret_kind);

/* "_[k]" and so on; "" of user code. */
const char *frame_kind_suffix(enum frame_kind kind);

/* "kernel" and so on; "" of user code. */
const char *frame_kind_name(enum frame_kind kind);

/*
 * The stacks that were sampled themselves: by name, or in the order of time.
 * *pos is 0 before the first one; false behind the last one.
 */
bool tree_next_sample(const struct flame_tree *tree, u32 *pos,
		      struct tree_sample *ret);

/* The names of a node's stack, outermost first, to names[depth]. */
void tree_stack(const struct flame_tree *tree, u32 node, u32 *names);

#endif

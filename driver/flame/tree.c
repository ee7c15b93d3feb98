// SPDX-License-Identifier: GPL-2.0
/* The merged call tree of a flame graph. */
#include "flame/tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SUFFIX_LEN 4

static const struct {
	const char *suffix;
	const char *name;
} kinds[FRAME_KINDS_NR] = {
	[FRAME_USER] = { "", "" },
	[FRAME_KERNEL] = { "_[k]", "kernel" },
	[FRAME_INLINED] = { "_[i]", "inlined" },
	[FRAME_JIT] = { "_[j]", "JIT" },
};

const char *frame_kind_suffix(enum frame_kind kind)
{
	return kinds[kind].suffix;
}

const char *frame_kind_name(enum frame_kind kind)
{
	return kinds[kind].name;
}

static void add_slot(struct flame_tree *tree, u32 node);

static u32 add_node(struct flame_tree *tree, u32 parent, u32 name)
{
	struct tree_node *node = vec_push(&tree->nodes);
	u32 i = tree->nodes.nr - 1;

	node->parent = parent;
	node->name = name;
	node->start = tree->sum[TREE_SHOWN];
	if (i)
		node->depth = tree_node(tree, parent)->depth + 1;
	return i;
}

void tree_init(struct flame_tree *tree, struct arena *arena, bool ordered)
{
	*tree = (struct flame_tree){ .arena = arena, .ordered = ordered };
	tree->names = keymap_create(arena);
	vec_init(&tree->nodes, arena, sizeof(struct tree_node));
	vec_init(&tree->samples, arena, sizeof(struct tree_sample));
	tree->slots_nr = 1024;
	tree->slot = arena_alloc(arena, tree->slots_nr * sizeof(u32));
	add_node(tree, TREE_ROOT, 0);
}

static enum frame_kind kind_of(const char *text, size_t len)
{
	if (len <= SUFFIX_LEN)
		return FRAME_USER;
	for (int i = FRAME_USER + 1; i < FRAME_KINDS_NR; i++)
		if (!memcmp(text + len - SUFFIX_LEN, kinds[i].suffix,
			    SUFFIX_LEN))
			return (enum frame_kind)i;
	return FRAME_USER;
}

/* The suffix is a part of the key: it is at the end of what is kept. */
u32 tree_name(struct flame_tree *tree, const char *text, size_t len)
{
	u32 number;

	keymap_find(tree->names, text, len, &number);
	return number;
}

const char *tree_name_text(const struct flame_tree *tree, u32 name,
			   size_t *ret_len, enum frame_kind *ret_kind)
{
	const char *text = keymap_key(tree->names, name, ret_len);

	*ret_kind = kind_of(text, *ret_len);
	if (*ret_kind != FRAME_USER)
		*ret_len -= SUFFIX_LEN;
	return text;
}

static u32 hash_child(u32 parent, u32 name)
{
	u64 key = (u64)parent << 32 | name;

	key = (key ^ key >> 31) * 0x9e3779b97f4a7c15ull;
	return (u32)(key >> 32);
}

static void grow_slots(struct flame_tree *tree)
{
	arena_discard(tree->arena, tree->slot, tree->slots_nr * sizeof(u32));
	tree->slots_nr *= 2;
	tree->slot = arena_alloc(tree->arena, tree->slots_nr * sizeof(u32));
	for (u32 i = 1; i < tree->nodes.nr; i++)
		add_slot(tree, i);
}

/* Of a node whose slot is not there. */
static void add_slot(struct flame_tree *tree, u32 node)
{
	const struct tree_node *n = tree_node(tree, node);
	u32 i = hash_child(n->parent, n->name) & (tree->slots_nr - 1);

	while (tree->slot[i])
		i = (i + 1) & (tree->slots_nr - 1);
	tree->slot[i] = node;
}

static u32 find_merged(const struct flame_tree *tree, u32 parent, u32 name)
{
	u32 i = hash_child(parent, name) & (tree->slots_nr - 1);

	for (; tree->slot[i]; i = (i + 1) & (tree->slots_nr - 1)) {
		const struct tree_node *n = tree_node(tree, tree->slot[i]);

		if (n->parent == parent && n->name == name)
			break;
	}
	return tree->slot[i];
}

/* In the order of time a frame goes on only if the sample before had it. */
static u32 find_last(const struct flame_tree *tree, u32 parent, u32 name)
{
	u32 last = tree_node(tree, parent)->first;

	return last && tree_node(tree, last)->name == name ? last : TREE_NONE;
}

static u32 find_child(const struct flame_tree *tree, u32 parent, u32 name)
{
	return tree->ordered ? find_last(tree, parent, name)
			     : find_merged(tree, parent, name);
}

static u32 add_child(struct flame_tree *tree, u32 parent, u32 name)
{
	u32 node = add_node(tree, parent, name);

	tree_node(tree, parent)->first = node;
	if (tree->ordered)
		return node;
	if (tree->nodes.nr > tree->slots_nr / 2)
		grow_slots(tree);
	else
		add_slot(tree, node);
	return node;
}

static void add_sample(struct flame_tree *tree, u32 node, u64 count)
{
	struct tree_sample *last = NULL;

	if (tree->samples.nr)
		last = vec_at(&tree->samples, tree->samples.nr - 1);
	if (last && last->node == node) {
		last->count += count;
		return;
	}
	last = vec_push(&tree->samples);
	*last = (struct tree_sample){ node, count };
}

int tree_add(struct flame_tree *tree, enum tree_side side, const u32 *names,
	     u32 nr, u64 count)
{
	u64 sum;
	u32 node = TREE_ROOT, child;

	if (!count)
		return 0;
	if (__builtin_add_overflow(tree->sum[side], count, &sum))
		return -EOVERFLOW;
	if (nr > TREE_NODES_MAX - tree->nodes.nr)
		return -E2BIG;
	for (u32 i = 0; i < nr; i++, node = child) {
		child = find_child(tree, node, names[i]);
		if (!child)
			child = add_child(tree, node, names[i]);
	}
	tree->sum[side] = sum;
	tree_node(tree, node)->self[side] += count;
	if (tree->ordered) {
		/* While the sample's last frame ran, none of its own did. */
		tree_node(tree, node)->first = TREE_NONE;
		add_sample(tree, node, count);
	}
	return 0;
}

struct name_row {
	const char *text;
	size_t len;
	u32 name;
};

static int compare_names(const void *a, const void *b)
{
	const struct name_row *x = a, *y = b;
	int c = memcmp(x->text, y->text, x->len < y->len ? x->len : y->len);

	return c ? c : (x->len > y->len) - (x->len < y->len);
}

/* rank[name], in the order of the names' bytes. */
static u32 *rank_names(const struct flame_tree *tree)
{
	u32 nr = keymap_nr(tree->names);
	struct name_row *rows =
		arena_alloc(tree->arena, nr * sizeof(struct name_row));
	u32 *rank = arena_alloc(tree->arena, nr * sizeof(u32));

	for (u32 i = 0; i < nr; i++) {
		rows[i].text = keymap_key(tree->names, i, &rows[i].len);
		rows[i].name = i;
	}
	if (nr)
		qsort(rows, nr, sizeof(*rows), compare_names);
	for (u32 i = 0; i < nr; i++)
		rank[rows[i].name] = i;
	return rank;
}

/* Every node but the root, by the rank of its name. */
static u32 *sort_nodes(const struct flame_tree *tree)
{
	u32 nr = tree->nodes.nr, names_nr = keymap_nr(tree->names);
	const u32 *rank = rank_names(tree);
	u32 *sorted = arena_alloc(tree->arena, nr * sizeof(u32));
	u32 *end = arena_alloc(tree->arena, (names_nr + 1) * sizeof(u32));

	for (u32 i = 1; i < nr; i++)
		end[rank[tree_node(tree, i)->name] + 1]++;
	for (u32 i = 0; i < names_nr; i++)
		end[i + 1] += end[i];
	for (u32 i = 1; i < nr; i++)
		sorted[end[rank[tree_node(tree, i)->name]]++] = i;
	return sorted;
}

/* Lists of siblings, made from their ends. */
static void link_children(struct flame_tree *tree)
{
	u32 nr = tree->nodes.nr;
	const u32 *sorted = tree->ordered ? NULL : sort_nodes(tree);

	for (u32 i = 0; i < nr; i++)
		tree_node(tree, i)->first = TREE_NONE;
	for (u32 i = nr - 1; i > 0; i--) {
		u32 child = sorted ? sorted[i - 1] : i;
		struct tree_node *node = tree_node(tree, child);
		struct tree_node *parent = tree_node(tree, node->parent);

		node->next = parent->first;
		parent->first = child;
	}
}

static void sum_up(struct flame_tree *tree)
{
	for (u32 i = tree->nodes.nr; i-- > 0;) {
		struct tree_node *node = tree_node(tree, i);
		struct tree_node *parent = tree_node(tree, node->parent);

		for (int side = 0; side < TREE_SIDES_NR; side++) {
			node->total[side] += node->self[side];
			if (i)
				parent->total[side] += node->total[side];
		}
	}
}

static void place_children(struct flame_tree *tree, u32 parent)
{
	u64 start = tree_node(tree, parent)->start;
	u32 i = tree_node(tree, parent)->first;

	for (; i; i = tree_node(tree, i)->next) {
		tree_node(tree, i)->start = start;
		start += tree_node(tree, i)->total[TREE_SHOWN];
	}
}

void tree_finish(struct flame_tree *tree)
{
	link_children(tree);
	sum_up(tree);
	if (tree->ordered)
		return;
	for (u32 i = 0; i < tree->nodes.nr; i++)
		place_children(tree, i);
}

u32 tree_next(const struct flame_tree *tree, u32 node)
{
	const struct tree_node *n = tree_node(tree, node);

	if (n->first)
		return n->first;
	while (node && !n->next) {
		node = n->parent;
		n = tree_node(tree, node);
	}
	return node ? n->next : TREE_NONE;
}

bool tree_next_sample(const struct flame_tree *tree, u32 *pos,
		      struct tree_sample *ret)
{
	if (tree->ordered) {
		if (*pos == tree->samples.nr)
			return false;
		*ret = *(struct tree_sample *)vec_at(&tree->samples, (*pos)++);
		return true;
	}
	while ((*pos = tree_next(tree, *pos)) != TREE_NONE) {
		ret->node = *pos;
		ret->count = tree_node(tree, *pos)->self[TREE_SHOWN];
		if (ret->count)
			return true;
	}
	return false;
}

void tree_stack(const struct flame_tree *tree, u32 node, u32 *names)
{
	const struct tree_node *n = tree_node(tree, node);

	for (u32 i = n->depth; i-- > 0; n = tree_node(tree, n->parent))
		names[i] = n->name;
}

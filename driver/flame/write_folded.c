// SPDX-License-Identifier: GPL-2.0
/* Folded text, merged: the same again as what is read. */
#include <errno.h>

#include "flame/write.h"

static void write_stack(const struct flame_tree *tree, u32 node, u32 *names,
			FILE *out)
{
	u32 depth = tree_node(tree, node)->depth;

	tree_stack(tree, node, names);
	for (u32 i = 0; i < depth; i++) {
		enum frame_kind kind;
		size_t len;
		const char *text = tree_name_text(tree, names[i], &len, &kind);

		if (i)
			putc_unlocked(';', out);
		fwrite_unlocked(text, 1, len, out);
		fputs_unlocked(frame_kind_suffix(kind), out);
	}
}

/* Behind each stack the count before, and the one after. */
static void write_difference(const struct flame_tree *tree,
			     const struct flame_options *opt, u32 *names,
			     FILE *out)
{
	for (u32 i = tree_next(tree, TREE_ROOT); i; i = tree_next(tree, i)) {
		const struct tree_node *node = tree_node(tree, i);

		if (!node->self[TREE_SHOWN] && !node->self[TREE_BASE])
			continue;
		write_stack(tree, i, names, out);
		fprintf(out, " %llu %llu\n",
			(unsigned long long)writer_base_count(
				tree, opt, node->self[TREE_BASE]),
			(unsigned long long)node->self[TREE_SHOWN]);
	}
}

int write_folded(const struct flame_tree *tree, const struct flame_options *opt,
		 FILE *out)
{
	u32 *names = arena_alloc(tree->arena, TREE_DEPTH_MAX * sizeof(u32));
	struct tree_sample sample;
	u32 pos = 0;

	if (opt->base) {
		write_difference(tree, opt, names, out);
		return 0;
	}
	while (tree_next_sample(tree, &pos, &sample)) {
		write_stack(tree, sample.node, names, out);
		fprintf(out, " %llu\n", (unsigned long long)sample.count);
	}
	return 0;
}

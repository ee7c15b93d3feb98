// SPDX-License-Identifier: GPL-2.0
/*
 * Arbitrary bytes as folded stacks. Whatever they are: the tree adds up, what
 * is written as folded text reads as the same tree again, and an image has
 * nothing but text in it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "flame/folded.h"
#include "flame/text.h"
#include "flame/write.h"
#include "fuzz_text.h"

const char *const fuzz_seeds = "tests/flame/*.folded";

const char *const fuzz_words[] = {
	";",
	" ",
	"\n",
	"\r\n",
	"\t",
	"1",
	"0",
	"18446744073709551615",
	"-1",
	"1.5",
	"9223372036854775808",
	"main",
	"a",
	"b",
	"_[k]",
	"_[i]",
	"_[j]",
	"_[x]",
	"a;b;c 1\n",
	"a;b 2\n",
	"]]>",
	"<&>",
	"\"'\\",
	"\xff",
	"\xe6\x97",
	"\xf4\x90\x80\x80",
	"\xef\xbf\xbf",
	NULL,
};

static void drop(const char *line, void *arg)
{
	(void)line;
	(void)arg;
}

struct text {
	char *data;
	size_t len;
};

static struct text write_as(const char *format, const struct flame_tree *tree,
			    struct flame_options *opt)
{
	struct text t;
	FILE *out = open_memstream(&t.data, &t.len);

	if (!out)
		abort();
	opt->writer = writer_find(format);
	if (opt->writer->write(tree, opt, out) &&
	    tree->sum[TREE_SHOWN] >> 63 == 0)
		abort();
	fclose(out);
	return t;
}

/* Children lie in their parents, without overlapping, and add up. */
static void check_tree(const struct flame_tree *tree)
{
	u64 sum = 0;

	for (u32 i = 0; i < tree->nodes.nr; i++) {
		const struct tree_node *node = tree_node(tree, i);
		u64 at = node->start, children = node->self[TREE_SHOWN];
		u32 c = node->first;

		for (; c; c = tree_node(tree, c)->next) {
			const struct tree_node *child = tree_node(tree, c);

			if (child->parent != i || child->start < at ||
			    child->depth != node->depth + 1)
				abort();
			at = child->start + child->total[TREE_SHOWN];
			children += child->total[TREE_SHOWN];
		}
		if (children != node->total[TREE_SHOWN] ||
		    at > node->start + node->total[TREE_SHOWN])
			abort();
		sum += node->self[TREE_SHOWN];
	}
	if (sum != tree->sum[TREE_SHOWN])
		abort();
}

/* Valid UTF-8 without control characters and what XML has no place for. */
static void check_image(const struct text *t)
{
	const char *at = t->data, *end = t->data + t->len;

	while (at < end) {
		const char *from = at;
		u32 c = text_next(&at, end);

		if ((c < 0x20 && c != '\n' && c != '\t') || c == 0xffff ||
		    (c == TEXT_REPLACEMENT && at - from == 1))
			abort();
	}
}

static void check_again(const struct text *t, bool ordered)
{
	struct arena *arena = arena_create();
	struct flame_options opt = { .unit = "samples" };
	struct flame_tree tree;
	struct folded in;
	struct text again;

	tree_init(&tree, arena, ordered);
	folded_init(&in, &tree);
	if (folded_text(&in, TREE_SHOWN, "again", t->data, t->len))
		abort();
	tree_finish(&tree);
	again = write_as("folded", &tree, &opt);
	if (again.len != t->len || memcmp(again.data, t->data, t->len))
		abort();
	free(again.data);
	arena_destroy(arena);
}

static void write_all(const struct flame_tree *tree, bool has_base)
{
	static const char *const others[] = { "speedscope", "pprof" };
	struct flame_options opt = { .unit = "samples",
				     .width = 300,
				     .min = 0,
				     .base = has_base ? "base" : NULL,
				     .normalize = has_base };
	struct text t = write_as("svg", tree, &opt);

	check_image(&t);
	free(t.data);
	t = write_as("folded", tree, &opt);
	if (!has_base)
		check_again(&t, tree->ordered);
	free(t.data);
	for (size_t i = 0; i < 2 && !has_base; i++)
		free(write_as(others[i], tree, &opt).data);
}

/* The half of it may be what it is compared with. */
static void try_mode(const char *text, size_t len, bool ordered, bool has_base)
{
	struct arena *arena = arena_create();
	struct flame_tree tree;
	struct folded in;
	size_t half = has_base ? len / 2 : len;
	int err;

	tree_init(&tree, arena, ordered);
	folded_init(&in, &tree);
	in.skip_bad = true;
	in.reverse = len & 1;
	err = folded_text(&in, TREE_SHOWN, "text", text, half);
	if (!err)
		err = folded_text(&in, TREE_BASE, "base", text + half,
				  len - half);
	if (err && err != -EOVERFLOW)
		abort();
	tree_finish(&tree);
	check_tree(&tree);
	if (tree.sum[TREE_SHOWN] && (!has_base || tree.sum[TREE_BASE]))
		write_all(&tree, has_base);
	arena_destroy(arena);
}

void fuzz_text(const char *text, size_t len)
{
	log_set_sink(drop, NULL);
	try_mode(text, len, false, false);
	try_mode(text, len, true, false);
	try_mode(text, len, false, true);
}

// SPDX-License-Identifier: GPL-2.0
/* `stapx flame`: folded stacks -> call tree -> what --format says. */
#include "flame/flame.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "flame/folded.h"
#include "flame/options.h"
#include "flame/write.h"

/* TREE_NODES_MAX nodes, all of their names, and what growing leaves behind. */
#define MEMORY_MAX ((size_t)16 << 30)

static int check_samples(const struct flame_tree *tree, enum tree_side side,
			 const char *where)
{
	if (tree->sum[side])
		return 0;
	log_err("flame: %s has no samples: there is nothing to draw",
		strcmp(where, "-") ? where : "stdin");
	return -EINVAL;
}

/* Where samples that stapx takes itself will come in. */
static int read_stacks(const struct flame_options *opt, struct folded *in)
{
	int err = 0;

	for (char **path = opt->inputs; *path && !err; path++)
		err = folded_read(in, TREE_SHOWN, *path);
	if (!err)
		err = check_samples(in->tree, TREE_SHOWN,
				    opt->inputs[1] ? "the input"
						   : opt->inputs[0]);
	if (!err && opt->base)
		err = folded_read(in, TREE_BASE, opt->base);
	if (!err && opt->base)
		err = check_samples(in->tree, TREE_BASE, opt->base);
	return err;
}

/* What no frame of a differential graph can show. */
static void tell_gone(const struct flame_options *opt,
		      const struct flame_tree *tree)
{
	u64 gone = 0;

	if (!opt->base || !opt->writer->is_image)
		return;
	for (u32 i = 0; i < tree->nodes.nr; i++)
		if (!tree_node(tree, i)->total[TREE_SHOWN])
			gone += tree_node(tree, i)->self[TREE_BASE];
	if (gone)
		log_note(
			"%llu %s of %s are in stacks that are not shown, for they are there only",
			(unsigned long long)gone, opt->unit, opt->base);
}

static int write_stdout(const struct flame_options *opt,
			const struct flame_tree *tree)
{
	int err = opt->writer->write(tree, opt, stdout);

	/* A reader that has gone is a way to end. */
	if ((fflush(stdout) || ferror(stdout)) && errno != EPIPE && !err) {
		err = -errno;
		log_err("write to stdout: %s", strerror(-err));
	}
	return err;
}

/* The file is there whole, or as it was. */
static int write_file(const struct flame_options *opt,
		      const struct flame_tree *tree)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	bool lost;
	int err = 0;

	if (out)
		err = opt->writer->write(tree, opt, out);
	lost = !out || ferror(out);
	if ((out && fclose(out)) || lost)
		err = err ? err : -ENOMEM;
	else if (!err)
		err = file_write_all(opt->output, text, len);
	else
		goto free_text; /* reported */
	if (err)
		log_err("-o %s: %s", opt->output, strerror(-err));
free_text:
	free(text);
	return err;
}

static int run(const struct flame_options *opt, struct arena *arena)
{
	struct flame_tree tree;
	struct folded in;
	int err;

	tree_init(&tree, arena, opt->ordered);
	folded_init(&in, &tree);
	in.reverse = opt->reverse;
	in.skip_bad = opt->skip_bad;
	err = read_stacks(opt, &in);
	if (in.bad_nr)
		log_warn("%llu %s no folded stacks and were skipped",
			 (unsigned long long)in.bad_nr,
			 in.bad_nr == 1 ? "line was" : "lines were");
	if (err)
		return err;
	tree_finish(&tree);
	log_info("%u frames of %u names in the call tree", tree.nodes.nr - 1,
		 keymap_nr(tree.names));
	tell_gone(opt, &tree);
	return opt->output ? write_file(opt, &tree) : write_stdout(opt, &tree);
}

int flame_main(int argc, char **argv)
{
	struct flame_options opt;
	struct arena *arena;
	int err = flame_options_parse(&opt, argc, argv);

	if (err)
		return 1;
	if (opt.help) {
		flame_options_help(stdout);
		return 0;
	}
	arena = arena_create_sized(MEMORY_MAX);
	if (!arena)
		return 1;
	err = run(&opt, arena);
	arena_destroy(arena);
	return err ? 1 : 0;
}

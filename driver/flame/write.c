// SPDX-License-Identifier: GPL-2.0
/* The forms in which a tree is written. */
#include "flame/write.h"

#include <string.h>

static const struct flame_writer writers[] = {
	{ "svg", true, true, write_svg },
	{ "folded", true, false, write_folded },
	{ "speedscope", false, false, write_speedscope },
	{ "pprof", false, false, write_pprof },
};

const struct flame_writer *writer_find(const char *name)
{
	for (size_t i = 0; i < sizeof(writers) / sizeof(writers[0]); i++)
		if (!strcmp(writers[i].name, name))
			return &writers[i];
	return NULL;
}

const char *writer_title(const struct flame_options *opt)
{
	if (opt->title)
		return opt->title;
	if (opt->base)
		return "Differential flame graph";
	return opt->ordered ? "Flame chart" : "Flame graph";
}

u64 writer_base_count(const struct flame_tree *tree,
		      const struct flame_options *opt, u64 count)
{
	u64 sum = tree->sum[TREE_BASE];

	if (!opt->normalize)
		return count;
	return (u64)(((unsigned __int128)count * tree->sum[TREE_SHOWN] +
		      sum / 2) /
		     sum);
}

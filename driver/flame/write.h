/* SPDX-License-Identifier: GPL-2.0 */
/* The forms in which a tree is written. */
#ifndef STAPX_FLAME_WRITE_H
#define STAPX_FLAME_WRITE_H

#include <stdbool.h>
#include <stdio.h>

#include "flame/options.h"
#include "flame/tree.h"

struct flame_writer {
	const char *name;
	bool has_base; /* it can show a difference */
	bool is_image;
	/*
	 * Writes a finished tree that has samples. 0 or -errno, reported;
	 * whether out took it all is the caller's to ask.
	 */
	int (*write)(const struct flame_tree *tree,
		     const struct flame_options *opt, FILE *out);
};

/* NULL: there is none of that name. */
const struct flame_writer *writer_find(const char *name);

/* The title that was asked for, or the one that fits. */
const char *writer_title(const struct flame_options *opt);

/* A count of the base, as large as --normalize makes it. */
u64 writer_base_count(const struct flame_tree *tree,
		      const struct flame_options *opt, u64 count);

int write_svg(const struct flame_tree *tree, const struct flame_options *opt,
	      FILE *out);
int write_folded(const struct flame_tree *tree, const struct flame_options *opt,
		 FILE *out);
int write_speedscope(const struct flame_tree *tree,
		     const struct flame_options *opt, FILE *out);
int write_pprof(const struct flame_tree *tree, const struct flame_options *opt,
		FILE *out);

#endif

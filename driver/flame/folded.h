/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Folded text: a stack each line, "frame;frame;... count", outermost frame
 * first, as all tools for flame graphs write and read it.
 */
#ifndef STAPX_FLAME_FOLDED_H
#define STAPX_FLAME_FOLDED_H

#include "flame/tree.h"

#define FOLDED_BYTES_MAX ((size_t)1 << 30) /* of all files together */

struct folded {
	struct flame_tree *tree; /* borrowed */
	bool reverse; /* the innermost frame is the tree's outermost one */
	bool skip_bad; /* count lines that are wrong, go on behind them */
	u64 bad_nr;
	size_t bytes; /* read so far */
	struct vec frames; /* of the line: struct folded_frame */
	struct vec numbers; /* u32 */
};

/* Borrows the tree. */
void folded_init(struct folded *in, struct flame_tree *tree);

/*
 * Adds what is in a file, "-" for stdin. 0 or -errno, reported with the
 * file's name and the line's number.
 */
int folded_read(struct folded *in, enum tree_side side, const char *path);

/* The same of text in memory, of which path is the name in messages. */
int folded_text(struct folded *in, enum tree_side side, const char *path,
		const char *text, size_t len);

#endif

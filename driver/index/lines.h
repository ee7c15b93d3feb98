/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The line table of an index. It is decoded where it lies, block by block;
 * what a damaged file says ends the rows, and touches nothing outside of it.
 */
#ifndef STAPX_INDEX_LINES_H
#define STAPX_INDEX_LINES_H

#include <stdbool.h>

#include "index/file.h"

/* Where a walk over rows stands; opaque. Nothing is to be freed. */
struct index_lines {
	const struct index *ix; /* borrowed */
	u32 file; /* only its rows; INDEX_NONE: all */
	u32 next; /* block that comes next, or row of FILE_BLOCKS */
	u32 last; /* one behind the last of them */
	u32 from; /* no row below this address */
	const u8 *at; /* in the block being read */
	const u8 *end;
	u32 left; /* rows of it */
	struct index_line row;
};

/* All rows from an address (from base) on, ascending by address. */
void index_lines_start(struct index_lines *it, const struct index *ix,
		       u32 addr);
/* The rows of one source file (row of FILES), ascending by address. */
void index_lines_start_file(struct index_lines *it, const struct index *ix,
			    u32 file);
/* False at the end. Rows with INDEX_LINE_END are among them. */
bool index_lines_next(struct index_lines *it, struct index_line *ret);

/*
 * The row that tells the line of the instruction at an address from base, and
 * where the next row begins (ret_end may be NULL). False where the line table
 * has nothing.
 */
bool index_line_at(const struct index *ix, u32 addr, struct index_line *ret,
		   u32 *ret_end);

/*
 * The places where statements of a line begin, ascending by address: up to
 * max of them are stored, and their full number is returned. One line has
 * several in loops, inlined calls and code that was copied.
 */
u32 index_lines_of_file_line(const struct index *ix, u32 file, u32 line,
			     struct index_line *ret, u32 max);

/*
 * The smallest line from `line` on, up to `last`, at which a statement begins;
 * 0: there is none.
 */
u32 index_line_near(const struct index *ix, u32 file, u32 line, u32 last);

/*
 * Whether a script's name of a source file means this one: it is the path, or
 * its last components ("core/nginx.c" for "src/core/nginx.c").
 */
bool index_file_matches(const char *path, const char *wanted);

#endif

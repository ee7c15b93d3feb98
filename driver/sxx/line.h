/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One line on its way through the macros: its bytes, and for each where it
 * comes from in the file.
 */
#ifndef STAPX_SXX_LINE_H
#define STAPX_SXX_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include <stapx/types.h>

#include "base/arena.h"

/* Set in from[]: the byte stands for the macro that begins there. */
#define LINE_MACRO (1u << 31)

struct line {
	struct arena *arena; /* borrowed */
	char *text;
	u32 *from; /* offsets in the file, less than LINE_MACRO */
	u32 len;
	u32 cap;
	bool full; /* more than SXX_MAX_TEXT bytes were put: they were dropped */
};

void line_init(struct line *line, struct arena *arena);

/* Makes it a line of the file, which begins there at off. */
void line_set(struct line *line, const char *text, size_t len, u32 off);
void line_clear(struct line *line);

/* Adds a part of another line as it is. */
void line_copy(struct line *line, const struct line *src, u32 at, u32 len);

/* Adds text that stands for the macro whose first byte is src's at. */
void line_put(struct line *line, const struct line *src, u32 at,
	      const char *text, size_t len);

/* The same, as the inside of a string literal. */
void line_put_quoted(struct line *line, const struct line *src, u32 at,
		     const char *text);

#endif

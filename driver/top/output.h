/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The last lines that the script printed, and messages of the program itself,
 * kept for the lower part of the screen.
 */
#ifndef STAPX_TOP_OUTPUT_H
#define STAPX_TOP_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#define TOP_OUTPUT_LINES   1000 /* older ones are forgotten */
#define TOP_OUTPUT_COLUMNS 4096 /* bytes of a line; the rest is dropped */

struct top_line {
	char *text;
	size_t len;
	bool message; /* of the program, not of the script */
};

struct top_output {
	struct top_line line[TOP_OUTPUT_LINES]; /* a ring */
	size_t first;
	size_t nr;
	bool open; /* the last line has no newline yet */
	unsigned long changes; /* counts additions, for who must redraw */
};

void top_output_init(struct top_output *output);
void top_output_deinit(struct top_output *output);

/* Adds what the script printed: any bytes, lines in any pieces. */
void top_output_add(struct top_output *output, const char *text, size_t len);

/* Adds one whole line of the program itself. */
void top_output_message(struct top_output *output, const char *text);

/* Line i of output->nr, the oldest is 0; borrowed until the next call. */
const struct top_line *top_output_line(const struct top_output *output,
				       size_t i);

#endif

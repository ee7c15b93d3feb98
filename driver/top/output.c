// SPDX-License-Identifier: GPL-2.0
/* The last lines of output. */
#include "top/output.h"

#include <stdlib.h>
#include <string.h>

void top_output_init(struct top_output *output)
{
	memset(output, 0, sizeof(*output));
}

void top_output_deinit(struct top_output *output)
{
	size_t i;

	for (i = 0; i < TOP_OUTPUT_LINES; i++)
		free(output->line[i].text);
	memset(output, 0, sizeof(*output));
}

static struct top_line *line_at(struct top_output *output, size_t i)
{
	return &output->line[(output->first + i) % TOP_OUTPUT_LINES];
}

static struct top_line *add_line(struct top_output *output, bool message)
{
	struct top_line *line;

	if (output->nr == TOP_OUTPUT_LINES)
		output->first = (output->first + 1) % TOP_OUTPUT_LINES;
	else
		output->nr++;
	line = line_at(output, output->nr - 1);
	line->len = 0;
	line->message = message;
	return line;
}

/* Without memory, or beyond the longest line, the text is dropped. */
static void append(struct top_line *line, const char *text, size_t len)
{
	char *longer;

	if (len > TOP_OUTPUT_COLUMNS - line->len)
		len = TOP_OUTPUT_COLUMNS - line->len;
	longer = realloc(line->text, line->len + len + 1);
	if (!longer)
		return;
	memcpy(longer + line->len, text, len);
	line->text = longer;
	line->len += len;
	line->text[line->len] = '\0';
}

void top_output_add(struct top_output *output, const char *text, size_t len)
{
	output->changes++;
	while (len) {
		const char *newline = memchr(text, '\n', len);
		size_t part = newline ? (size_t)(newline - text) : len;

		append(output->open ? line_at(output, output->nr - 1)
				    : add_line(output, false),
		       text, part);
		output->open = !newline;
		part += newline ? 1 : 0;
		text += part;
		len -= part;
	}
}

void top_output_message(struct top_output *output, const char *text)
{
	output->changes++;
	append(add_line(output, true), text, strlen(text));
	output->open = false;
}

const struct top_line *top_output_line(const struct top_output *output,
				       size_t i)
{
	return &output->line[(output->first + i) % TOP_OUTPUT_LINES];
}

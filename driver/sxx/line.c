// SPDX-License-Identifier: GPL-2.0
/* One line on its way through the macros. */
#include "sxx/line.h"

#include <string.h>

#include "sxx/sxx.h"

void line_init(struct line *line, struct arena *arena)
{
	*line = (struct line){ .arena = arena };
}

void line_clear(struct line *line)
{
	line->len = 0;
	line->full = false;
}

/* False when the line would be too long. */
static bool reserve(struct line *line, size_t more)
{
	u32 cap = line->cap ? line->cap : 256;
	char *text;
	u32 *from;

	if (more > SXX_MAX_TEXT - line->len)
		line->full = true;
	if (line->full)
		return false;
	if (line->len + more <= line->cap)
		return true;
	while (cap < line->len + more)
		cap *= 2;
	text = arena_alloc(line->arena, cap);
	from = arena_alloc(line->arena, cap * sizeof(*from));
	if (line->len) {
		memcpy(text, line->text, line->len);
		memcpy(from, line->from, line->len * sizeof(*from));
	}
	line->text = text;
	line->from = from;
	line->cap = cap;
	return true;
}

void line_set(struct line *line, const char *text, size_t len, u32 off)
{
	line_clear(line);
	if (!reserve(line, len))
		return;
	memcpy(line->text, text, len);
	for (u32 i = 0; i < len; i++)
		line->from[i] = off + i;
	line->len = (u32)len;
}

void line_copy(struct line *line, const struct line *src, u32 at, u32 len)
{
	if (!len || !reserve(line, len))
		return;
	memcpy(line->text + line->len, src->text + at, len);
	memcpy(line->from + line->len, src->from + at,
	       len * sizeof(*line->from));
	line->len += len;
}

void line_put(struct line *line, const struct line *src, u32 at,
	      const char *text, size_t len)
{
	if (!len || !reserve(line, len))
		return;
	memcpy(line->text + line->len, text, len);
	for (u32 i = 0; i < len; i++)
		line->from[line->len + i] = src->from[at] | LINE_MACRO;
	line->len += (u32)len;
}

void line_put_quoted(struct line *line, const struct line *src, u32 at,
		     const char *text)
{
	for (; *text; text++) {
		if (*text == '\n') {
			line_put(line, src, at, "\\n", 2);
			continue;
		}
		if (*text == '"' || *text == '\\')
			line_put(line, src, at, "\\", 1);
		line_put(line, src, at, text, 1);
	}
}

// SPDX-License-Identifier: GPL-2.0
/*
 * Writing messages:
 *
 *   FILE:LINE:COL: error[E_CODE]: sentence
 *      LINE | the source line
 *           |     ^~~~
 *   note: what to do
 */
#include "script/diag.h"

#include <string.h>

#include "script/diag_internal.h"

/* Bytes of a source line that are shown, at most. */
#define LINE_MAX_SHOWN 160

/* Macros inside macros that are shown, at most. */
#define EXPANSIONS_MAX_SHOWN 8

struct line {
	const char *text;
	size_t len;
	size_t caret; /* bytes from text to the marked place */
	size_t marked; /* bytes, at least 1 */
};

static void cut_line(struct line *line)
{
	if (line->caret > LINE_MAX_SHOWN / 2) {
		size_t skip = line->caret - LINE_MAX_SHOWN / 2;

		line->text += skip;
		line->len -= skip;
		line->caret -= skip;
	}
	if (line->len > LINE_MAX_SHOWN)
		line->len = LINE_MAX_SHOWN;
	if (line->marked > line->len - line->caret)
		line->marked = line->len - line->caret;
	if (!line->marked)
		line->marked = 1;
}

static struct line find_line(const struct diag *diag, struct span span)
{
	struct diag_shown shown = diag_show(diag, span);
	size_t off = shown.off < shown.len ? shown.off : shown.len;
	struct line line = { .marked = shown.span_len };
	size_t start = off;
	size_t end = off;

	while (start > 0 && shown.text[start - 1] != '\n')
		start--;
	while (end < shown.len && shown.text[end] != '\n')
		end++;
	line.text = shown.text + start;
	line.len = end - start;
	line.caret = off - start;
	cut_line(&line);
	return line;
}

/* Bytes of the well-formed UTF-8 sequence at s, 0 when it is none. */
static size_t utf8_len(const unsigned char *s, size_t len)
{
	size_t want = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
	size_t i;

	if (s[0] < 0xc2 || s[0] > 0xf4 || len < want)
		return 0;
	for (i = 1; i < want; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	return want;
}

static void put_source(const struct line *line, FILE *out)
{
	const unsigned char *s = (const unsigned char *)line->text;
	size_t i = 0;

	while (i < line->len) {
		size_t n = s[i] >= 0x80 ? utf8_len(s + i, line->len - i) : 1;

		if (!n || (s[i] < 0x20 && s[i] != '\t') || s[i] == 0x7f) {
			fputc('?', out);
			n = 1;
		} else {
			fwrite(s + i, 1, n, out);
		}
		i += n;
	}
	fputc('\n', out);
}

/* Tabs stay tabs and a character is one column, as in the line above. */
static void put_caret(const struct line *line, FILE *out)
{
	const unsigned char *s = (const unsigned char *)line->text;
	size_t i;

	for (i = 0; i < line->caret; i++)
		if ((s[i] & 0xc0) != 0x80)
			fputc(s[i] == '\t' ? '\t' : ' ', out);
	fputc('^', out);
	for (i = 1; i < line->marked; i++)
		if ((s[line->caret + i] & 0xc0) != 0x80)
			fputc('~', out);
	fputc('\n', out);
}

static void put_excerpt(const struct diag *diag, struct span span, FILE *out)
{
	struct line line = find_line(diag, span);

	fprintf(out, "%6u | ", diag_place(diag, span).line);
	put_source(&line, out);
	fprintf(out, "%6s | ", "");
	put_caret(&line, out);
}

static const char *kind_colour(enum diag_kind kind)
{
	switch (kind) {
	case DIAG_KIND_ERROR:
		return "\033[1;31m";
	case DIAG_KIND_WARNING:
		return "\033[1;35m";
	default:
		return "\033[1;36m";
	}
}

static void put_head(const struct diag_message *msg, FILE *out, int flags)
{
	static const char *const names[] = { "error", "warning", "note" };
	int colour = flags & DIAG_COLOUR;

	fprintf(out, "%s%s", colour ? kind_colour(msg->kind) : "",
		names[msg->kind]);
	if (msg->kind != DIAG_KIND_NOTE)
		fprintf(out, "[%s]", diag_code_name(msg->code));
	fprintf(out, ":%s %s\n", colour ? "\033[0m" : "", msg->text);
}

static void put_place(const struct diag *diag, struct span span, FILE *out)
{
	struct diag_place at = diag_place(diag, span);

	fprintf(out, "%s:%u:%u: ", at.file, at.line, at.column);
}

/* The places that the marked text was expanded at, from the inside out. */
static void put_expansions(const struct diag *diag, struct span span, FILE *out,
			   int flags)
{
	const struct diag_source *source = vec_at(&diag->sources, span.src);
	u32 shown = 0;

	for (; source->what; source = vec_at(&diag->sources, span.src)) {
		struct diag_message note = { .kind = DIAG_KIND_NOTE };
		char text[128];

		span = source->used_at;
		if (shown++ == EXPANSIONS_MAX_SHOWN)
			continue;
		snprintf(text, sizeof(text), "%s is used here", source->what);
		note.text = text;
		put_place(diag, span, out);
		put_head(&note, out, flags);
		put_excerpt(diag, span, out);
	}
}

void diag_render(const struct diag *diag, FILE *out, int flags)
{
	int shown = 1;
	u32 i;

	for (i = 0; i < diag->messages.nr; i++) {
		const struct diag_message *msg = vec_at(&diag->messages, i);

		if (msg->kind != DIAG_KIND_NOTE)
			shown = msg->kind == DIAG_KIND_ERROR ||
				!(flags & DIAG_NO_WARNINGS);
		if (!shown)
			continue;
		if (msg->has_span)
			put_place(diag, msg->span, out);
		put_head(msg, out, flags);
		if (!msg->has_span)
			continue;
		put_excerpt(diag, msg->span, out);
		if (msg->kind != DIAG_KIND_NOTE)
			put_expansions(diag, msg->span, out, flags);
	}
	if (diag_full(diag) && !diag->stopped)
		fprintf(out, "note: too many errors, the rest is not shown\n");
}

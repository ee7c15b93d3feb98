// SPDX-License-Identifier: GPL-2.0
/*
 * One file, line by line: each macro in its order over the whole line, so that
 * what one puts in is seen by those behind it, and by none twice.
 */
#include "sxx/internal.h"

#include <string.h>

#include "base/strbuf.h"

static const struct {
	char first; /* byte that all of them begin with */
	macro_fn *expand;
} macros[] = {
	{ '$', args_expand },	 { '@', vars_expand_pfunc },
	{ '$', vars_expand },	 { '$', records_define },
	{ '$', records_expand }, { '@', modules_use },
};

#define MACROS_NR (sizeof(macros) / sizeof(macros[0]))

/* What a file becomes. */
struct output {
	struct strbuf text;
	struct vec rows; /* struct diag_origin_row */
};

struct span reader_span(const struct reader *r, const struct line *line, u32 at,
			u32 len)
{
	u32 last = line->from[at + len - 1];
	u32 start = line->from[at] & ~LINE_MACRO;
	u32 end = (last & ~LINE_MACRO) + 1;
	u32 i;

	/* Up to what stands behind the macro. */
	if (last & LINE_MACRO) {
		for (i = at + len; i < line->len && line->from[i] == last; i++)
			;
		if (i < line->len)
			end = line->from[i] & ~LINE_MACRO;
	}
	return (struct span){ r->src, start, end - start };
}

static void run_macro(struct reader *r, size_t macro, const struct line *in,
		      struct line *out)
{
	u32 at = 0;

	line_clear(out);
	r->parens_at = 1;
	r->paren = 0;
	while (at < in->len && !diag_full(r->sxx->diag)) {
		const char *hit = memchr(in->text + at, macros[macro].first,
					 in->len - at);
		u32 next = hit ? (u32)(hit - in->text) : in->len;

		line_copy(out, in, at, next - at);
		at = next;
		if (at == in->len)
			break;
		next = macros[macro].expand(r, in, at, out);
		if (next == at)
			line_copy(out, in, at, 1);
		at = next == at ? at + 1 : next;
	}
}

static bool may_have_macros(const char *text, size_t len)
{
	return memchr(text, '$', len) || memchr(text, '@', len);
}

/* The result is one of the two lines; NULL after it was reported. */
static const struct line *expand_line(struct reader *r, const char *text,
				      size_t len, u32 off)
{
	struct line *in = &r->sxx->lines[0];
	struct line *out = &r->sxx->lines[1];

	line_set(in, text, len, off);
	for (size_t i = 0; i < MACROS_NR; i++) {
		struct line *swap = in;

		run_macro(r, i, in, out);
		in = out;
		out = swap;
		if (in->full)
			break;
	}
	if (!in->full)
		return in;
	r->stop = true;
	diag_error(r->sxx->diag, E_TOO_LARGE,
		   (struct span){ r->src, off, (u32)len },
		   "the macros of this line make more than %u bytes of it",
		   SXX_MAX_TEXT);
	return NULL;
}

static void add_row(struct output *out, u32 from)
{
	struct diag_origin_row row = {
		.at = (u32)out->text.len,
		.from = from & ~LINE_MACRO,
		.macro = (from & LINE_MACRO) != 0,
	};
	const struct diag_origin_row *last;

	if (out->rows.nr) {
		last = vec_at(&out->rows, out->rows.nr - 1);
		if (row.macro ? last->macro && last->from == row.from
			      : !last->macro && row.from - last->from ==
							row.at - last->at)
			return;
	}
	*(struct diag_origin_row *)vec_push(&out->rows) = row;
}

/* Text that is as it was in the file. */
static void add_plain(struct output *out, const char *text, size_t len, u32 off)
{
	add_row(out, off);
	strbuf_add(&out->text, text, len);
}

static void add_line(struct output *out, const struct line *line)
{
	u32 i = 0;

	while (i < line->len) {
		u32 from = line->from[i];
		u32 step = from & LINE_MACRO ? 0 : 1;
		u32 run = 1;

		while (i + run < line->len &&
		       line->from[i + run] == from + run * step)
			run++;
		add_row(out, from);
		strbuf_add(&out->text, line->text + i, run);
		i += run;
	}
}

static bool fits(struct reader *r, const struct output *out, size_t more,
		 u32 off)
{
	if (out->text.len + more <= SXX_MAX_TEXT)
		return true;
	r->stop = true;
	diag_error(r->sxx->diag, E_TOO_LARGE, (struct span){ r->src, off, 0 },
		   "the macros above make more than %u bytes of this file",
		   SXX_MAX_TEXT);
	return false;
}

static bool is_shebang(const char *text, size_t len, u32 off)
{
	return !off && len >= 2 && !memcmp(text, "#!", 2);
}

static void read_line(struct reader *r, struct output *out, const char *text,
		      size_t len, u32 off)
{
	const struct line *line = NULL;

	if (may_have_macros(text, len) && !is_shebang(text, len, off))
		line = expand_line(r, text, len, off);
	else if (fits(r, out, len, off))
		add_plain(out, text, len, off);
	if (line && fits(r, out, line->len, off))
		add_line(out, line);
	modules_load(r);
}

void reader_run(struct sxx *x, const char *name, const char *text, size_t len)
{
	struct sxx_file *file = vec_push(&x->files);
	u32 index = x->files.nr - 1;
	struct reader r = { .sxx = x };
	struct output out;
	size_t off, line_len;

	file->name = name;
	r.src = diag_add_source(x->diag, name, text, len);
	if (len > SXX_MAX_TEXT) {
		diag_error(x->diag, E_TOO_LARGE, (struct span){ r.src, 0, 0 },
			   "the file has %zu bytes, more than %u", len,
			   SXX_MAX_TEXT);
		return;
	}
	names_init(&r.records, x->arena);
	vec_init(&r.wanted, x->arena, sizeof(struct module_use));
	strbuf_init(&out.text, x->arena);
	vec_init(&out.rows, x->arena, sizeof(struct diag_origin_row));
	for (off = 0; off < len && !r.stop && !diag_full(x->diag);
	     off += line_len) {
		const char *newline = memchr(text + off, '\n', len - off);

		line_len = newline ? (size_t)(newline - text) - off + 1
				   : len - off;
		read_line(&r, &out, text + off, line_len, (u32)off);
	}
	/* Modules have moved it. */
	file = vec_at(&x->files, index);
	file->text = out.text.text;
	file->len = out.text.len;
	file->origin =
		(struct diag_origin){ text, len, out.rows.data, out.rows.nr };
}

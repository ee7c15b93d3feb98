// SPDX-License-Identifier: GPL-2.0
/* $*NAME := @cast(...) or @var(...), and $*NAME. */
#include "sxx/internal.h"

#include <string.h>

#include "base/strbuf.h"
#include "base/suggest.h"

#define PREFIX "$*"

/* Behind the ')' that closes the '(' at this place; 0: there is none. */
static u32 skip_parens(const struct line *in, u32 at)
{
	bool string = false;
	u32 depth = 0;

	for (; at < in->len; at++) {
		char c = in->text[at];

		if (string && c == '\\')
			at++;
		else if (c == '"')
			string = !string;
		else if (!string && c == '(')
			depth++;
		else if (!string && c == ')' && !--depth)
			return at + 1;
	}
	return 0;
}

/* "[N]": behind it; else at. */
static u32 skip_index(const struct line *in, u32 at)
{
	u32 i = at + 1;

	if (at == in->len || in->text[at] != '[')
		return at;
	while (i < in->len && isdigit((unsigned char)in->text[i]))
		i++;
	return i > at + 1 && i < in->len && in->text[i] == ']' ? i + 1 : at;
}

/* "&@cast(...)[1]" at this place: behind it; 0: something else is there. */
static u32 skip_value(const struct line *in, u32 at)
{
	if (has_text(in, at, "&"))
		at++;
	if (has_text(in, at, "@cast"))
		at += (u32)strlen("@cast");
	else if (has_text(in, at, "@var"))
		at += (u32)strlen("@var");
	else
		return 0;
	at = skip_blanks(in, at);
	if (at == in->len || in->text[at] != '(')
		return 0;
	at = skip_parens(in, at);
	return at ? skip_index(in, at) : 0;
}

/* The end of "$*NAME" at this place, or at. */
static u32 name_end(const struct line *in, u32 at)
{
	u32 name = at + (u32)strlen(PREFIX);

	if (!has_text(in, at, PREFIX) || name == in->len ||
	    !is_word(in->text[name]))
		return at;
	return skip_word(in, name);
}

static struct name_row *find_record(struct reader *r, const struct line *in,
				    u32 at, u32 end)
{
	const char *name = in->text + at + strlen(PREFIX);
	size_t len = end - at - strlen(PREFIX);
	struct diag *diag = r->sxx->diag;
	struct name_row *row = names_find(&r->records, name, len);
	struct suggest s;

	if (row)
		return row;
	diag_error(diag, E_SXX_RECORD, reader_span(r, in, at, end - at),
		   "nothing was recorded as `%.*s' in this file",
		   len < NAME_MAX_LEN ? (int)(end - at) : NAME_MAX_LEN,
		   in->text + at);
	suggest_init(&s,
		     arena_strndup(r->sxx->arena, name,
				   len < NAME_MAX_LEN ? len : NAME_MAX_LEN));
	for (u32 i = 0; i < names_nr(&r->records); i++)
		suggest_add(&s, names_at(&r->records, i)->name);
	if (!diag_note_suggest(diag, &s))
		diag_note(
			diag,
			"record it above: $*NAME := @cast(...), or @var(...)");
	return NULL;
}

/* A value may hold earlier records: they are put in here and now. */
static const char *make_text(struct reader *r, const struct line *in, u32 at,
			     u32 end, size_t *ret_len)
{
	struct strbuf text;

	strbuf_init(&text, r->sxx->arena);
	while (at < end) {
		u32 name = name_end(in, at);
		const struct name_row *row = NULL;

		if (name > at && name <= end)
			row = find_record(r, in, at, name);
		if (row)
			strbuf_add(&text, row->text, row->len);
		else
			strbuf_put(&text, in->text[at]);
		at = row ? name : at + 1;
		if (text.len > SXX_MAX_TEXT)
			break;
	}
	*ret_len = text.len;
	return text.text;
}

static void record(struct reader *r, const struct line *in, u32 at, u32 name,
		   u32 value, u32 end)
{
	const char *first = in->text + at + strlen(PREFIX);
	struct name_row *row;
	size_t len;
	const char *text = make_text(r, in, value, end, &len);

	r->records_len += len;
	if (r->records_len > SXX_MAX_TEXT) {
		diag_error(r->sxx->diag, E_TOO_LARGE,
			   reader_span(r, in, at, end - at),
			   "the records of this file have more than %u bytes",
			   SXX_MAX_TEXT);
		return;
	}
	row = names_add(&r->records, first, name - at - (u32)strlen(PREFIX));
	row->text = text;
	row->len = len;
}

u32 records_define(struct reader *r, const struct line *in, u32 at,
		   struct line *out)
{
	u32 name = name_end(in, at);
	u32 value = skip_blanks(in, name);
	u32 end;

	(void)out;
	if (name == at || !has_text(in, value, ":="))
		return at;
	value = skip_blanks(in, value + 2);
	end = skip_value(in, value);
	if (end && r->records_len <= SXX_MAX_TEXT)
		record(r, in, at, name, value, end);
	if (end)
		return end;
	diag_error(
		r->sxx->diag, E_SXX_RECORD, reader_span(r, in, at, name - at),
		"expected a whole @cast(...) or @var(...) behind `:=' on this line");
	/* It is looked at once: a line full of these takes no longer. */
	return in->len - (in->len && in->text[in->len - 1] == '\n');
}

u32 records_expand(struct reader *r, const struct line *in, u32 at,
		   struct line *out)
{
	u32 end = name_end(in, at);
	const struct name_row *row;

	if (end == at)
		return at;
	row = find_record(r, in, at, end);
	if (row)
		line_put(out, in, at, row->text, row->len);
	return end;
}

// SPDX-License-Identifier: GPL-2.0
/*
 * $^arg_NAME: arguments of the command line, with `:default(VALUE)`.
 *
 * A name may hold '-' and '.', which may as well be the script's: in
 * "$^arg_func.return" and "$^arg_n-1" the longest name that is known by then
 * counts.
 */
#include "sxx/internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/suggest.h"

#define PREFIX	"$^arg_"
#define DEFAULT "default"

int sxx_check_arg(const char *text)
{
	const char *eq = strchr(text, '=');
	const char *c;

	if (!eq || eq == text) {
		log_err("--arg %s: use --arg NAME=VALUE", text);
		return -EINVAL;
	}
	for (c = text; c < eq; c++)
		if (!is_word(*c) && ((*c != '-' && *c != '.') || c == text)) {
			log_err("--arg %s: a name has letters, digits, '_', '-' and '.'",
				text);
			return -EINVAL;
		}
	if (eq - text > NAME_MAX_LEN || strchr(eq, '\n')) {
		log_err("--arg %.*s: %s", (int)(eq - text), text,
			strchr(eq, '\n') ? "a value is one line"
					 : "the name is too long");
		return -EINVAL;
	}
	return 0;
}

void args_init(struct sxx *x)
{
	for (u32 i = 0; i < x->req->args_nr; i++) {
		const char *text = x->req->args[i];
		const char *eq = strchr(text, '=');
		struct name_row *row =
			names_add(&x->args, text, (size_t)(eq - text));

		row->text = eq + 1;
		row->len = strlen(eq + 1);
		row->flags |= NAMES_GIVEN;
	}
}

static bool is_joint(char c)
{
	return c == '-' || c == '.';
}

/* Behind the longest name that the text allows. */
static u32 longest_end(const struct line *in, u32 at)
{
	for (at = skip_word(in, at);
	     at + 1 < in->len && is_joint(in->text[at]) &&
	     is_word(in->text[at + 1]);
	     at = skip_word(in, at + 1))
		;
	return at;
}

/* Without a better knowledge: "a-b", but "func" of "func.call", "n" of "n-1" */
static u32 likely_end(const struct line *in, u32 at)
{
	for (at = skip_word(in, at); at + 1 < in->len && in->text[at] == '-' &&
				     isalpha((unsigned char)in->text[at + 1]);
	     at = skip_word(in, at + 1))
		;
	return at;
}

/* The row of the longest known name, which ends at *end, moved to there. */
static struct name_row *find_known(const struct sxx *x, const struct line *in,
				   u32 at, u32 *end)
{
	for (u32 i = *end; i > at; i--) {
		struct name_row *row;

		if (i < *end && !is_joint(in->text[i]))
			continue;
		row = names_find(&x->args, in->text + at, i - at);
		if (row) {
			*end = i;
			return row;
		}
	}
	return NULL;
}

/* The offset of the next ')' of the line, its length when there is none. */
static u32 find_paren(struct reader *r, const struct line *in, u32 at)
{
	const char *paren;

	if (at >= r->parens_at && at <= r->paren)
		return r->paren;
	paren = memchr(in->text + at, ')', in->len - at);
	r->parens_at = at;
	r->paren = paren ? (u32)(paren - in->text) : in->len;
	return r->paren;
}

u32 args_skip_default(const struct line *in, u32 at)
{
	u32 i = skip_blanks(in, at);

	if (!has_text(in, i, ":" DEFAULT))
		return at;
	i = skip_blanks(in, i + strlen(":" DEFAULT));
	return i < in->len && in->text[i] == '(' ? i + 1 : at;
}

/* ":defualt(" behind a name is no part of the script language. */
static void note_misspelt_default(struct reader *r, const struct line *in,
				  u32 at)
{
	u32 i = skip_blanks(in, at);
	char word[16];
	u32 len;

	if (i == in->len || in->text[i] != ':')
		return;
	len = skip_word(in, i + 1) - i - 1;
	if (!len || len >= sizeof(word))
		return;
	memcpy(word, in->text + i + 1, len);
	word[len] = '\0';
	if (suggest_distance(word, DEFAULT, 2) <= 2)
		diag_note(r->sxx->diag, "did you mean `:" DEFAULT "'?");
}

static struct name_row *report_missing(struct reader *r, const struct line *in,
				       u32 at, u32 name, u32 longest, u32 *end)
{
	struct sxx *x = r->sxx;
	struct name_row *row;

	*end = likely_end(in, name);
	/* Known from now on: it is reported once. */
	row = names_add(&x->args, in->text + name, *end - name);
	row->flags |= NAMES_USED;
	if (x->req->list)
		return row;
	diag_error(x->diag, E_SXX_ARGUMENT, reader_span(r, in, at, *end - at),
		   "the argument `%s' has no value", row->name);
	diag_note(x->diag, "give it with --arg %s=VALUE", row->name);
	if (*end != longest)
		diag_note(
			x->diag,
			"or, if all of `%.*s' is the name, with --arg %.*s=VALUE",
			(int)(longest - name), in->text + name,
			(int)(longest - name), in->text + name);
	note_misspelt_default(r, in, *end);
	return row;
}

/* text is behind the opening parenthesis; returns what is behind the other. */
static u32 take_default(struct reader *r, const struct line *in, u32 at,
			u32 text, struct name_row *row)
{
	u32 paren = find_paren(r, in, text);

	if (paren == in->len) {
		diag_error(r->sxx->diag, E_SXX_ARGUMENT,
			   reader_span(r, in, at, text - at),
			   "the default has no end: expected `)' on this line");
		return in->len;
	}
	if (!(row->flags & NAMES_DEFAULT) && !(row->flags & NAMES_GIVEN)) {
		row->text = arena_strndup(r->sxx->arena, in->text + text,
					  paren - text);
		row->len = paren - text;
	}
	row->flags |= NAMES_DEFAULT;
	return paren + 1;
}

u32 args_expand(struct reader *r, const struct line *in, u32 at,
		struct line *out)
{
	u32 name = at + (u32)strlen(PREFIX);
	struct name_row *row;
	u32 longest, end, value;

	if (!has_text(in, at, PREFIX) || name == in->len ||
	    !is_word(in->text[name]))
		return at;
	end = longest = longest_end(in, name);
	if (longest - name > NAME_MAX_LEN) {
		diag_error(r->sxx->diag, E_TOO_LARGE,
			   reader_span(r, in, at, longest - at),
			   "the name has %u bytes, more than %d",
			   longest - name, NAME_MAX_LEN);
		return longest;
	}
	value = args_skip_default(in, end);
	if (value != end) {
		row = names_add(&r->sxx->args, in->text + name, end - name);
		end = take_default(r, in, at, value, row);
	} else {
		row = find_known(r->sxx, in, name, &end);
	}
	if (!row)
		row = report_missing(r, in, at, name, longest, &end);
	row->flags |= NAMES_USED;
	line_put(out, in, at, row->text, row->len);
	return end;
}

static int report_unused(const struct sxx *x, const struct name_row *unused)
{
	char near[SUGGEST_TEXT_LEN];
	struct suggest s;
	u32 used = 0;

	suggest_init(&s, unused->name);
	for (u32 i = 0; i < names_nr(&x->args); i++) {
		const struct name_row *row = names_at(&x->args, i);

		if (!(row->flags & NAMES_USED))
			continue;
		used++;
		suggest_add(&s, row->name);
	}
	if (suggest_text(&s, near, sizeof(near)))
		log_err("--arg %s: the script takes no such argument, did you mean %s?",
			unused->name, near);
	else
		log_err("--arg %s: the script takes no %s", unused->name,
			used ? "such argument: --args lists those that it takes"
			     : "arguments of --arg");
	return -EINVAL;
}

int args_check_used(const struct sxx *x)
{
	int err = 0;

	for (u32 i = 0; i < names_nr(&x->args); i++) {
		const struct name_row *row = names_at(&x->args, i);

		if (!(row->flags & NAMES_USED))
			err = report_unused(x, row);
	}
	return err;
}

static int compare_args(const void *a, const void *b)
{
	return strcmp(((const struct sxx_arg *)a)->name,
		      ((const struct sxx_arg *)b)->name);
}

void args_list(const struct sxx *x, struct sxx_result *ret)
{
	u32 nr = names_nr(&x->args);
	struct sxx_arg *args = arena_alloc(x->arena, (nr + 1) * sizeof(*args));

	ret->args = args;
	ret->args_nr = 0;
	for (u32 i = 0; i < nr; i++) {
		const struct name_row *row = names_at(&x->args, i);

		if (!(row->flags & NAMES_USED))
			continue;
		args[ret->args_nr].name = row->name;
		if (row->flags & NAMES_DEFAULT)
			args[ret->args_nr].fallback = row->text;
		ret->args_nr++;
	}
	qsort(args, ret->args_nr, sizeof(*args), compare_args);
}

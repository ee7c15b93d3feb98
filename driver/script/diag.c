// SPDX-License-Identifier: GPL-2.0
/* Collecting messages about the script; diag_render.c writes them. */
#include "script/diag.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/suggest.h"
#include "script/diag_internal.h"

#define MAX_ERRORS   50
#define MAX_WARNINGS 100

/* Of one error at one place: a macro that is used often holds it. */
#define MAX_REPEATED 1000

static const struct {
	const char *name;
	const char *text;
} codes[] = {
#define DIAG_CODE(name, text) [name] = { #name, text },
#include "diag_codes.def"
#undef DIAG_CODE
};

struct span span_join(struct span a, struct span b)
{
	if (a.src == b.src && b.off + b.len > a.off)
		a.len = b.off + b.len - a.off;
	return a;
}

struct diag *diag_create(void)
{
	struct diag *diag = calloc(1, sizeof(*diag));

	if (!diag) {
		log_err("create diagnostics: %s", strerror(ENOMEM));
		return NULL;
	}
	diag->arena = arena_create();
	if (!diag->arena) {
		free(diag);
		return NULL;
	}
	vec_init(&diag->sources, diag->arena, sizeof(struct diag_source));
	vec_init(&diag->messages, diag->arena, sizeof(struct diag_message));
	return diag;
}

void diag_destroy(struct diag *diag)
{
	if (!diag)
		return;
	arena_destroy(diag->arena);
	free(diag);
}

static void find_lines(struct diag_source *source, const char *text, size_t len,
		       struct arena *arena)
{
	const char *end = text + len;
	const char *at = text;

	vec_init(&source->lines, arena, sizeof(u32));
	vec_push(&source->lines);
	while (at < end) {
		at = memchr(at, '\n', (size_t)(end - at));
		if (!at)
			break;
		at++;
		*(u32 *)vec_push(&source->lines) = (u32)(at - text);
	}
}

u32 diag_add_source(struct diag *diag, const char *name, const char *text,
		    size_t len)
{
	struct diag_source *source = vec_push(&diag->sources);

	source->name = arena_strndup(diag->arena, name, strlen(name));
	source->text = text;
	source->len = len;
	find_lines(source, text, len, diag->arena);
	source->base = diag->sources.nr - 1;
	return source->base;
}

u32 diag_add_copy(struct diag *diag, const char *name, const char *text,
		  size_t len)
{
	return diag_add_source(diag, name,
			       arena_strndup(diag->arena, text, len), len);
}

u32 diag_add_expansion(struct diag *diag, u32 src, struct span used_at,
		       const char *what)
{
	struct diag_source *source = vec_push(&diag->sources);

	*source = *(struct diag_source *)vec_at(&diag->sources, src);
	source->used_at = used_at;
	source->what = arena_strndup(diag->arena, what, strlen(what));
	return diag->sources.nr - 1;
}

u32 diag_file(const struct diag *diag, u32 src)
{
	const struct diag_source *source = vec_at(&diag->sources, src);

	while (source->what) {
		src = source->used_at.src;
		source = vec_at(&diag->sources, src);
	}
	return src;
}

void diag_mute(struct diag *diag)
{
	diag->muted++;
}

void diag_unmute(struct diag *diag)
{
	diag->muted--;
}

void diag_set_origin(struct diag *diag, u32 src,
		     const struct diag_origin *origin)
{
	struct diag_source *source = vec_at(&diag->sources, src);

	if (!origin->rows_nr)
		return;
	source->origin = origin;
	find_lines(source, origin->text, origin->len, diag->arena);
}

/* The last row at or before a place. */
static const struct diag_origin_row *find_row(const struct diag_origin *origin,
					      u32 at)
{
	u32 low = 0;
	u32 high = origin->rows_nr;

	while (high - low > 1) {
		u32 middle = low + (high - low) / 2;

		if (origin->rows[middle].at <= at)
			low = middle;
		else
			high = middle;
	}
	return &origin->rows[low];
}

/* Where the byte at a place comes from; *ret_end: behind its macro. */
static u32 find_origin(const struct diag_origin *origin, u32 at, u32 *ret_end)
{
	const struct diag_origin_row *row = find_row(origin, at);
	u32 from = row->from + (row->macro ? 0 : at - row->at);

	*ret_end = from + 1;
	if (row->macro && row + 1 < origin->rows + origin->rows_nr)
		*ret_end = row[1].from;
	return from;
}

struct diag_shown diag_show(const struct diag *diag, struct span span)
{
	const struct diag_source *source = vec_at(&diag->sources, span.src);
	const struct diag_origin *origin = source->origin;
	struct diag_shown shown = { source->text, source->len, span.off,
				    span.len };
	u32 end;

	if (!origin)
		return shown;
	shown.text = origin->text;
	shown.len = origin->len;
	shown.off = find_origin(origin, span.off, &end);
	if (span.len)
		find_origin(origin, span.off + span.len - 1, &end);
	shown.span_len = end > shown.off && span.len ? end - shown.off : 0;
	return shown;
}

static u32 base_of(const struct diag *diag, struct span span)
{
	const struct diag_source *source = vec_at(&diag->sources, span.src);

	return source->base;
}

static int is_known(const struct diag *diag, enum diag_code code,
		    struct span span)
{
	u32 i;

	for (i = 0; i < diag->messages.nr; i++) {
		const struct diag_message *msg = vec_at(&diag->messages, i);

		if (msg->kind != DIAG_KIND_NOTE && msg->code == code &&
		    msg->span.off == span.off &&
		    base_of(diag, msg->span) == base_of(diag, span))
			return 1;
	}
	return 0;
}

static struct diag_message *add(struct diag *diag, enum diag_kind kind,
				struct span span, const char *fmt, va_list ap)
{
	struct diag_message *msg = vec_push(&diag->messages);

	msg->kind = kind;
	msg->span = span;
	msg->has_span = 1;
	msg->text = arena_vprintf(diag->arena, fmt, ap);
	return msg;
}

int diag_error(struct diag *diag, enum diag_code code, struct span span,
	       const char *fmt, ...)
{
	va_list ap;

	diag->mute_notes = diag->muted || diag_full(diag);
	if (!diag->mute_notes && is_known(diag, code, span)) {
		diag->mute_notes = 1;
		if (++diag->repeated == MAX_REPEATED)
			diag_stop(diag);
	}
	if (diag->mute_notes)
		return -EINVAL;
	diag->errors++;
	va_start(ap, fmt);
	add(diag, DIAG_KIND_ERROR, span, fmt, ap)->code = code;
	va_end(ap);
	return -EINVAL;
}

void diag_warning(struct diag *diag, enum diag_code code, struct span span,
		  const char *fmt, ...)
{
	va_list ap;

	diag->mute_notes = diag->muted || diag->warnings >= MAX_WARNINGS ||
			   is_known(diag, code, span);
	if (diag->mute_notes)
		return;
	diag->warnings++;
	va_start(ap, fmt);
	add(diag, DIAG_KIND_WARNING, span, fmt, ap)->code = code;
	va_end(ap);
}

void diag_note(struct diag *diag, const char *fmt, ...)
{
	struct span none = { 0 };
	va_list ap;

	if (diag->mute_notes)
		return;
	va_start(ap, fmt);
	add(diag, DIAG_KIND_NOTE, none, fmt, ap)->has_span = 0;
	va_end(ap);
}

void diag_note_at(struct diag *diag, struct span span, const char *fmt, ...)
{
	va_list ap;

	if (diag->mute_notes)
		return;
	va_start(ap, fmt);
	add(diag, DIAG_KIND_NOTE, span, fmt, ap);
	va_end(ap);
}

int diag_note_suggest(struct diag *diag, const struct suggest *s)
{
	char names[SUGGEST_TEXT_LEN];

	if (!suggest_text(s, names, sizeof(names)))
		return 0;
	diag_note(diag, "did you mean %s?", names);
	return 1;
}

u32 diag_errors(const struct diag *diag)
{
	return diag->errors;
}

u32 diag_warnings(const struct diag *diag)
{
	return diag->warnings;
}

void diag_stop(struct diag *diag)
{
	diag->stopped = 1;
}

int diag_full(const struct diag *diag)
{
	return diag->stopped || diag->errors >= MAX_ERRORS;
}

struct diag_place diag_place(const struct diag *diag, struct span span)
{
	const struct diag_source *source = vec_at(&diag->sources, span.src);
	const u32 *lines = source->lines.data;
	u32 off = diag_show(diag, span).off;
	u32 low = 0;
	u32 high = source->lines.nr;

	while (high - low > 1) {
		u32 middle = low + (high - low) / 2;

		if (lines[middle] <= off)
			low = middle;
		else
			high = middle;
	}
	return (struct diag_place){ source->name, low + 1,
				    off - lines[low] + 1 };
}

const char *diag_text(const struct diag *diag, struct span span,
		      size_t *ret_len)
{
	const struct diag_source *source = vec_at(&diag->sources, span.src);

	*ret_len = span.len;
	return source->text + span.off;
}

const char *diag_code_name(enum diag_code code)
{
	return codes[code].name;
}

const char *diag_code_text(enum diag_code code)
{
	return codes[code].text;
}

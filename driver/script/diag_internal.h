/* SPDX-License-Identifier: GPL-2.0 */
/* What diag.c collects and diag_render.c writes. */
#ifndef STAPX_SCRIPT_DIAG_INTERNAL_H
#define STAPX_SCRIPT_DIAG_INTERNAL_H

#include "base/vec.h"
#include "script/diag.h"

enum diag_kind {
	DIAG_KIND_ERROR,
	DIAG_KIND_WARNING,
	DIAG_KIND_NOTE,
};

struct diag_source {
	const char *name;
	const char *text;
	size_t len;
	struct vec lines; /* u32: where each begins, of the text shown */
	const struct diag_origin *origin; /* NULL: the text is shown as it is */
	u32 base; /* the source with the same text that was added first */
	const char *what; /* is expanded at used_at; NULL: nothing */
	struct span used_at;
};

struct diag_message {
	enum diag_kind kind;
	enum diag_code code; /* not of notes */
	int has_span;
	struct span span;
	const char *text;
};

struct diag {
	struct arena *arena;
	struct vec sources; /* struct diag_source */
	struct vec messages; /* struct diag_message */
	u32 errors;
	u32 warnings;
	u32 muted;
	u32 repeated; /* errors that were recorded before */
	int stopped; /* diag_stop() */
	int mute_notes; /* the message before was not recorded */
};

/* The text that is shown for a source, and a span of the source in it. */
struct diag_shown {
	const char *text;
	size_t len;
	u32 off;
	u32 span_len;
};

struct diag_shown diag_show(const struct diag *diag, struct span span);

#endif

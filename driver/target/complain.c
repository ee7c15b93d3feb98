// SPDX-License-Identifier: GPL-2.0
/* Errors about what the probed program has not. */
#include <stdarg.h>

#include "base/strbuf.h"
#include "base/suggest.h"
#include "target/lowering.h"

#define NAMES_MAX 30 /* listed in a note */

void *complain(struct lowering *lo, const char *fmt, ...)
{
	const char *text;
	va_list ap;

	va_start(ap, fmt);
	text = arena_vprintf(lo->arena, fmt, ap);
	va_end(ap);
	diag_error(lo->diag, E_TARGET_VAR, lo->span, "%s", text);
	return NULL;
}

void complain_name(struct complain_names *names, const char *name)
{
	if (!*name)
		return;
	suggest_add(&names->suggest, name);
	if (names->nr < NAMES_MAX)
		strbuf_printf(&names->text, "%s%s", names->nr ? ", " : "",
			      name);
	else if (names->nr == NAMES_MAX)
		strbuf_puts(&names->text, ", ...");
	names->nr++;
}

void complain_begin(struct complain_names *names, struct lowering *lo,
		    const char *want)
{
	names->lo = lo;
	names->nr = 0;
	suggest_init(&names->suggest, want);
	strbuf_init(&names->text, lo->arena);
}

void complain_end(struct complain_names *names, const char *who)
{
	diag_note_suggest(names->lo->diag, &names->suggest);
	if (names->nr)
		diag_note(names->lo->diag, "%s %s", who, names->text.text);
}

// SPDX-License-Identifier: GPL-2.0
/* Errors about what the probed program has not. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/suggest.h"
#include "script/print_internal.h"
#include "target/lowering.h"

#define NAMES_MAX 30 /* listed in a note */
#define WHAT_MAX  100 /* bytes of an expression in a message */

void *refuse(struct lowering *lo, const char *fmt, ...)
{
	const char *text;
	va_list ap;

	va_start(ap, fmt);
	text = arena_vprintf(lo->arena, fmt, ap);
	va_end(ap);
	diag_error(lo->diag, E_TARGET_VAR, lo->span, "%s", text);
	return NULL;
}

static const char *text_of(struct lowering *lo, const struct expr *e)
{
	const char *text = print_expr_text(lo->arena, e);

	return text && strlen(text) <= WHAT_MAX
		       ? arena_printf(lo->arena, "'%s'", text)
		       : "this";
}

const char *refuse_what(struct lowering *lo)
{
	const struct expr *e = lo->whole;

	if (!e || lo->soft)
		return "this";
	if (e->op == TOK_AND)
		e = e->args[0];
	return text_of(lo, e);
}

void refuse_name(struct refuse_names *names, const char *name)
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

void refuse_begin(struct refuse_names *names, struct lowering *lo,
		  const char *want)
{
	names->lo = lo;
	names->nr = 0;
	suggest_init(&names->suggest, want);
	strbuf_init(&names->text, lo->arena);
}

void refuse_end(struct refuse_names *names, const char *who)
{
	diag_note_suggest(names->lo->diag, &names->suggest);
	if (names->nr)
		diag_note(names->lo->diag, "%s %s", who, names->text.text);
}

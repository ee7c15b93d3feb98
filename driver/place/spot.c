// SPDX-License-Identifier: GPL-2.0
/* Spots: their order, and their texts. */
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "place/internal.h"

static int compare(const void *a, const void *b)
{
	const struct place_spot *x = a, *y = b;
	int order = strcmp(x->file->path, y->file->path);

	if (order)
		return order;
	if (x->addr != y->addr)
		return x->addr < y->addr ? -1 : 1;
	if (x->func != y->func)
		return x->func < y->func ? -1 : 1;
	return x->scope < y->scope ? -1 : x->scope > y->scope;
}

void spot_sort(struct vec *spots)
{
	u32 i, kept = 0;

	if (spots->nr)
		qsort(spots->data, spots->nr, spots->size, compare);
	for (i = 0; i < spots->nr; i++) {
		const struct place_spot *at = vec_at(spots, i);
		const struct place_spot *last = kept ? vec_at(spots, kept - 1)
						     : NULL;

		if (last && last->file == at->file && last->addr == at->addr &&
		    last->func == at->func && last->mark == at->mark)
			continue;
		*(struct place_spot *)vec_at(spots, kept++) = *at;
	}
	spots->nr = kept;
}

static void put_quoted(struct strbuf *sb, const char *text)
{
	strbuf_put(sb, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			strbuf_put(sb, '\\');
		strbuf_put(sb, *text);
	}
	strbuf_put(sb, '"');
}

/* name@file:line, as far as they are known. */
static void put_place(struct strbuf *sb, struct script *script,
		      const struct process_point *process,
		      const struct place_spot *spot)
{
	struct strbuf text;

	strbuf_init(&text, script->arena);
	strbuf_puts(&text, name_shown(spot->name, process->spec.name));
	if (spot->src)
		strbuf_printf(&text, "@%s", spot->src);
	if (spot->src && spot->line)
		strbuf_printf(&text, ":%u", spot->line);
	strbuf_put(sb, '(');
	put_quoted(sb, text.text);
	strbuf_put(sb, ')');
}

static void put_named(struct strbuf *sb, const char *what, const char *name)
{
	strbuf_printf(sb, ".%s(", what);
	put_quoted(sb, name);
	strbuf_put(sb, ')');
}

static void put_suffixes(struct strbuf *sb, const struct process_point *p)
{
	if (p->call)
		strbuf_puts(sb, ".call");
	if (p->inlined)
		strbuf_puts(sb, ".inline");
	if (p->exported)
		strbuf_puts(sb, ".exported");
	if (p->nearest)
		strbuf_puts(sb, ".nearest");
	if (p->absolute)
		strbuf_puts(sb, ".absolute");
	if (p->at_return)
		strbuf_puts(sb, ".return");
}

static const char *what_name(const struct process_point *p)
{
	return p->what == PROCESS_STATEMENT ? "statement" : "function";
}

const char *spot_text(struct script *script, const struct point *point,
		      const struct place_spot *spot)
{
	const struct process_point *p = point->process;
	struct strbuf sb;

	strbuf_init(&sb, script->arena);
	strbuf_puts(&sb, "process(");
	put_quoted(&sb, spot->file->path);
	strbuf_put(&sb, ')');
	if (p->provider)
		put_named(&sb, "provider", p->provider);
	if (p->what == PROCESS_MARK || p->what == PROCESS_PLT) {
		put_named(&sb, p->what == PROCESS_MARK ? "mark" : "plt",
			  spot->name);
	} else if (p->has_addr) {
		strbuf_printf(&sb, ".%s(0x%llx)", what_name(p),
			      (unsigned long long)p->addr);
	} else {
		strbuf_printf(&sb, ".%s", what_name(p));
		put_place(&sb, script, p, spot);
	}
	if (spot->label)
		put_named(&sb, "label", spot->label);
	put_suffixes(&sb, p);
	return intern_str(script->intern, sb.text);
}

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
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
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
struct named {
	const char *what; /* "function" */
	const char *name; /* as much of it as is shown */
	const char *src;
	u32 line;
};

static void put_place(struct strbuf *sb, struct script *script,
		      const struct named *n)
{
	struct strbuf text;

	strbuf_init(&text, script->arena);
	strbuf_puts(&text, n->name);
	if (n->src)
		strbuf_printf(&text, "@%s", n->src);
	if (n->src && n->line)
		strbuf_printf(&text, ":%u", n->line);
	strbuf_printf(sb, ".%s(", n->what);
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

/* What .function() and .statement() mean here. */
static void put_function(struct strbuf *sb, struct script *script,
			 const struct process_point *p,
			 const struct place_spot *spot)
{
	const struct index_func *caller =
		p->callee ? index_row(spot->ix, INDEX_FUNCS, spot->caller)
			  : NULL;
	struct named n = { .src = spot->src, .line = spot->line };

	n.what = p->what == PROCESS_STATEMENT ? "statement" : "function";
	if (p->has_addr) {
		strbuf_printf(sb, ".%s(0x%llx)", n.what,
			      (unsigned long long)p->addr);
		return;
	}
	n.name = name_shown(spot->name, p->callee ? p->callee : p->spec.name);
	if (caller) {
		struct named by = {
			.what = n.what,
			.name = name_shown(index_str(spot->ix, caller->name),
					   p->spec.name),
			.src = func_file(spot->ix, caller->file),
			.line = caller->line,
		};

		put_place(sb, script, &by);
		n.what = "callee";
	}
	put_place(sb, script, &n);
}

const char *spot_text(struct script *script, const struct point *point,
		      const struct place_spot *spot)
{
	const struct process_point *p = point->process;
	struct strbuf sb;

	strbuf_init(&sb, script->arena);
	strbuf_puts(&sb, "process(");
	put_quoted(&sb, spot->program ? spot->program->path : spot->file->path);
	strbuf_put(&sb, ')');
	if (p->library)
		put_named(&sb, "library",
			  name_is_pattern(p->library) ? spot->file->path
						      : p->library);
	if (p->provider)
		put_named(&sb, "provider",
			  index_str(spot->ix, spot->mark->provider));
	if (p->what == PROCESS_MARK)
		put_named(&sb, "mark", spot->name);
	else if (p->what == PROCESS_PLT)
		put_named(&sb, "plt", spot->name);
	else
		put_function(&sb, script, p, spot);
	if (spot->label)
		put_named(&sb, "label", spot->label);
	put_suffixes(&sb, p);
	return intern_str(script->intern, sb.text);
}

// SPDX-License-Identifier: GPL-2.0
/* Regular expressions are compiled, each text once. */
#include "script/pattern.h"

#include <errno.h>
#include <string.h>

#include "base/keymap.h"
#include "regex.h"
#include "regex/compile.h"
#include "script/lex_literal.h"
#include "script/walk.h"

struct compiler {
	struct script *script;
	struct keymap *texts;
	struct vec compiled; /* struct pattern *, by number of the text */
	int err;
};

/* The place of a byte of the pattern; all of it where that is not known. */
static struct span place_of(const struct compiler *c, const struct pattern *p,
			    u32 at)
{
	struct span span = p->span;
	size_t len, off;
	const char *text = diag_text(c->script->diag, span, &len);

	if (p->joined || !lex_string_offset(text, len, at, &off))
		return span;
	span.off += (u32)off;
	span.len = 1;
	return span;
}

static int compile(struct compiler *c, struct pattern *p)
{
	/* Where groups lie is worth its price when something asks for it. */
	u32 flags = c->script->wants_groups ? SX_REGEX_CAPTURES : 0;
	struct regex_error err;
	struct span span;
	u8 *block;

	if (!regex_compile(c->script->arena, p->text, strlen(p->text), flags,
			   &err, &block, &p->block_len)) {
		p->block = block;
		return 0;
	}
	span = place_of(c, p, err.at);
	diag_error(c->script->diag, E_REGEX, span, "%s", err.text);
	if (span.len != 1)
		diag_note(c->script->diag,
			  "at character %u of the expression '%s'", err.at + 1,
			  p->text);
	return -EINVAL;
}

static void compile_expr(void *arg, struct expr *e)
{
	struct compiler *c = arg;
	struct pattern *p = e->pattern;
	const struct pattern *same;
	u32 number;

	if (e->kind != EX_REGEX || p->block)
		return;
	if (!keymap_find(c->texts, p->text, strlen(p->text), &number)) {
		if (compile(c, p))
			c->err = -EINVAL;
		vec_push_ptr(&c->compiled, p);
		return;
	}
	same = vec_ptr(&c->compiled, number);
	p->block = same->block;
	p->block_len = same->block_len;
}

static void walk_probe(const struct probe *probe, const struct walk *walk)
{
	for (u32 i = 0; i < probe->points.nr; i++) {
		struct point *point = vec_ptr(&probe->points, i);

		walk_expr(point->condition, walk->visit, walk->arg);
	}
	walk_stmts(probe->handler->body, walk);
}

int pattern_script(struct script *script)
{
	struct compiler c = { .script = script };
	const struct walk walk = { compile_expr, NULL, &c };
	u32 i;

	c.texts = keymap_create(script->arena);
	vec_init(&c.compiled, script->arena, sizeof(void *));
	for (i = 0; i < script->functions.nr; i++) {
		struct function *fn = vec_ptr(&script->functions, i);

		walk_stmts(fn->body, &walk);
	}
	for (i = 0; i < script->probes.nr; i++)
		walk_probe(vec_ptr(&script->probes, i), &walk);
	return c.err;
}

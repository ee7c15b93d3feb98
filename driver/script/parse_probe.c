// SPDX-License-Identifier: GPL-2.0
/* Probes and aliases: the list of points and the handler. */
#include <errno.h>

#include "script/parse_internal.h"

static struct function *create_handler(struct parser *p, struct span span)
{
	struct function *handler = ast_function(p->script, "probe", span);

	handler->is_handler = true;
	handler->file = p->file;
	return handler;
}

static int parse_handler(struct parser *p, struct function *handler)
{
	p->fn = handler;
	handler->body = parse_block(p);
	p->fn = NULL;
	return handler->body ? 0 : -EINVAL;
}

static int check_alias_names(struct parser *p, const struct vec *names)
{
	const struct point *last = vec_ptr(names, names->nr - 1);

	if (!last->optional && !last->sufficient && !last->condition)
		return 0;
	return diag_error(p->diag, E_SYNTAX, last->span,
			  "the name of an alias is followed by '=' or '+=', "
			  "not by '?', '!' or a condition");
}

/* `, { }` behind the body of an alias. */
static int parse_epilogue(struct parser *p, struct alias *alias)
{
	if (alias->append) {
		diag_error(p->diag, E_SYNTAX, p->tok.span,
			   "an alias of '+=' has one body, which runs behind "
			   "the handler");
		diag_note(p->diag, "with '=', the first body runs before the "
				   "handler and the second one behind it");
		return -EINVAL;
	}
	parse_advance(p);
	alias->epilogue = create_handler(p, alias->span);
	return parse_handler(p, alias->epilogue);
}

/* `= points`, `= name = points`, `+= points` behind an alias' first name. */
static int parse_alias(struct parser *p, struct alias *alias)
{
	struct vec points = alias->names;

	vec_init(&alias->names, p->script->arena, sizeof(void *));
	while (p->tok.kind == TOK_ASSIGN || p->tok.kind == TOK_ADD_ASSIGN) {
		if (points.nr != 1)
			return parse_expected(p, "'{' and a handler: an alias "
						 "has one name");
		vec_push_ptr(&alias->names, vec_ptr(&points, 0));
		if (check_alias_names(p, &alias->names))
			return -EINVAL;
		alias->append = p->tok.kind == TOK_ADD_ASSIGN;
		parse_advance(p);
		vec_init(&points, p->script->arena, sizeof(void *));
		if (parse_points(p, &points))
			return -EINVAL;
	}
	alias->targets = points;
	if (p->tok.kind != TOK_LBRACE)
		return parse_expected(p, "'{' and the body of the alias, or "
					 "another probe point");
	vec_push_ptr(&p->script->aliases, alias);
	alias->handler = create_handler(p, alias->span);
	if (parse_handler(p, alias->handler))
		return -EINVAL;
	return p->tok.kind == TOK_COMMA ? parse_epilogue(p, alias) : 0;
}

int parse_probe(struct parser *p)
{
	struct span span = p->tok.span;
	struct probe *probe;
	struct alias *alias;
	struct vec points;

	parse_advance(p);
	vec_init(&points, p->script->arena, sizeof(void *));
	if (parse_points(p, &points))
		return -EINVAL;
	if (p->tok.kind == TOK_ASSIGN || p->tok.kind == TOK_ADD_ASSIGN) {
		alias = arena_alloc(p->script->arena, sizeof(*alias));
		alias->span = span;
		alias->file = p->file;
		alias->names = points;
		return parse_alias(p, alias);
	}
	if (p->tok.kind != TOK_LBRACE)
		return parse_expected(p, "'{' and the probe's handler, or "
					 "another probe point");
	probe = arena_alloc(p->script->arena, sizeof(*probe));
	probe->span = span;
	probe->points = points;
	vec_push_ptr(&p->script->probes, probe);
	probe->handler = create_handler(p, span);
	return parse_handler(p, probe->handler);
}

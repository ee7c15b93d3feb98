// SPDX-License-Identifier: GPL-2.0
/* Declarations: globals, functions; what all parts of the parser share. */
#include "script/parse.h"

#include <errno.h>
#include <string.h>

#include "base/suggest.h"
#include "script/parse_internal.h"

/* Bytes of a token that a message shows. */
#define MAX_FOUND 40

void parse_advance(struct parser *p)
{
	p->last = p->tok.span;
	p->taken++;
	preproc_next(p->pp, &p->tok);
}

bool parse_accept(struct parser *p, enum tok kind)
{
	if (p->tok.kind != kind)
		return false;
	parse_advance(p);
	return true;
}

/* The text of the token as a message can hold it. */
static const char *found_text(struct parser *p, char *buf, size_t size)
{
	size_t len, i;
	const char *text = diag_text(p->diag, p->tok.span, &len);

	if (p->tok.kind == TOK_EOF)
		return "the end of the script";
	if (len > MAX_FOUND)
		len = MAX_FOUND;
	snprintf(buf, size, "'%.*s'", (int)len, text);
	for (i = 0; buf[i]; i++)
		if ((unsigned char)buf[i] < 0x20 || buf[i] == 0x7f ||
		    (unsigned char)buf[i] >= 0x80)
			buf[i] = '?';
	return buf;
}

int parse_expected(struct parser *p, const char *what)
{
	char found[MAX_FOUND + 3];

	return diag_error(p->diag, E_SYNTAX, p->tok.span,
			  "expected %s, found %s", what,
			  found_text(p, found, sizeof(found)));
}

int parse_expect(struct parser *p, enum tok kind, const char *where)
{
	char what[128];

	if (parse_accept(p, kind))
		return 0;
	snprintf(what, sizeof(what), "%s %s", lex_kind_name(kind), where);
	parse_expected(p, what);
	if (lex_is_keyword(kind))
		parse_suggest(p, (const enum tok[]){ kind }, 1);
	return -EINVAL;
}

int parse_suggest(struct parser *p, const enum tok *keywords, u32 nr)
{
	struct suggest s;
	u32 i;

	if (p->tok.kind != TOK_IDENT)
		return 0;
	suggest_init(&s, p->tok.text);
	for (i = 0; i < nr; i++)
		suggest_add(&s, lex_kind_text(keywords[i]));
	return diag_note_suggest(p->diag, &s);
}

int parse_enter(struct parser *p)
{
	if (p->depth < PARSE_MAX_DEPTH) {
		p->depth++;
		return 0;
	}
	diag_error(p->diag, E_TOO_LARGE, p->tok.span,
		   "nested too deeply here (more than %d levels)",
		   PARSE_MAX_DEPTH);
	diag_note(p->diag, "move the inner part into a function");
	return -EINVAL;
}

void parse_leave(struct parser *p)
{
	p->depth--;
}

int parse_expected_name(struct parser *p, const char *what)
{
	parse_expected(p, what);
	if (lex_is_keyword(p->tok.kind))
		diag_note(p->diag, "'%s' is a keyword and cannot be a name",
			  lex_kind_text(p->tok.kind));
	return -EINVAL;
}

/* A literal as the initial value or size of a global. */
static struct expr *parse_literal(struct parser *p, const char *what)
{
	struct span start = p->tok.span;
	bool negative = parse_accept(p, TOK_SUB);
	struct expr *e = NULL;

	if (p->tok.kind == TOK_NUM) {
		e = ast_expr(p->script, EX_NUM, p->tok.span, 0);
		e->num = negative ? (s64)(0 - (u64)p->tok.num) : p->tok.num;
		parse_advance(p);
	} else if (p->tok.kind == TOK_STR && !negative) {
		e = ast_expr(p->script, EX_STR, p->tok.span, 0);
		e->text = parse_joined_string(p);
	} else {
		parse_expected(p, what);
		return NULL;
	}
	e->span = span_join(start, p->last);
	ast_finish(e);
	return e;
}

/* Lists beyond the bounds of a program are not worth reading on. */
static int check_count(struct parser *p, const struct vec *list, u32 max,
		       const char *what)
{
	if (list->nr < max)
		return 0;
	diag_error(p->diag, E_LIMIT, p->tok.span, "more than %u %s", max, what);
	diag_stop(p->diag);
	return -EINVAL;
}

static int parse_one_global(struct parser *p, bool is_private)
{
	struct symbol *sym;

	if (p->tok.kind != TOK_IDENT)
		return parse_expected_name(p, "the name of a global");
	if (check_count(p, &p->script->globals, SX_MAX_GLOBALS, "globals"))
		return -EINVAL;
	sym = ast_symbol(p->script, SYM_GLOBAL, p->tok.text, p->tok.span);
	sym->is_private = is_private;
	sym->file = p->file;
	vec_push_ptr(&p->script->globals, sym);
	parse_advance(p);
	sym->wrap = parse_accept(p, TOK_MOD);
	if (parse_accept(p, TOK_LBRACKET)) {
		sym->size = parse_literal(p, "a number of entries");
		if (!sym->size ||
		    parse_expect(p, TOK_RBRACKET, "behind the size"))
			return -EINVAL;
	}
	sym->wrap |= parse_accept(p, TOK_MOD);
	if (parse_accept(p, TOK_ASSIGN)) {
		sym->init = parse_literal(p, "a number or a string");
		if (!sym->init)
			return -EINVAL;
	}
	return 0;
}

/* Behind `global`, or behind `private` where that stands for both. */
static int parse_globals(struct parser *p, bool is_private)
{
	do {
		if (parse_one_global(p, is_private))
			return -EINVAL;
	} while (parse_accept(p, TOK_COMMA));
	parse_accept(p, TOK_SEMICOLON);
	return 0;
}

/* `long` or `string`; decides the type. */
static int take_type(struct parser *p, struct tvar *var)
{
	enum type type;

	if (p->tok.kind == TOK_LONG)
		type = TYPE_LONG;
	else if (p->tok.kind == TOK_STRING)
		type = TYPE_STRING;
	else
		return parse_expected(p, "'long' or 'string'");
	types_unify(var, types_create(p->script->arena, type, p->tok.span));
	parse_advance(p);
	return 0;
}

/* `:long` or `:string`, if there. */
static int parse_type(struct parser *p, struct tvar *var)
{
	return parse_accept(p, TOK_COLON) ? take_type(p, var) : 0;
}

static int parse_param(struct parser *p, struct function *fn)
{
	struct symbol *sym;

	if (p->tok.kind != TOK_IDENT)
		return parse_expected_name(p, "the name of a parameter");
	sym = ast_symbol(p->script, SYM_PARAM, p->tok.text, p->tok.span);
	sym->assigned = true;
	vec_push_ptr(&fn->params, sym);
	parse_advance(p);
	return parse_type(p, sym->type);
}

static int parse_params(struct parser *p, struct function *fn)
{
	if (parse_expect(p, TOK_LPAREN, "and the function's parameters"))
		return -EINVAL;
	if (parse_accept(p, TOK_RPAREN))
		return 0;
	do {
		if (parse_param(p, fn))
			return -EINVAL;
	} while (parse_accept(p, TOK_COMMA) && p->tok.kind != TOK_RPAREN);
	return parse_expect(p, TOK_RPAREN, "behind the parameters");
}

/* Of a function, or not. In the library it is no matter until it is called. */
static int parse_embedded_body(struct parser *p, struct function *fn)
{
	if (fn)
		fn->embedded = true;
	if (ast_is_library(p->script, p->file)) {
		parse_advance(p);
		return 0;
	}
	diag_error(p->diag, E_EMBEDDED_C, p->tok.span,
		   "embedded C is not supported");
	diag_note(p->diag, "write the function in the script language: there "
			   "is no compiler on the way of a script");
	parse_advance(p);
	return 0;
}

/* `:2`, for overloads; a type is taken there as well. */
static int parse_priority(struct parser *p, struct function *fn)
{
	if (!parse_accept(p, TOK_COLON))
		return 0;
	if (p->tok.kind == TOK_LONG || p->tok.kind == TOK_STRING)
		return take_type(p, fn->ret);
	if (p->tok.kind != TOK_NUM)
		return parse_expected(p, "a number: the priority of the "
					 "function");
	if (p->tok.num < 1)
		return diag_error(p->diag, E_SYNTAX, p->tok.span,
				  "the priority of a function is 1 or more");
	fn->has_priority = true;
	fn->priority = p->tok.num;
	parse_advance(p);
	return 0;
}

static int parse_function(struct parser *p, bool is_private)
{
	struct function *fn;

	parse_advance(p);
	if (p->tok.kind != TOK_IDENT)
		return parse_expected_name(p, "the name of a function");
	if (check_count(p, &p->script->functions, SX_MAX_FUNCS, "functions"))
		return -EINVAL;
	fn = ast_function(p->script, p->tok.text, p->tok.span);
	fn->is_private = is_private;
	fn->file = p->file;
	parse_advance(p);
	if (parse_type(p, fn->ret) || parse_params(p, fn) ||
	    parse_priority(p, fn))
		return -EINVAL;
	fn->returns_value = types_of(fn->ret) != TYPE_UNKNOWN;
	vec_push_ptr(&p->script->functions, fn);
	if (p->tok.kind == TOK_EMBED)
		return parse_embedded_body(p, fn);
	p->fn = fn;
	fn->body = parse_block(p);
	p->fn = NULL;
	return fn->body ? 0 : -EINVAL;
}

static const enum tok declaration_words[] = { TOK_PROBE, TOK_GLOBAL,
					      TOK_FUNCTION, TOK_PRIVATE };

/* What stands where a declaration should begin. */
static int report_stray(struct parser *p)
{
	parse_expected(p, "'probe', 'global', 'function' or 'private'");
	if (p->tok.kind == TOK_RBRACE)
		diag_note(p->diag, "no block is open here: this '}' is one too "
				   "many");
	else if (!parse_suggest(p, declaration_words, 4))
		diag_note(p->diag, "statements stand in probes: "
				   "probe begin { ... }");
	return -EINVAL;
}

static int report_private(struct parser *p)
{
	return parse_expected(p, "'global', 'function' or the name of a global "
				 "behind 'private'");
}

static int parse_declaration(struct parser *p)
{
	bool is_private = parse_accept(p, TOK_PRIVATE);

	if (is_private && p->tok.kind == TOK_IDENT)
		return parse_globals(p, true);
	switch (p->tok.kind) {
	case TOK_GLOBAL:
		parse_advance(p);
		return parse_globals(p, is_private);
	case TOK_FUNCTION:
		return parse_function(p, is_private);
	case TOK_PROBE:
		if (is_private)
			return report_private(p);
		return parse_probe(p);
	case TOK_EMBED:
		return parse_embedded_body(p, NULL);
	default:
		return is_private ? report_private(p) : report_stray(p);
	}
}

static bool starts_declaration(const struct token *tok)
{
	return tok->kind == TOK_PROBE || tok->kind == TOK_FUNCTION ||
	       tok->kind == TOK_GLOBAL || tok->kind == TOK_PRIVATE;
}

/* A name in whose place a declaration's first word was meant, maybe. */
static bool is_misspelt(const struct token *tok)
{
	char names[SUGGEST_TEXT_LEN];
	struct suggest s;
	size_t i;

	if (tok->kind != TOK_IDENT)
		return false;
	suggest_init(&s, tok->text);
	for (i = 0; i < 4; i++)
		suggest_add(&s, lex_kind_text(declaration_words[i]));
	return suggest_text(&s, names, sizeof(names)) != 0;
}

/* To the next declaration; one in a line of its own, if there is any. */
static void skip_to_declaration(struct parser *p, u32 from)
{
	if (p->taken == from)
		parse_advance(p);
	while (p->tok.kind != TOK_EOF &&
	       !(p->tok.starts_line &&
		 (starts_declaration(&p->tok) || is_misspelt(&p->tok))))
		parse_advance(p);
}

int parse_script(struct script *script, struct preproc *pp)
{
	struct parser p = {
		.pp = pp,
		.script = script,
		.diag = script->diag,
		.file = pp->input.src,
	};

	parse_advance(&p);
	while (p.tok.kind != TOK_EOF) {
		u32 from = p.taken;

		if (parse_accept(&p, TOK_SEMICOLON))
			continue;
		p.depth = 0;
		p.loops = 0;
		if (parse_declaration(&p))
			skip_to_declaration(&p, from);
	}
	return diag_errors(script->diag) ? -EINVAL : 0;
}

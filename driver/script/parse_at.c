// SPDX-License-Identifier: GPL-2.0
/* The @ operators, and the members of values of the probed program. */
#include <errno.h>
#include <string.h>

#include "base/suggest.h"
#include "script/parse_internal.h"

u8 parse_agg_of(const char *text)
{
	const struct stat_word *word = at_word_stat(text);

	return word && !word->hist ? word->code : 0xff;
}

/* `$` or `$$` behind a value. */
static bool is_text_sign(const struct token *tok)
{
	return tok->kind == TOK_TARGET &&
	       strspn(tok->text, "$") == strlen(tok->text);
}

/* One `->name`, `[index]` or `$` behind e; NULL in *ret: there is none. */
static int parse_member(struct parser *p, struct expr *e, struct expr **ret)
{
	enum tok op = p->tok.kind;
	const char *text = "";
	struct vec args;
	struct expr *index;

	*ret = NULL;
	vec_init(&args, p->script->arena, sizeof(void *));
	vec_push_ptr(&args, e);
	if (op == TOK_ARROW) {
		parse_advance(p);
		if (e->kind == EX_TARGET && is_text_sign(&p->tok))
			op = TOK_TARGET; /* `$x->$` is `$x$` */
		else if (p->tok.kind != TOK_IDENT &&
			 !lex_is_keyword(p->tok.kind))
			return parse_expected(p, "the name of a member");
		text = p->tok.text;
		parse_advance(p);
	} else if (parse_accept(p, TOK_LBRACKET)) {
		index = parse_expr(p);
		if (!index || parse_expect(p, TOK_RBRACKET, "behind the index"))
			return -EINVAL;
		vec_push_ptr(&args, index);
	} else if (e->kind == EX_TARGET && is_text_sign(&p->tok)) {
		text = p->tok.text;
		parse_advance(p);
	} else {
		return 0;
	}
	*ret = parse_node(p, EX_TARGET, e->span, &args);
	if (!*ret)
		return -EINVAL;
	(*ret)->op = op;
	(*ret)->text = text;
	return 0;
}

/* `$x$` is a text: it has no members. */
static int check_pretty(struct parser *p, const struct expr *e)
{
	if (e->kind != EX_TARGET || e->op != TOK_TARGET || !e->nargs ||
	    (p->tok.kind != TOK_ARROW && p->tok.kind != TOK_LBRACKET))
		return 0;
	diag_error(p->diag, E_SYNTAX, p->tok.span,
		   "'%s' makes a text, which has no members", e->text);
	diag_note(p->diag, "write '%s' behind the last member", e->text);
	return -EINVAL;
}

struct expr *parse_members(struct parser *p, struct expr *e)
{
	struct expr *next = e;

	while (next) {
		e = next;
		if (check_pretty(p, e) || parse_member(p, e, &next))
			return NULL;
	}
	return e;
}

/* `@word(statistic, ...)`; a histogram's bucket is left to the caller. */
static struct expr *parse_stat(struct parser *p, const struct stat_word *word)
{
	const char *text = p->tok.text;
	struct span at = p->tok.span;
	struct expr *e;
	struct vec args;

	parse_advance(p);
	if (parse_expect(p, TOK_LPAREN, "and a statistic") ||
	    parse_list(p, TOK_RPAREN, &args))
		return NULL;
	e = parse_node(p, word->hist ? EX_HIST : EX_AGG, at, &args);
	if (!e)
		return NULL;
	e->text = text;
	if (word->hist)
		e->hist = word->code;
	else
		e->agg = word->code;
	return e;
}

struct expr *parse_hist(struct parser *p)
{
	const struct stat_word *word = at_word_stat(p->tok.text);

	if (word && word->hist)
		return parse_stat(p, word);
	parse_expected(p, "@hist_log or @hist_linear");
	return NULL;
}

/* `[index]` behind a histogram. */
static struct expr *parse_bucket(struct parser *p, struct expr *hist)
{
	struct expr *e = ast_expr(p->script, EX_BUCKET, hist->span, 2);

	parse_advance(p);
	e->args[0] = hist;
	e->args[1] = parse_expr(p);
	if (!e->args[1] || parse_expect(p, TOK_RBRACKET, "behind the bucket"))
		return NULL;
	e->text = hist->text;
	e->at = hist->at;
	e->span = span_join(hist->span, p->last);
	return parse_finish(p, e);
}

static void report_unknown(struct parser *p, const char *text, struct span at)
{
	struct suggest s;

	diag_error(p->diag, E_NAME, at, "there is no operator or macro '%s'",
		   text);
	suggest_init(&s, text);
	at_word_suggest(&s);
	preproc_suggest(p->pp, &s);
	diag_note_suggest(p->diag, &s);
}

static int check_arity(struct parser *p, enum at_word word, struct span at,
		       u32 nargs)
{
	const struct at_kind *kind = at_word_kind(word);

	if (word == AT_UNKNOWN)
		return 0;
	if (nargs >= kind->min && nargs <= kind->max)
		return 0;
	if (kind->min == kind->max)
		return diag_error(p->diag, E_ARITY, at,
				  "%s takes %u argument%s, and got %u",
				  kind->text, kind->min,
				  kind->min == 1 ? "" : "s", nargs);
	return diag_error(p->diag, E_ARITY, at,
			  "%s takes %u or %u arguments, and got %u", kind->text,
			  kind->min, kind->max, nargs);
}

/* An operator that speaks of the probed program. */
static struct expr *parse_at_target(struct parser *p)
{
	enum at_word word = at_word_find(p->tok.text);
	const char *text = p->tok.text;
	struct span at = p->tok.span;
	struct expr *e;
	struct vec args;

	parse_advance(p);
	vec_init(&args, p->script->arena, sizeof(void *));
	if (word == AT_UNKNOWN)
		report_unknown(p, text, at);
	if ((word != AT_UNKNOWN || p->tok.kind == TOK_LPAREN) &&
	    (parse_expect(p, TOK_LPAREN, "and the operator's arguments") ||
	     parse_list(p, TOK_RPAREN, &args) ||
	     check_arity(p, word, at, args.nr)))
		return NULL;
	e = parse_node(p, EX_TARGET, at, &args);
	if (!e)
		return NULL;
	e->text = text;
	e->op = TOK_AT;
	e->word = (u8)word;
	return e;
}

struct expr *parse_at(struct parser *p)
{
	const struct stat_word *word = at_word_stat(p->tok.text);
	struct expr *e;

	if (!word)
		return parse_at_target(p);
	e = parse_stat(p, word);
	if (e && e->kind == EX_HIST && p->tok.kind == TOK_LBRACKET)
		return parse_bucket(p, e);
	return e;
}

// SPDX-License-Identifier: GPL-2.0
/* The @ operators, and the members of values of the probed program. */
#include <errno.h>
#include <string.h>

#include "base/suggest.h"
#include "script/parse_internal.h"

static const struct {
	const char *text;
	enum expr_kind kind;
	u8 code; /* enum sx_agg, enum sx_hist_kind */
} stat_words[] = {
	{ "@count", EX_AGG, SX_AGG_COUNT },
	{ "@sum", EX_AGG, SX_AGG_SUM },
	{ "@min", EX_AGG, SX_AGG_MIN },
	{ "@max", EX_AGG, SX_AGG_MAX },
	{ "@avg", EX_AGG, SX_AGG_AVG },
	{ "@variance", EX_AGG, SX_AGG_VARIANCE },
	{ "@hist_log", EX_HIST, SX_HIST_LOG },
	{ "@hist_linear", EX_HIST, SX_HIST_LINEAR },
};

#define STAT_WORDS (sizeof(stat_words) / sizeof(stat_words[0]))

/* STAT_WORDS: none. */
static size_t find_stat_word(const char *text)
{
	size_t i = 0;

	while (i < STAT_WORDS && strcmp(stat_words[i].text, text))
		i++;
	return i;
}

u8 parse_agg_of(const char *text)
{
	size_t i = find_stat_word(text);

	return i < STAT_WORDS && stat_words[i].kind == EX_AGG
		       ? stat_words[i].code
		       : 0xff;
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
	if (parse_accept(p, TOK_ARROW)) {
		if (p->tok.kind != TOK_IDENT && !lex_is_keyword(p->tok.kind))
			return parse_expected(p, "the name of a member");
		text = p->tok.text;
		parse_advance(p);
	} else if (parse_accept(p, TOK_LBRACKET)) {
		index = parse_expr(p);
		if (!index || parse_expect(p, TOK_RBRACKET, "behind the index"))
			return -EINVAL;
		vec_push_ptr(&args, index);
	} else if (op == TOK_TARGET &&
		   strspn(p->tok.text, "$") == strlen(p->tok.text)) {
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

struct expr *parse_members(struct parser *p, struct expr *e)
{
	struct expr *next = e;

	while (next) {
		e = next;
		if (parse_member(p, e, &next))
			return NULL;
	}
	return e;
}

/* `@word(statistic, ...)`; a histogram's bucket is left to the caller. */
static struct expr *parse_stat(struct parser *p, size_t i)
{
	const char *text = p->tok.text;
	struct span at = p->tok.span;
	struct expr *e;
	struct vec args;

	parse_advance(p);
	if (parse_expect(p, TOK_LPAREN, "and a statistic") ||
	    parse_list(p, TOK_RPAREN, &args))
		return NULL;
	e = parse_node(p, stat_words[i].kind, at, &args);
	if (!e)
		return NULL;
	e->text = text;
	if (e->kind == EX_AGG)
		e->agg = stat_words[i].code;
	else
		e->hist = stat_words[i].code;
	return e;
}

struct expr *parse_hist(struct parser *p)
{
	size_t i = find_stat_word(p->tok.text);

	if (i < STAT_WORDS && stat_words[i].kind == EX_HIST)
		return parse_stat(p, i);
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
	size_t i;

	diag_error(p->diag, E_NAME, at, "there is no operator or macro '%s'",
		   text);
	suggest_init(&s, text);
	for (i = 0; i < STAT_WORDS; i++)
		suggest_add(&s, stat_words[i].text);
	for (i = AT_UNKNOWN + 1; i < AT_WORD_NR; i++)
		suggest_add(&s, ast_at_kind((enum at_word)i)->text);
	diag_note_suggest(p->diag, &s);
}

static int check_arity(struct parser *p, enum at_word word, struct span at,
		       u32 nargs)
{
	const struct at_kind *kind = ast_at_kind(word);

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
	enum at_word word = ast_at_word(p->tok.text);
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
	return parse_members(p, e);
}

struct expr *parse_at(struct parser *p)
{
	size_t i = find_stat_word(p->tok.text);
	struct expr *e;

	if (i == STAT_WORDS)
		return parse_at_target(p);
	e = parse_stat(p, i);
	if (e && e->kind == EX_HIST && p->tok.kind == TOK_LBRACKET)
		return parse_bucket(p, e);
	return e;
}

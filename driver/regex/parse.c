// SPDX-License-Identifier: GPL-2.0
/*
 * The text of a pattern -> its tree.
 *
 *	alternatives  branch ('|' branch)*
 *	branch        piece*
 *	piece         atom ('*' | '+' | '?' | '{n}' | '{n,}' | '{n,m}')*
 *	atom          '(' ['?:'] alternatives ')' | '[' ... ']' | '.' | '^' |
 *	              '$' | '\' byte | byte
 */
#include "regex/tree.h"

#include <stdlib.h>
#include <string.h>

#include "regex.h"

struct parser {
	struct regex_ctx *ctx;
	u32 at;
	u32 open; /* parentheses around this place */
};

static struct regex_node *parse_alternatives(struct parser *p);

static bool is_end(const struct parser *p)
{
	return p->at >= p->ctx->len;
}

static bool is_next(const struct parser *p, char c)
{
	return !is_end(p) && p->ctx->pattern[p->at] == c;
}

static bool is_one_of(const struct parser *p, const char *set)
{
	char c = is_end(p) ? '\0' : p->ctx->pattern[p->at];

	return c && strchr(set, c);
}

static bool take(struct parser *p, char c)
{
	if (!is_next(p, c))
		return false;
	p->at++;
	return true;
}

static struct regex_node *new_node(struct parser *p, enum regex_kind kind,
				   u32 at)
{
	struct regex_node *n = arena_alloc(p->ctx->arena, sizeof(*n));

	n->kind = kind;
	n->at = at;
	n->depth = 1;
	n->group_first = n->group_end = p->ctx->groups_nr;
	return n;
}

/* Puts kids under n; NULL if the tree gets too deep to be walked. */
static struct regex_node *adopt(struct parser *p, struct regex_node *n,
				struct regex_node **kid, u32 nr)
{
	n->kid = kid;
	n->kids_nr = nr;
	n->group_first = kid[0]->group_first;
	n->group_end = kid[nr - 1]->group_end;
	for (u32 i = 0; i < nr; i++)
		if (kid[i]->depth >= n->depth)
			n->depth = kid[i]->depth + 1;
	if (n->depth <= REGEX_DEPTH_MAX)
		return n;
	regex_fail(p->ctx, n->at,
		   "groups and repetitions are nested deeper than %u levels",
		   REGEX_DEPTH_MAX);
	return NULL;
}

static struct regex_node *adopt_one(struct parser *p, struct regex_node *n,
				    struct regex_node *kid)
{
	struct regex_node **list = arena_alloc(p->ctx->arena, sizeof(*list));

	list[0] = kid;
	return adopt(p, n, list, 1);
}

/* n over what vec collected; a single one stands for itself. */
static struct regex_node *adopt_vec(struct parser *p, struct regex_node *n,
				    const struct vec *vec)
{
	if (vec->nr == 1)
		return vec_ptr(vec, 0);
	return adopt(p, n, vec->data, vec->nr);
}

static struct regex_node *close_group(struct parser *p, u32 at,
				      struct regex_node *inner)
{
	if (!inner)
		return NULL;
	if (take(p, ')')) {
		p->open--;
		return inner;
	}
	regex_fail(p->ctx, at, "this '(' has no ')'");
	return NULL;
}

static struct regex_node *parse_group(struct parser *p, u32 at)
{
	struct regex_node *n, *inner;
	u32 group;

	if (p->open++ == REGEX_DEPTH_MAX) {
		regex_fail(p->ctx, at,
			   "groups are nested deeper than %u levels",
			   REGEX_DEPTH_MAX);
		return NULL;
	}
	if (is_next(p, '?')) {
		p->at++;
		if (take(p, ':'))
			return close_group(p, at, parse_alternatives(p));
		regex_fail(p->ctx, at,
			   "of the groups that begin with '(?' only '(?:' is "
			   "known");
		return NULL;
	}
	group = p->ctx->groups_nr++;
	inner = close_group(p, at, parse_alternatives(p));
	if (!inner)
		return NULL;
	n = new_node(p, RE_GROUP, at);
	n->group = group;
	n = adopt_one(p, n, inner);
	if (n) {
		n->group_first = group;
		n->group_end = p->ctx->groups_nr;
	}
	return n;
}

static struct regex_node *new_byte(struct parser *p, u32 at, u8 byte)
{
	struct regex_node *n = new_node(p, RE_SET, at);

	byte_set_add(&n->set, byte);
	return n;
}

static struct regex_node *parse_set(struct parser *p, u32 at)
{
	struct regex_node *n = new_node(p, RE_SET, at);

	return regex_parse_bracket(p->ctx, &p->at, &n->set) ? NULL : n;
}

static struct regex_node *parse_escape(struct parser *p, u32 at)
{
	if (!is_end(p))
		return new_byte(p, at, (u8)p->ctx->pattern[p->at++]);
	regex_fail(p->ctx, at, "a backslash needs a character behind it");
	return NULL;
}

static struct regex_node *parse_atom(struct parser *p)
{
	u32 at = p->at++;
	u8 c = (u8)p->ctx->pattern[at];
	struct regex_node *n;

	switch (c) {
	case '(':
		return parse_group(p, at);
	case '[':
		return parse_set(p, at);
	case '\\':
		return parse_escape(p, at);
	case '^':
		return new_node(p, RE_BOL, at);
	case '$':
		return new_node(p, RE_EOL, at);
	case '.':
		n = new_node(p, RE_SET, at);
		memset(&n->set, 0xff, sizeof(n->set));
		return n;
	default:
		return new_byte(p, at, c);
	}
}

/* Digits; 0 or -EINVAL. */
static int parse_count(struct parser *p, u32 *ret)
{
	u32 at = p->at, value = 0;

	while (is_one_of(p, "0123456789")) {
		value = value * 10 + (u32)(p->ctx->pattern[p->at++] - '0');
		if (value > REGEX_COUNT_MAX)
			return regex_fail(p->ctx, at,
					  "a repetition is counted up to %u",
					  REGEX_COUNT_MAX);
	}
	if (p->at == at)
		return regex_fail(p->ctx, at,
				  "a number is expected here: {n}, {n,} or "
				  "{n,m}; write [{] for the character");
	*ret = value;
	return 0;
}

/* Behind a '{'. */
static int parse_counts(struct parser *p, u32 at, u32 *min, u32 *max)
{
	int err = parse_count(p, min);

	if (err)
		return err;
	*max = *min;
	if (take(p, ',')) {
		*max = REGEX_UNBOUNDED;
		if (!is_next(p, '}'))
			err = parse_count(p, max);
	}
	if (err)
		return err;
	if (!take(p, '}'))
		return regex_fail(p->ctx, p->at,
				  "a '}' is expected here: {n}, {n,} or {n,m}");
	if (*max < *min)
		return regex_fail(p->ctx, at,
				  "the second count is smaller than the first");
	return 0;
}

static struct regex_node *parse_repeat(struct parser *p,
				       struct regex_node *inner)
{
	struct regex_node *n = new_node(p, RE_REPEAT, p->at);
	u32 at = p->at++;

	if (inner->kind == RE_BOL || inner->kind == RE_EOL) {
		regex_fail(p->ctx, at, "an anchor cannot be repeated");
		return NULL;
	}
	n->min = p->ctx->pattern[at] == '+';
	n->max = p->ctx->pattern[at] == '?' ? 1 : REGEX_UNBOUNDED;
	if (p->ctx->pattern[at] == '{' && parse_counts(p, at, &n->min, &n->max))
		return NULL;
	return adopt_one(p, n, inner);
}

static struct regex_node *parse_piece(struct parser *p)
{
	struct regex_node *n;

	if (is_one_of(p, "*+?{")) {
		regex_fail(p->ctx, p->at,
			   "there is nothing to repeat in front of '%c'; write "
			   "[%c] for the character",
			   p->ctx->pattern[p->at], p->ctx->pattern[p->at]);
		return NULL;
	}
	n = parse_atom(p);
	while (n && is_one_of(p, "*+?{"))
		n = parse_repeat(p, n);
	return n;
}

static struct regex_node *parse_branch(struct parser *p)
{
	struct regex_node *n = new_node(p, RE_CAT, p->at), *piece;
	struct vec pieces;

	vec_init(&pieces, p->ctx->arena, sizeof(void *));
	while (!is_end(p) && !is_one_of(p, "|)")) {
		piece = parse_piece(p);
		if (!piece)
			return NULL;
		vec_push_ptr(&pieces, piece);
	}
	if (pieces.nr)
		return adopt_vec(p, n, &pieces);
	n->kind = RE_EMPTY;
	return n;
}

static struct regex_node *parse_alternatives(struct parser *p)
{
	struct regex_node *n = new_node(p, RE_ALT, p->at), *branch;
	struct vec branches;

	vec_init(&branches, p->ctx->arena, sizeof(void *));
	do {
		branch = parse_branch(p);
		if (!branch)
			return NULL;
		vec_push_ptr(&branches, branch);
	} while (take(p, '|'));
	return adopt_vec(p, n, &branches);
}

struct regex_node *regex_parse(struct regex_ctx *ctx)
{
	struct parser p = { .ctx = ctx };
	struct regex_node *n;

	ctx->groups_nr = 1;
	n = parse_alternatives(&p);
	if (n && !is_end(&p)) {
		regex_fail(ctx, p.at,
			   "this ')' has no '('; write [)] for the character");
		return NULL;
	}
	if (n && ctx->captures && ctx->groups_nr > SX_REGEX_GROUPS) {
		regex_fail(ctx, 0,
			   "the expression has %u groups, limit %u; (?:...) is "
			   "a group that is not counted",
			   ctx->groups_nr - 1, SX_REGEX_GROUPS - 1);
		return NULL;
	}
	return n;
}

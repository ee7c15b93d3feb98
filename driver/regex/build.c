// SPDX-License-Identifier: GPL-2.0
/*
 * A pattern's tree -> its automaton.
 *
 * POSIX orders the ways to match by the lengths of the subexpressions, from
 * left to right. Heights carry that order: every part of a sequence, turn of a
 * repetition and branch of an alternative is one level inside of it, and opens
 * and closes where it begins and ends. Of two ways the one is better that stays higher
 * (Okui, Suzuki: Disambiguation in Regular Expression Matching via Position
 * Automata with Augmented Transitions, 2010). Subtrees without groups have
 * no levels: how they match within their extent is invisible.
 */
#include "regex/frag.h"

#include <string.h>

/* What a node costs beside the paths that it copies. */
#define NODE_WORK 16

static struct frag build(struct frag_builder *b, const struct regex_node *n,
			 u32 height);

static u32 new_position(struct frag_builder *b, const struct regex_node *n)
{
	struct regex_position *p = arena_alloc(b->ctx->arena, sizeof(*p));

	vec_init(&p->paths, b->ctx->arena, sizeof(struct regex_path));
	if (n)
		p->bytes = n->set;
	vec_push_ptr(&b->a->positions, p);
	return b->a->positions.nr - 1;
}

static struct frag build_set(struct frag_builder *b, const struct regex_node *n)
{
	if (b->a->positions.nr < REGEX_POSITIONS_MAX)
		return frag_leaf(b, new_position(b, n));
	if (!b->err)
		b->err = regex_fail(b->ctx, b->a->blame ? b->a->blame : n->at,
				    "the expression is too complex: with its "
				    "repetitions written out it has more than "
				    "%u characters",
				    REGEX_POSITIONS_MAX);
	return frag_nothing();
}

/* The groups [first, end) take no part. */
static struct regex_ops clear_groups(struct frag_builder *b, u32 first, u32 end)
{
	struct regex_ops ops = { NULL, 0 };

	for (u32 tag = 2 * first; tag < 2 * end && b->ctx->captures; tag++)
		ops = ops_join(b, ops, ops_one(b, (u16)(OP_CLEAR | tag)));
	return ops;
}

/* x as a subexpression of its own inside of `height` others. */
static struct frag raise(struct frag_builder *b, const struct frag *x,
			 u32 height)
{
	return frag_wrap(b, x, ops_one(b, (u16)(OP_OPEN | (height + 1))),
			 ops_one(b, (u16)(OP_CLOSE | height)));
}

static bool is_ordered(const struct frag_builder *b, const struct regex_node *n)
{
	return b->ctx->captures && regex_has_groups(n);
}

/* A single byte has one length: nothing is won by ordering it. */
static struct frag build_part(struct frag_builder *b,
			      const struct regex_node *sequence, u32 i,
			      u32 height)
{
	const struct regex_node *part = sequence->kid[i];
	struct frag x;

	if (!is_ordered(b, sequence) || part->kind == RE_SET)
		return build(b, part, height);
	x = build(b, part, height + 1);
	return raise(b, &x, height);
}

static struct frag build_sequence(struct frag_builder *b,
				  const struct regex_node *n, u32 height)
{
	struct frag x = build_part(b, n, 0, height), y;

	for (u32 i = 1; i < n->kids_nr && !b->err; i++) {
		y = build_part(b, n, i, height);
		x = frag_join(b, &x, &y);
	}
	return x;
}

/* Branches of one length are equal in height: the first one is taken. */
static struct frag build_branch(struct frag_builder *b,
				const struct regex_node *n, u32 i, u32 height)
{
	const struct regex_node *kid = n->kid[i];
	struct regex_ops ops;
	struct frag x;

	if (!is_ordered(b, n))
		return build(b, kid, height);
	x = build(b, kid, height + 1);
	x = raise(b, &x, height);
	ops = ops_one(b, (u16)(OP_BRANCH | i));
	ops = ops_join(b, ops,
		       clear_groups(b, n->group_first, kid->group_first));
	ops = ops_join(b, ops, clear_groups(b, kid->group_end, n->group_end));
	return frag_wrap(b, &x, ops, (struct regex_ops){ NULL, 0 });
}

static struct frag build_alternative(struct frag_builder *b,
				     const struct regex_node *n, u32 height)
{
	struct frag x = build_branch(b, n, 0, height), y;

	for (u32 i = 1; i < n->kids_nr && !b->err; i++) {
		y = build_branch(b, n, i, height);
		x = frag_either(b, &x, &y);
	}
	return x;
}

/* One turn of a repetition. */
static struct frag build_turn(struct frag_builder *b,
			      const struct regex_node *n, u32 height)
{
	struct frag x;

	frag_work(b, NODE_WORK);
	if (!is_ordered(b, n))
		return build(b, n->kid[0], height);
	x = build(b, n->kid[0], height + 1);
	return raise(b, &x, height);
}

/* Lets x be skipped by the path `ops`, where it does not match nothing. */
static void make_optional(struct frag *x, struct regex_ops ops)
{
	for (u32 i = 0; i < 4; i++) {
		if (x->can_skip[i / 2][i % 2])
			continue;
		x->can_skip[i / 2][i % 2] = true;
		x->skip[i / 2][i % 2] = ops;
	}
}

static void forbid_nothing(struct frag *x)
{
	memset(x->can_skip, 0, sizeof(x->can_skip));
}

/*
 * The turns from number i on, which may be left out. A turn that matches
 * nothing is made only when it is the first one and there is no other: it
 * gives the groups inside an empty match instead of none.
 */
static struct frag build_optional(struct frag_builder *b,
				  const struct regex_node *n, u32 i,
				  const struct frag *rest, u32 height)
{
	struct frag turn = build_turn(b, n, height), x = turn;

	if (n->max == REGEX_UNBOUNDED)
		frag_link(b, &turn, &turn);
	forbid_nothing(&x);
	if (rest)
		x = frag_join(b, &x, rest);
	if (i == 0) {
		memcpy(x.can_skip, turn.can_skip, sizeof(x.can_skip));
		memcpy(x.skip, turn.skip, sizeof(x.skip));
		make_optional(&x,
			      clear_groups(b, n->group_first, n->group_end));
	} else {
		make_optional(&x, (struct regex_ops){ NULL, 0 });
	}
	return x;
}

/* From the last turn to the first one. */
static struct frag build_repeat(struct frag_builder *b,
				const struct regex_node *n, u32 height)
{
	bool endless = n->max == REGEX_UNBOUNDED;
	u32 turns = endless ? (n->min ? n->min : 1) : n->max;
	u32 blame = b->a->blame;
	struct frag x, turn;

	if (!turns) {
		x = frag_nothing();
		return frag_wrap(b, &x,
				 clear_groups(b, n->group_first, n->group_end),
				 (struct regex_ops){ NULL, 0 });
	}
	if (turns > 1 && !blame)
		b->a->blame = n->at;
	for (u32 i = turns; i-- && !b->err;) {
		const struct frag *rest = i + 1 < turns ? &x : NULL;

		if (i >= n->min) {
			x = build_optional(b, n, i, rest, height);
			continue;
		}
		turn = build_turn(b, n, height);
		if (endless && !rest)
			frag_link(b, &turn, &turn);
		x = rest ? frag_join(b, &turn, rest) : turn;
	}
	return b->err ? frag_nothing() : x;
}

static struct frag build_group(struct frag_builder *b,
			       const struct regex_node *n, u32 height)
{
	struct frag x = build(b, n->kid[0], height);

	if (!b->ctx->captures)
		return x;
	return frag_wrap(b, &x, ops_one(b, (u16)(OP_SET | 2 * n->group)),
			 ops_one(b, (u16)(OP_SET | (2 * n->group + 1))));
}

static struct frag build(struct frag_builder *b, const struct regex_node *n,
			 u32 height)
{
	frag_work(b, NODE_WORK);
	if (b->err)
		return frag_nothing();
	switch (n->kind) {
	case RE_EMPTY:
		return frag_nothing();
	case RE_SET:
		return build_set(b, n);
	case RE_BOL:
	case RE_EOL:
		return frag_anchor(n->kind);
	case RE_CAT:
		return build_sequence(b, n, height);
	case RE_ALT:
		return build_alternative(b, n, height);
	case RE_REPEAT:
		return build_repeat(b, n, height);
	case RE_GROUP:
		return build_group(b, n, height);
	}
	return frag_nothing();
}

/* What the steps of a path come to. */
static void sum_up(struct regex_automaton *a, struct regex_path *path)
{
	path->height = REGEX_HEIGHT_MAX;
	for (u32 i = 0; i < path->ops.nr; i++) {
		u16 op = path->ops.op[i], number = OP_NUMBER(op);
		u64 tag = 1ull << (number % 64);

		if (OP_KIND(op) == OP_OPEN || OP_KIND(op) == OP_CLOSE) {
			if (number < path->height)
				path->height = (s16)number;
		} else if (OP_KIND(op) == OP_SET) {
			path->set |= tag;
			path->clear &= ~tag;
			a->tracked |= tag;
		} else if (OP_KIND(op) == OP_CLEAR) {
			path->clear |= tag;
			path->set &= ~tag;
		}
	}
}

static void add_start(struct frag_builder *b, const struct frag *x, u32 bol)
{
	u32 number = new_position(b, NULL);
	struct regex_position *p = regex_position(b->a, number);

	b->a->start[bol] = number;
	for (u32 i = 0; i < x->first[bol].nr; i++) {
		const struct frag_link *link = &x->first[bol].link[i];

		row_add(p->follow, link->position);
		if (b->ctx->captures)
			*(struct regex_path *)vec_push(&p->paths) =
				(struct regex_path){ .to = link->position,
						     .ops = link->ops };
	}
	for (u32 eol = 0; eol < 2; eol++) {
		p->ends[eol] = x->can_skip[bol][eol];
		p->end[eol].ops = x->skip[bol][eol];
	}
}

static void add_ends(struct frag_builder *b, const struct frag *x)
{
	for (u32 eol = 0; eol < 2; eol++) {
		for (u32 i = 0; i < x->last[eol].nr; i++) {
			const struct frag_link *link = &x->last[eol].link[i];
			struct regex_position *p =
				regex_position(b->a, link->position);

			p->ends[eol] = true;
			p->end[eol].ops = link->ops;
		}
	}
}

static void sum_up_all(struct regex_automaton *a)
{
	for (u32 i = 0; i < a->positions.nr; i++) {
		struct regex_position *p = regex_position(a, i);

		for (u32 j = 0; j < p->paths.nr; j++)
			sum_up(a, vec_at(&p->paths, j));
		for (u32 eol = 0; eol < 2; eol++)
			sum_up(a, &p->end[eol]);
	}
}

int regex_build(struct regex_ctx *ctx, const struct regex_node *tree,
		struct regex_automaton *ret)
{
	struct frag_builder b = { .ctx = ctx, .a = ret };
	struct frag x;

	memset(ret, 0, sizeof(*ret));
	vec_init(&ret->positions, ctx->arena, sizeof(void *));
	x = build(&b, tree, 0);
	if (ctx->captures)
		x = frag_wrap(&b, &x, ops_one(&b, OP_SET | 0),
			      (struct regex_ops){ NULL, 0 });
	if (b.err)
		return b.err;
	ret->nr = ret->positions.nr;
	add_start(&b, &x, 0);
	add_start(&b, &x, 1);
	add_ends(&b, &x);
	sum_up_all(ret);
	return 0;
}

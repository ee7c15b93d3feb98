// SPDX-License-Identifier: GPL-2.0
/* Fragments of an automaton, and how they are put together. */
#include "regex/frag.h"

#include <string.h>

void frag_work(struct frag_builder *b, u32 steps)
{
	b->work += steps;
	if (b->work > REGEX_WORK_MAX && !b->err)
		b->err = regex_fail(b->ctx, b->a->blame,
				    "the expression is too complex: its parts "
				    "can follow each other in too many ways");
}

struct regex_ops ops_one(struct frag_builder *b, u16 op)
{
	u16 *copy = arena_alloc(b->ctx->arena, sizeof(*copy));

	*copy = op;
	return (struct regex_ops){ copy, 1 };
}

struct regex_ops ops_join(struct frag_builder *b, struct regex_ops x,
			  struct regex_ops y)
{
	u16 *op;

	if (!x.nr || !y.nr)
		return x.nr ? x : y;
	frag_work(b, x.nr + y.nr);
	if (b->err)
		return x;
	op = arena_alloc(b->ctx->arena, (x.nr + y.nr) * sizeof(*op));
	memcpy(op, x.op, x.nr * sizeof(*op));
	memcpy(op + x.nr, y.op, y.nr * sizeof(*op));
	return (struct regex_ops){ op, x.nr + y.nr };
}

static struct frag_links links_alloc(struct frag_builder *b, u32 nr)
{
	struct frag_links links = { NULL, 0 };

	frag_work(b, nr);
	if (b->err)
		return links;
	links.link = arena_alloc(b->ctx->arena, nr * sizeof(*links.link));
	links.nr = nr;
	return links;
}

static struct frag_links links_wrap(struct frag_builder *b,
				    struct frag_links links,
				    struct regex_ops before,
				    struct regex_ops behind)
{
	struct frag_links ret;

	if (!links.nr || (!before.nr && !behind.nr))
		return links;
	ret = links_alloc(b, links.nr);
	for (u32 i = 0; i < ret.nr; i++) {
		ret.link[i].position = links.link[i].position;
		ret.link[i].ops = ops_join(
			b, ops_join(b, before, links.link[i].ops), behind);
	}
	return ret;
}

static struct frag_links links_unite(struct frag_builder *b,
				     struct frag_links x, struct frag_links y)
{
	struct frag_links ret;

	if (!x.nr || !y.nr)
		return x.nr ? x : y;
	ret = links_alloc(b, x.nr + y.nr);
	if (b->err)
		return x;
	memcpy(ret.link, x.link, x.nr * sizeof(*x.link));
	memcpy(ret.link + x.nr, y.link, y.nr * sizeof(*y.link));
	return ret;
}

struct frag frag_leaf(struct frag_builder *b, u32 position)
{
	struct frag_links links = links_alloc(b, 1);

	if (links.nr)
		links.link[0].position = position;
	return (struct frag){ .first = { links, links },
			      .last = { links, links } };
}

struct frag frag_nothing(void)
{
	return (struct frag){ .can_skip = { { true, true }, { true, true } } };
}

struct frag frag_anchor(enum regex_kind kind)
{
	bool bol = kind == RE_BOL, eol = kind == RE_EOL;

	return (struct frag){ .can_skip = { { false, eol }, { bol, true } } };
}

static const struct regex_ops no_ops;

struct frag frag_join(struct frag_builder *b, const struct frag *x,
		      const struct frag *y)
{
	struct frag ret = { 0 };

	frag_link(b, x, y);
	for (u32 at = 0; at < 2; at++) {
		ret.first[at] = x->first[at];
		if (x->can_skip[at][0])
			ret.first[at] =
				links_unite(b, x->first[at],
					    links_wrap(b, y->first[at],
						       x->skip[at][0], no_ops));
		ret.last[at] = y->last[at];
		if (y->can_skip[0][at])
			ret.last[at] =
				links_unite(b,
					    links_wrap(b, x->last[at], no_ops,
						       y->skip[0][at]),
					    y->last[at]);
	}
	for (u32 i = 0; i < 4; i++) {
		u32 bol = i / 2, eol = i % 2;

		ret.can_skip[bol][eol] = x->can_skip[bol][eol] &&
					 y->can_skip[bol][eol];
		if (ret.can_skip[bol][eol])
			ret.skip[bol][eol] = ops_join(b, x->skip[bol][eol],
						      y->skip[bol][eol]);
	}
	return ret;
}

struct frag frag_either(struct frag_builder *b, const struct frag *x,
			const struct frag *y)
{
	struct frag ret = { 0 };

	for (u32 at = 0; at < 2; at++) {
		ret.first[at] = links_unite(b, x->first[at], y->first[at]);
		ret.last[at] = links_unite(b, x->last[at], y->last[at]);
	}
	for (u32 i = 0; i < 4; i++) {
		u32 bol = i / 2, eol = i % 2;
		const struct frag *from = x->can_skip[bol][eol] ? x : y;

		ret.can_skip[bol][eol] = from->can_skip[bol][eol];
		ret.skip[bol][eol] = from->skip[bol][eol];
	}
	return ret;
}

struct frag frag_wrap(struct frag_builder *b, const struct frag *x,
		      struct regex_ops before, struct regex_ops behind)
{
	struct frag ret = *x;

	for (u32 at = 0; at < 2; at++) {
		ret.first[at] = links_wrap(b, x->first[at], before, no_ops);
		ret.last[at] = links_wrap(b, x->last[at], no_ops, behind);
	}
	for (u32 i = 0; i < 4; i++) {
		u32 bol = i / 2, eol = i % 2;

		if (ret.can_skip[bol][eol])
			ret.skip[bol][eol] = ops_join(
				b, ops_join(b, before, x->skip[bol][eol]),
				behind);
	}
	return ret;
}

/* The first path to a position comes from the innermost subtree: it stays. */
static void link_one(struct frag_builder *b, const struct frag_link *from,
		     const struct frag_link *to)
{
	struct regex_position *p = regex_position(b->a, from->position);
	struct regex_path *path;

	if (row_has(p->follow, to->position))
		return;
	row_add(p->follow, to->position);
	if (!b->ctx->captures)
		return;
	path = vec_push(&p->paths);
	path->to = to->position;
	path->ops = ops_join(b, from->ops, to->ops);
}

void frag_link(struct frag_builder *b, const struct frag *x,
	       const struct frag *y)
{
	for (u32 i = 0; i < x->last[0].nr && !b->err; i++) {
		frag_work(b, y->first[0].nr);
		for (u32 j = 0; j < y->first[0].nr; j++)
			link_one(b, &x->last[0].link[i], &y->first[0].link[j]);
	}
}

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Fragments: what a subtree shows to its surroundings while an automaton is
 * built from the leaves up (Glushkov's construction).
 *
 * Anchors are conditions on the place, so everything comes in versions:
 * [bol] 1 where the first byte of the subject is next, [eol] 1 where no byte
 * follows.
 */
#ifndef STAPX_REGEX_FRAG_H
#define STAPX_REGEX_FRAG_H

#include "regex/automaton.h"

#define REGEX_WORK_MAX 20000000u /* copied steps of paths, and the like */

/* A position and the path to it, or from it. */
struct frag_link {
	u32 position;
	struct regex_ops ops;
};

struct frag_links {
	struct frag_link *link;
	u32 nr;
};

struct frag {
	struct frag_links first[2]; /* [bol] how to the first byte */
	struct frag_links last[2]; /* [eol] how on from the last byte */
	bool can_skip[2][2]; /* [bol][eol] can match nothing ... */
	struct regex_ops skip[2][2]; /* ... by this path */
};

struct frag_builder {
	struct regex_ctx *ctx;
	struct regex_automaton *a;
	u32 work;
	int err; /* sticks: later results mean nothing */
};

/* Counts work; beyond the limit the expression is too complex. */
void frag_work(struct frag_builder *b, u32 steps);

struct regex_ops ops_one(struct frag_builder *b, u16 op);
struct regex_ops ops_join(struct frag_builder *b, struct regex_ops x,
			  struct regex_ops y);

struct frag frag_leaf(struct frag_builder *b, u32 position);
struct frag frag_nothing(void);
struct frag frag_anchor(enum regex_kind kind);

/* x followed by y. */
struct frag frag_join(struct frag_builder *b, const struct frag *x,
		      const struct frag *y);

/* x or y; both can skip: the path of x. */
struct frag frag_either(struct frag_builder *b, const struct frag *x,
			const struct frag *y);

/* Steps before and behind all paths of x. */
struct frag frag_wrap(struct frag_builder *b, const struct frag *x,
		      struct regex_ops before, struct regex_ops behind);

/* Adds the paths from the last bytes of x to the first ones of y. */
void frag_link(struct frag_builder *b, const struct frag *x,
	       const struct frag *y);

#endif

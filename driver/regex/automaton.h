/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A pattern as positions and the paths between them.
 *
 * A position is one place of the tree that takes a byte (repetitions with a
 * count have copies). The path from position p to q is what happens between
 * the byte of p and the byte of q: subexpressions are closed and opened,
 * groups begin and end. There is at most one path from p to q: of several the
 * one that stays deepest in the tree, which POSIX prefers.
 *
 * Two pseudo positions stand for starting a match: at the first byte of the
 * subject (where '^' holds) and later. Their paths lead to the first bytes.
 */
#ifndef STAPX_REGEX_AUTOMATON_H
#define STAPX_REGEX_AUTOMATON_H

#include "regex/tree.h"

#define REGEX_POSITIONS_MAX 1000u
#define REGEX_ROW_WORDS	    ((REGEX_POSITIONS_MAX + 2 + 63) / 64)

/*
 * Steps of a path, kind and number in one. OPEN and CLOSE carry the height
 * behind them: how many ordered subexpressions are open. They exist only
 * where the extent of a group depends on them.
 */
enum regex_op {
	OP_OPEN = 0u << 13,
	OP_CLOSE = 1u << 13,
	OP_BRANCH = 2u << 13, /* the branch of an alternative that is taken */
	OP_SET = 3u << 13, /* register of a group's start or end := here */
	OP_CLEAR = 4u << 13, /* := nowhere */
};

#define OP_KIND(op)	 ((op)&0xe000u)
#define OP_NUMBER(op)	 ((op)&0x1fffu)
#define REGEX_HEIGHT_MAX 0x7fff /* of a path that opens and closes nothing */

/* Immutable, in the arena. */
struct regex_ops {
	const u16 *op;
	u32 nr;
};

/* A path to position `to`, or to the end of the match. */
struct regex_path {
	u32 to;
	s16 height; /* the lowest on the way */
	struct regex_ops ops;
	u64 set; /* tags that are set to the place of the path */
	u64 clear;
};

struct regex_position {
	struct byte_set bytes;
	u64 follow[REGEX_ROW_WORDS]; /* positions with a path to them */
	struct vec paths; /* struct regex_path; only with captures */
	bool ends[2]; /* has a path to the end: anywhere, at the end */
	struct regex_path end[2]; /* of the subject only */
};

struct regex_automaton {
	struct vec positions; /* struct regex_position * */
	u32 nr; /* real ones; behind them the two starts */
	u32 start[2]; /* numbers of the starts: later, at the first byte */
	u32 blame; /* byte of the pattern that multiplies most */
	u64 tracked; /* tags that any path sets */
};

static inline struct regex_position *
regex_position(const struct regex_automaton *a, u32 i)
{
	return vec_ptr(&a->positions, i);
}

static inline void row_add(u64 *row, u32 i)
{
	row[i / 64] |= 1ull << (i % 64);
}

static inline bool row_has(const u64 *row, u32 i)
{
	return row[i / 64] >> (i % 64) & 1;
}

/* 0, or -EINVAL after the reason was reported. */
int regex_build(struct regex_ctx *ctx, const struct regex_node *tree,
		struct regex_automaton *ret);

#endif

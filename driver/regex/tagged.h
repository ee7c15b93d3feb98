/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The determinisation with registers (Laurikari's tagged automata, in POSIX
 * order).
 *
 * A state is a list of ways, best first: the position of each, how it
 * compares to each other one, and which register has which of its tags. On a
 * byte every way goes on by every path; of those that come to the same
 * position the best stays. Two ways compare by the heights of what they did
 * since they parted: in the last step in which the lowest of these differed,
 * the higher one was better. Ways that began at different bytes have the
 * height -1 between them and stay in their order: leftmost first.
 */
#ifndef STAPX_REGEX_TAGGED_H
#define STAPX_REGEX_TAGGED_H

#include "regex/table.h"

/*
 * Where the value of a tag comes from: a register, or one of these. What is
 * the same for all ways to a position needs no register there.
 */
#define TAG_BACK   0x1000u /* + d: the place d bytes back */
#define TAG_UNSET  0x2000u
#define TAG_NONE   0x3000u /* no register: known, or not looked at */
#define TAG_VARIES 0x4000u /* (of a position) depends on the way */

#define TAG_IS_REGISTER(value) ((value) < TAG_BACK)
#define TAG_IS_BACK(value)     (((value)&0xf000u) == TAG_BACK)

#define TAGS_MAX (2 * SX_REGEX_GROUPS)

struct ways {
	u32 nr;
	u16 *position;
	s16 *height; /* [i][j]: the lowest of i since it parted from j */
	u16 *tag; /* [i][tracked tag] */
};

/* A way that goes on: way `from` of a state by a path, or a new start. */
struct step {
	u32 from;
	const struct regex_path *path; /* NULL: begins behind this byte */
	u32 position;
};

struct tagged {
	struct regex_ctx *ctx;
	const struct regex_automaton *a;
	struct regex_table *t;
	struct keymap *keys; /* number: state */
	struct vec states; /* struct ways */
	u32 tags_nr; /* tracked ones */
	u8 tag[TAGS_MAX]; /* their numbers */
	u64 *live; /* [position] tags that may be looked at from there on */
	u16 *known; /* [position][tracked tag] TAG_*: its value there */
	bool *takes; /* [position][class] */
	bool searches; /* matches begin behind the first byte, too */
	u32 scratch_reg; /* for moves in a circle */
	u64 work;
	u64 compared; /* steps of paths, for this transition */
	/* Buffers that are used anew for each transition. */
	struct ways next;
	struct step *step;
	u16 *found; /* [position] number of its step + 1 */
	u16 *key;
	struct vec moves;
};

static inline s16 ways_height(const struct ways *w, u32 i, u32 j)
{
	return w->height[i * w->nr + j];
}

static inline u16 *ways_tags(const struct tagged *g, const struct ways *w,
			     u32 i)
{
	return w->tag + i * g->tags_nr;
}

/*
 * Compares what comes of two steps from the ways of w: <0 if x is better.
 * The heights since they parted are returned.
 */
int tagged_compare(struct tagged *g, const struct ways *w, const struct step *x,
		   const struct step *y, s16 *ret_x, s16 *ret_y);

/* The best way of w that ends here (eol: if the subject ends), or -1. */
s32 tagged_best_end(struct tagged *g, const struct ways *w, u32 eol);

/* Room for nr ways. */
struct ways ways_alloc(struct tagged *g, u32 nr);

/*
 * The state of a list of ways whose tags are registers of `from`, or TAG_*.
 * Adds the moves that make its registers out of those of `from` to moves.
 * 0, or -EINVAL, reported.
 */
int tagged_find_state(struct tagged *g, const struct ways *w, struct vec *moves,
		      u32 *ret);

/* The moves that end a match of w by way i. */
void tagged_end_moves(const struct tagged *g, const struct ways *w, u32 i,
		      u32 eol, struct vec *moves);

/* The number of a list of struct sx_regex_move; 0 or -EINVAL, reported. */
int tagged_list(struct tagged *g, const struct vec *moves, u32 *ret);

/* Finds g->live and g->known; the tracked tags are numbered. */
void tagged_analyze(struct tagged *g);

/* The value of tag k behind a path of way i; path NULL: a new start. */
u16 tagged_value(const struct tagged *g, const struct ways *w, u32 i,
		 const struct regex_path *path, u32 k);

/* Fails when more is done than a sensible expression needs. */
int tagged_work(struct tagged *g, u64 steps);

#endif

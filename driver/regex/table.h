/* SPDX-License-Identifier: GPL-2.0 */
/* States and their transitions, before they become bytes. */
#ifndef STAPX_REGEX_TABLE_H
#define STAPX_REGEX_TABLE_H

#include "base/keymap.h"
#include "regex.h"
#include "regex/automaton.h"

#define REGEX_STATES_MAX 8000u /* before they are minimised */

/*
 * State 0 ends a search without a new match; without captures state 1 is a
 * match. Lists of moves (struct sx_regex_move) are numbered; number 0 is the
 * empty list.
 */
struct regex_table {
	u32 classes_nr;
	u8 class_of[256];
	u32 states_nr;
	u32 start;
	u32 regs_nr;
	struct vec next; /* u32, [state][class] */
	struct vec list; /* u32, the same; only with captures */
	struct vec at_end; /* u32: 0 or 1; a list or SX_REGEX_NONE */
	struct keymap *lists;
};

/* Starts a table, with the fewest byte classes that the automaton needs. */
void regex_table_init(struct regex_ctx *ctx, const struct regex_automaton *a,
		      struct regex_table *ret);

/* A new state; its transitions lead to state 0. -EINVAL: too many. */
int regex_table_add(struct regex_ctx *ctx, const struct regex_automaton *a,
		    struct regex_table *t, u32 *ret);

/* The classes of the bytes that a position takes. */
void regex_table_classes(const struct regex_table *t,
			 const struct regex_position *p, bool ret[256]);

static inline u32 *table_next(const struct regex_table *t, u32 state)
{
	return vec_at(&t->next, state * t->classes_nr);
}

static inline u32 *table_list(const struct regex_table *t, u32 state)
{
	return vec_at(&t->list, state * t->classes_nr);
}

static inline u32 *table_at_end(const struct regex_table *t, u32 state)
{
	return vec_at(&t->at_end, state);
}

/* Sets of positions: whether there is a match. 0 or -EINVAL, reported. */
int regex_make_plain(struct regex_ctx *ctx, const struct regex_automaton *a,
		     struct regex_table *ret);

/* Ordered sets with registers: where it is. 0 or -EINVAL, reported. */
int regex_make_tagged(struct regex_ctx *ctx, const struct regex_automaton *a,
		      struct regex_table *ret);

/* Puts states together that cannot be told apart. */
void regex_minimize(struct regex_ctx *ctx, struct regex_table *t);

/* The block of lib/regex.h, in ctx->result. 0 or -EINVAL, reported. */
int regex_emit(struct regex_ctx *ctx, const struct regex_table *t,
	       const struct regex_automaton *a, u8 **ret_data, u32 *ret_len);

#endif

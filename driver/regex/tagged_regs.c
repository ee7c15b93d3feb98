// SPDX-License-Identifier: GPL-2.0
/*
 * Determinisation with registers: which register has which tag.
 *
 * Two lists of ways are the same state if they differ only in the names of
 * their registers; a transition then moves values to the names of the state
 * that was there first. Ways share the register of a tag when they share its
 * value.
 */
#include "regex/tagged.h"

#include <string.h>

#define WORK_MAX 20000000ull /* a fifth of a second */

int tagged_work(struct tagged *g, u64 steps)
{
	g->work += steps;
	if (g->work <= WORK_MAX)
		return 0;
	return regex_fail(g->ctx, g->a->blame,
			  "the expression is too complex: it can match in too "
			  "many ways at the same time");
}

/* The first way that has the same value of tag k. */
static u16 first_equal(const struct tagged *g, const struct ways *w, u32 i,
		       u32 k)
{
	u16 value = ways_tags(g, w, i)[k];
	u16 j = 0;

	if (value == TAG_NONE)
		return 0xffff;
	while (ways_tags(g, w, j)[k] != value)
		j++;
	return j;
}

/* All of a state but the names of its registers. */
static const void *make_key(struct tagged *g, const struct ways *w,
			    size_t *ret_len)
{
	u32 tags = w->nr * g->tags_nr;
	u16 *at = g->key;

	*at++ = (u16)w->nr;
	memcpy(at, w->position, w->nr * sizeof(u16));
	at += w->nr;
	memcpy(at, w->height, (size_t)w->nr * w->nr * sizeof(u16));
	at += w->nr * w->nr;
	for (u32 i = 0; i < w->nr; i++)
		for (u32 k = 0; k < g->tags_nr; k++)
			at[i * g->tags_nr + k] = first_equal(g, w, i, k);
	*ret_len = (size_t)((char *)(at + tags) - (char *)g->key);
	return g->key;
}

static void add_move(struct vec *moves, u32 to, u16 value)
{
	struct sx_regex_move *move = vec_push(moves);

	move->to = (u8)to;
	if (TAG_IS_BACK(value)) {
		move->from = SX_REGEX_POS;
		move->back = (u16)(value - TAG_BACK);
	} else {
		move->from = value == TAG_UNSET ? SX_REGEX_NIL : (u8)value;
		move->back = 0;
	}
}

/* The lowest register that is free. */
static int new_register(struct tagged *g, bool *used, u16 *ret)
{
	u32 reg = g->scratch_reg + 1;

	while (reg < SX_REGEX_REGS && used[reg])
		reg++;
	if (reg >= SX_REGEX_REGS)
		return regex_fail(g->ctx, g->a->blame,
				  "the expression is too complex: its groups "
				  "need more than %u registers; groups that "
				  "are not looked at are better written "
				  "(?:...)",
				  SX_REGEX_REGS);
	used[reg] = true;
	if (reg >= g->t->regs_nr)
		g->t->regs_nr = reg + 1;
	*ret = (u16)reg;
	return 0;
}

/* A new value gets a register, which all ways with this value share. */
static int name_value(struct tagged *g, struct ways *w, u32 k, u16 value,
		      bool *used, struct vec *moves)
{
	u16 reg = TAG_NONE;
	int err = new_register(g, used, &reg);

	if (err)
		return err;
	add_move(moves, reg, value);
	for (u32 i = 0; i < w->nr; i++)
		if (ways_tags(g, w, i)[k] == value)
			ways_tags(g, w, i)[k] = reg;
	return 0;
}

/* A new state: what is in a register stays there. */
static int name_registers(struct tagged *g, struct ways *w, struct vec *moves)
{
	bool used[SX_REGEX_REGS] = { false };
	int err;

	for (u32 i = 0; i < w->nr * g->tags_nr; i++)
		if (TAG_IS_REGISTER(w->tag[i]))
			used[w->tag[i]] = true;
	for (u32 i = 0; i < w->nr * g->tags_nr; i++) {
		if (TAG_IS_REGISTER(w->tag[i]) || w->tag[i] == TAG_NONE)
			continue;
		err = name_value(g, w, i % g->tags_nr, w->tag[i], used, moves);
		if (err)
			return err;
	}
	return 0;
}

static bool is_source(const u16 *from, u32 reg)
{
	for (u32 to = 0; to < SX_REGEX_REGS; to++)
		if (from[to] == reg && to != reg)
			return true;
	return false;
}

/* Moves whose target nobody reads any more; false if there are none. */
static bool make_free_moves(u16 *from, struct vec *moves)
{
	bool made = false;

	for (u32 to = 0; to < SX_REGEX_REGS; to++) {
		if (from[to] == TAG_NONE || is_source(from, to))
			continue;
		add_move(moves, to, from[to]);
		from[to] = TAG_NONE;
		made = true;
	}
	return made;
}

/* The rest are circles: one value of each waits in the scratch register. */
static bool open_circle(const struct tagged *g, u16 *from, struct vec *moves)
{
	for (u32 to = 0; to < SX_REGEX_REGS; to++) {
		if (from[to] == TAG_NONE)
			continue;
		add_move(moves, g->scratch_reg, (u16)to);
		for (u32 i = 0; i < SX_REGEX_REGS; i++)
			if (from[i] == to)
				from[i] = (u16)g->scratch_reg;
		return true;
	}
	return false;
}

/* Moves all at once, as a list that is made one after the other. */
static void rename_registers(struct tagged *g, const struct ways *from_ways,
			     const struct ways *to_ways, struct vec *moves)
{
	u16 from[SX_REGEX_REGS];

	for (u32 i = 0; i < SX_REGEX_REGS; i++)
		from[i] = TAG_NONE;
	for (u32 i = 0; i < to_ways->nr * g->tags_nr; i++) {
		u16 to = to_ways->tag[i];

		if (to != TAG_NONE && from_ways->tag[i] != to)
			from[to] = from_ways->tag[i];
	}
	while (make_free_moves(from, moves) || open_circle(g, from, moves))
		;
}

static struct ways copy_ways(struct tagged *g, const struct ways *w)
{
	struct ways copy = ways_alloc(g, w->nr);

	memcpy(copy.position, w->position, w->nr * sizeof(*w->position));
	memcpy(copy.height, w->height,
	       (size_t)w->nr * w->nr * sizeof(*w->height));
	memcpy(copy.tag, w->tag, (size_t)w->nr * g->tags_nr * sizeof(*w->tag));
	return copy;
}

int tagged_find_state(struct tagged *g, const struct ways *w, struct vec *moves,
		      u32 *ret)
{
	struct ways copy;
	size_t len;
	const void *key = make_key(g, w, &len);
	u32 number;
	int err;

	if (keymap_find(g->keys, key, len, ret)) {
		rename_registers(g, w, vec_at(&g->states, *ret), moves);
		return 0;
	}
	copy = copy_ways(g, w);
	err = regex_table_add(g->ctx, g->a, g->t, &number);
	if (!err)
		err = name_registers(g, &copy, moves);
	*(struct ways *)vec_push(&g->states) = copy;
	return err;
}

void tagged_end_moves(const struct tagged *g, const struct ways *w, u32 i,
		      u32 eol, struct vec *moves)
{
	const struct regex_path *path =
		&regex_position(g->a, w->position[i])->end[eol];
	u16 value[TAGS_MAX];

	for (u32 tag = 0; tag < TAGS_MAX; tag++)
		value[tag] = TAG_UNSET;
	for (u32 k = 0; k < g->tags_nr; k++)
		value[g->tag[k]] = tagged_value(g, w, i, path, k);
	value[1] = TAG_BACK; /* the end of the match */
	for (u32 tag = 0; tag < 2 * g->ctx->groups_nr; tag++)
		add_move(moves, tag, value[tag]);
}

int tagged_list(struct tagged *g, const struct vec *moves, u32 *ret)
{
	if (moves->nr > SX_REGEX_LIST_MAX)
		return regex_fail(g->ctx, g->a->blame,
				  "the expression is too complex: %u moves of "
				  "registers for one character, limit %u",
				  moves->nr, SX_REGEX_LIST_MAX);
	keymap_find(g->t->lists, moves->nr ? moves->data : "",
		    moves->nr * sizeof(struct sx_regex_move), ret);
	return 0;
}

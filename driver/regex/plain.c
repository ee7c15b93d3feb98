// SPDX-License-Identifier: GPL-2.0
/*
 * The subset construction, for whether a pattern matches: a state is the set
 * of positions whose byte was the last one, and of the starts from which a
 * match may begin here. A state that has a match is the last one.
 */
#include "regex/table.h"

#include <string.h>

enum { STATE_NONE, STATE_MATCH };

struct plain {
	struct regex_ctx *ctx;
	const struct regex_automaton *a;
	struct regex_table *t;
	struct keymap *sets; /* number: state */
	u64 *mask; /* [class][REGEX_ROW_WORDS] positions that take the class */
	bool searches; /* matches begin behind the first byte, too */
};

static void make_masks(struct plain *p)
{
	bool classes[256];

	p->mask =
		arena_alloc(p->ctx->arena, p->t->classes_nr * REGEX_ROW_WORDS *
						   sizeof(*p->mask));
	for (u32 i = 0; i < p->a->nr; i++) {
		regex_table_classes(p->t, regex_position(p->a, i), classes);
		for (u32 c = 0; c < p->t->classes_nr; c++)
			if (classes[c])
				row_add(p->mask + c * REGEX_ROW_WORDS, i);
	}
}

static bool has_end(const struct plain *p, const u64 *set, u32 eol)
{
	for (u32 i = 0; i < p->a->positions.nr; i++)
		if (row_has(set, i) && regex_position(p->a, i)->ends[eol])
			return true;
	return false;
}

static bool is_empty(const u64 *set)
{
	for (u32 i = 0; i < REGEX_ROW_WORDS; i++)
		if (set[i])
			return false;
	return true;
}

/* The state of a set; a new one waits to be expanded. */
static int find_state(struct plain *p, const u64 *set, u32 *ret)
{
	u32 number;

	*ret = STATE_NONE;
	if (is_empty(set))
		return 0;
	*ret = STATE_MATCH;
	if (has_end(p, set, 0))
		return 0;
	if (keymap_find(p->sets, set, REGEX_ROW_WORDS * sizeof(*set), ret))
		return 0;
	return regex_table_add(p->ctx, p->a, p->t, &number);
}

static int expand(struct plain *p, u32 state)
{
	u64 reach[REGEX_ROW_WORDS] = { 0 }, set[REGEX_ROW_WORDS];
	bool starts;
	size_t len;
	const u64 *from = keymap_key(p->sets, state, &len);

	for (u32 i = 0; i < p->a->positions.nr; i++)
		if (row_has(from, i))
			for (u32 w = 0; w < REGEX_ROW_WORDS; w++)
				reach[w] |= regex_position(p->a, i)->follow[w];
	starts = p->searches && (row_has(from, p->a->start[0]) ||
				 row_has(from, p->a->start[1]));
	*table_at_end(p->t, state) = has_end(p, from, 1);
	for (u32 c = 0; c < p->t->classes_nr; c++) {
		u32 next;
		int err;

		for (u32 w = 0; w < REGEX_ROW_WORDS; w++)
			set[w] = reach[w] & p->mask[c * REGEX_ROW_WORDS + w];
		if (starts)
			row_add(set, p->a->start[0]);
		err = find_state(p, set, &next);
		if (err)
			return err;
		table_next(p->t, state)[c] = next;
	}
	return 0;
}

static int add_fixed_states(struct plain *p)
{
	u32 number;

	for (u32 i = STATE_NONE; i <= STATE_MATCH; i++) {
		int err = regex_table_add(p->ctx, p->a, p->t, &number);

		if (err)
			return err;
		keymap_find(p->sets, &i, sizeof(i), &number);
	}
	for (u32 c = 0; c < p->t->classes_nr; c++)
		table_next(p->t, STATE_MATCH)[c] = STATE_MATCH;
	*table_at_end(p->t, STATE_MATCH) = 1;
	return 0;
}

int regex_make_plain(struct regex_ctx *ctx, const struct regex_automaton *a,
		     struct regex_table *ret)
{
	const struct regex_position *later = regex_position(a, a->start[0]);
	struct plain p = { .ctx = ctx, .a = a, .t = ret };
	u64 set[REGEX_ROW_WORDS] = { 0 };
	int err;

	regex_table_init(ctx, a, ret);
	p.sets = keymap_create(ctx->arena);
	p.searches = later->ends[0] || later->ends[1] ||
		     !is_empty(later->follow);
	make_masks(&p);
	err = add_fixed_states(&p);
	row_add(set, a->start[1]);
	if (!err)
		err = find_state(&p, set, &ret->start);
	for (u32 i = STATE_MATCH + 1; !err && i < ret->states_nr; i++)
		err = expand(&p, i);
	return err;
}

// SPDX-License-Identifier: GPL-2.0
/*
 * Moore's minimisation: states stay apart whose ends or moves differ, or
 * whose transitions lead apart. Moves name registers, so states that differ
 * only in the names of theirs stay apart, too.
 */
#include "regex/table.h"

#include <string.h>

#define WORK_MAX 200000000ull /* entries looked at; then the table stays */

struct minimizer {
	const struct regex_table *t;
	u32 *block; /* of each state */
	u32 *refined;
	u32 *slot; /* hash table: first state of a block + 1 */
	u32 slots_nr; /* a power of 2 */
};

static u32 entry_list(const struct regex_table *t, u32 state, u32 class)
{
	return t->list.nr ? table_list(t, state)[class] : 0;
}

static u64 hash_state(const struct minimizer *m, u32 state)
{
	u64 hash = m->block[state] * 0x9e3779b97f4a7c15ull +
		   *table_at_end(m->t, state);

	for (u32 c = 0; c < m->t->classes_nr; c++) {
		hash ^= m->block[table_next(m->t, state)[c]] +
			((u64)entry_list(m->t, state, c) << 32);
		hash *= 0x9e3779b97f4a7c15ull;
		hash ^= hash >> 32;
	}
	return hash;
}

static bool are_equal(const struct minimizer *m, u32 a, u32 b)
{
	const u32 *x = table_next(m->t, a), *y = table_next(m->t, b);

	if (m->block[a] != m->block[b] ||
	    *table_at_end(m->t, a) != *table_at_end(m->t, b))
		return false;
	for (u32 c = 0; c < m->t->classes_nr; c++)
		if (m->block[x[c]] != m->block[y[c]] ||
		    entry_list(m->t, a, c) != entry_list(m->t, b, c))
			return false;
	return true;
}

/* The first state that is equal to this one as far as is known. */
static u32 find_equal(struct minimizer *m, u32 state)
{
	u32 i = (u32)hash_state(m, state) & (m->slots_nr - 1);

	for (; m->slot[i]; i = (i + 1) & (m->slots_nr - 1))
		if (are_equal(m, m->slot[i] - 1, state))
			return m->slot[i] - 1;
	m->slot[i] = state + 1;
	return state;
}

/* Splits the blocks once; returns how many there are. */
static u32 refine(struct minimizer *m)
{
	u32 nr = 0;

	memset(m->slot, 0, m->slots_nr * sizeof(*m->slot));
	for (u32 i = 0; i < m->t->states_nr; i++) {
		u32 equal = find_equal(m, i);

		m->refined[i] = equal == i ? nr++ : m->refined[equal];
	}
	memcpy(m->block, m->refined, m->t->states_nr * sizeof(*m->block));
	return nr;
}

/* Blocks become states; they are numbered by their first state. */
static void merge(struct regex_table *t, const u32 *block)
{
	u32 nr = 0;

	for (u32 i = 0; i < t->states_nr; i++) {
		if (block[i] != nr)
			continue;
		for (u32 c = 0; c < t->classes_nr; c++)
			table_next(t, nr)[c] = block[table_next(t, i)[c]];
		if (t->list.nr)
			memmove(table_list(t, nr), table_list(t, i),
				t->classes_nr * sizeof(u32));
		*table_at_end(t, nr) = *table_at_end(t, i);
		nr++;
	}
	t->start = block[t->start];
	t->states_nr = nr;
	t->next.nr = nr * t->classes_nr;
	t->list.nr = t->list.nr ? nr * t->classes_nr : 0;
	t->at_end.nr = nr;
}

void regex_minimize(struct regex_ctx *ctx, struct regex_table *t)
{
	struct minimizer m = { .t = t, .slots_nr = 64 };
	u64 round = (u64)t->states_nr * t->classes_nr, work = 0;
	u32 before, nr = 1;

	while (m.slots_nr < 2 * t->states_nr)
		m.slots_nr *= 2;
	m.block = arena_alloc(ctx->arena, t->states_nr * sizeof(u32));
	m.refined = arena_alloc(ctx->arena, t->states_nr * sizeof(u32));
	m.slot = arena_alloc(ctx->arena, m.slots_nr * sizeof(u32));
	do {
		before = nr;
		nr = refine(&m);
		work += round;
		if (work > WORK_MAX)
			return;
	} while (nr != before);
	merge(t, m.block);
}

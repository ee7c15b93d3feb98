// SPDX-License-Identifier: GPL-2.0
/*
 * Determinisation with registers: what is known of the tags before anything
 * runs.
 */
#include "regex/tagged.h"

#define TAG_UNKNOWN 0x5000u /* no path to the position was seen yet */

static u64 live_behind(const struct tagged *g, const struct regex_path *path,
		       u64 live)
{
	return live & g->a->tracked & ~(path->set | path->clear);
}

static u64 live_from(const struct tagged *g, const struct regex_position *p)
{
	u64 live = 0;

	for (u32 j = 0; j < p->paths.nr; j++) {
		const struct regex_path *path = vec_at(&p->paths, j);

		live |= live_behind(g, path, g->live[path->to]);
	}
	for (u32 eol = 0; eol < 2; eol++)
		if (p->ends[eol])
			live |= live_behind(g, &p->end[eol], ~0ull);
	return live;
}

/* Tags are live where a path leads to the end that does not set them. */
static void find_live(struct tagged *g)
{
	bool changed = true;

	g->live = arena_alloc(g->ctx->arena,
			      g->a->positions.nr * sizeof(*g->live));
	while (changed) {
		changed = false;
		for (u32 i = g->a->positions.nr; i--;) {
			u64 live = live_from(g, regex_position(g->a, i));

			changed |= live != g->live[i];
			g->live[i] = live;
		}
	}
}

/* One byte behind the path. */
static u16 known_behind(const struct tagged *g, u32 from,
			const struct regex_path *path, u32 k)
{
	u64 bit = 1ull << g->tag[k];
	u16 value = g->known[from * g->tags_nr + k];

	if (path->set & bit)
		return TAG_BACK + 1;
	if (path->clear & bit)
		return TAG_UNSET;
	return TAG_IS_BACK(value) ? value + 1 : value;
}

static bool learn(struct tagged *g, u32 from, const struct regex_path *path)
{
	bool changed = false;

	for (u32 k = 0; k < g->tags_nr; k++) {
		u16 *known = &g->known[path->to * g->tags_nr + k];
		u16 value = known_behind(g, from, path, k);

		if (value == TAG_UNKNOWN || value == *known ||
		    *known == TAG_VARIES)
			continue;
		*known = *known == TAG_UNKNOWN ? value : TAG_VARIES;
		changed = true;
	}
	return changed;
}

/* Distances are shorter than there are positions: longer ones vary. */
static void find_known(struct tagged *g)
{
	u32 nr = g->a->positions.nr * g->tags_nr;
	bool changed = true;

	g->known = arena_alloc(g->ctx->arena, (nr + 1) * sizeof(*g->known));
	for (u32 i = 0; i < nr; i++)
		g->known[i] = i / g->tags_nr < g->a->nr ? TAG_UNKNOWN
							: TAG_UNSET;
	while (changed) {
		changed = false;
		for (u32 i = g->a->positions.nr; i--;) {
			const struct vec *paths =
				&regex_position(g->a, i)->paths;

			for (u32 j = 0; j < paths->nr; j++)
				changed |= learn(g, i, vec_at(paths, j));
		}
	}
}

void tagged_analyze(struct tagged *g)
{
	find_live(g);
	find_known(g);
}

u16 tagged_value(const struct tagged *g, const struct ways *w, u32 i,
		 const struct regex_path *path, u32 k)
{
	u64 bit = 1ull << g->tag[k];
	u16 known;

	if (!path || path->clear & bit)
		return TAG_UNSET;
	if (path->set & bit)
		return TAG_BACK;
	known = g->known[w->position[i] * g->tags_nr + k];
	return known == TAG_VARIES ? ways_tags(g, w, i)[k] : known;
}

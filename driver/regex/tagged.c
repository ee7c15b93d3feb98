// SPDX-License-Identifier: GPL-2.0
/* Determinisation with registers: which ways go on, in which order. */
#include "regex/tagged.h"

#include <string.h>

#define STEPS_A_WORK 8 /* looking at a path's step costs so much less */

static s16 lower(s16 a, s16 b)
{
	return a < b ? a : b;
}

static s16 lowest(const struct regex_ops *ops, u32 from)
{
	s16 height = REGEX_HEIGHT_MAX;

	for (u32 i = from; i < ops->nr; i++)
		if (OP_KIND(ops->op[i]) == OP_OPEN ||
		    OP_KIND(ops->op[i]) == OP_CLOSE)
			height = lower(height, (s16)OP_NUMBER(ops->op[i]));
	return height;
}

/* Two paths from one position: they part where their steps differ. */
static int compare_paths(struct tagged *g, const struct regex_path *x,
			 const struct regex_path *y, s16 *ret_x, s16 *ret_y)
{
	u32 i = 0;
	u16 a, b;

	g->compared += x->ops.nr + y->ops.nr;
	while (i < x->ops.nr && i < y->ops.nr && x->ops.op[i] == y->ops.op[i])
		i++;
	*ret_x = lowest(&x->ops, i);
	*ret_y = lowest(&y->ops, i);
	if (*ret_x != *ret_y)
		return *ret_x > *ret_y ? -1 : 1;
	a = i < x->ops.nr ? x->ops.op[i] : 0xffff;
	b = i < y->ops.nr ? y->ops.op[i] : 0xffff;
	if (OP_KIND(a) == OP_BRANCH && OP_KIND(b) == OP_BRANCH)
		return OP_NUMBER(a) < OP_NUMBER(b) ? -1 : 1;
	return x->to < y->to ? -1 : 1;
}

int tagged_compare(struct tagged *g, const struct ways *w, const struct step *x,
		   const struct step *y, s16 *ret_x, s16 *ret_y)
{
	if (!x->path || !y->path) {
		*ret_x = *ret_y = -1;
		return x->path ? -1 : 1;
	}
	if (x->from == y->from)
		return compare_paths(g, x->path, y->path, ret_x, ret_y);
	*ret_x = lower(ways_height(w, x->from, y->from), x->path->height);
	*ret_y = lower(ways_height(w, y->from, x->from), y->path->height);
	if (*ret_x != *ret_y)
		return *ret_x > *ret_y ? -1 : 1;
	return x->from < y->from ? -1 : 1;
}

s32 tagged_best_end(struct tagged *g, const struct ways *w, u32 eol)
{
	struct step best = { 0 }, step = { 0 };
	s16 a, b;

	for (u32 i = 0; i < w->nr; i++) {
		const struct regex_position *p =
			regex_position(g->a, w->position[i]);

		if (!p->ends[eol])
			continue;
		step.from = i;
		step.path = &p->end[eol];
		if (!best.path ||
		    tagged_compare(g, w, &step, &best, &a, &b) < 0)
			best = step;
	}
	return best.path ? (s32)best.from : -1;
}

static bool is_start(const struct tagged *g, u32 position)
{
	return position == g->a->start[0] || position == g->a->start[1];
}

/* A match may begin behind the next byte: none ends here that is earlier. */
static bool starts_again(struct tagged *g, const struct ways *w)
{
	if (!g->searches || tagged_best_end(g, w, 0) >= 0)
		return false;
	for (u32 i = 0; i < w->nr; i++)
		if (is_start(g, w->position[i]))
			return true;
	return false;
}

static void keep_better(struct tagged *g, const struct ways *w,
			struct step *step, const struct step *other)
{
	s16 a, b;

	if (tagged_compare(g, w, other, step, &a, &b) < 0)
		*step = *other;
}

/* The best step to each position that takes the class; how many there are. */
static u32 collect_steps(struct tagged *g, const struct ways *w, u32 class,
			 struct step *ret)
{
	u16 *found = g->found;
	u32 nr = 0;

	memset(found, 0, g->a->nr * sizeof(*found));
	for (u32 i = 0; i < w->nr; i++) {
		const struct vec *paths =
			&regex_position(g->a, w->position[i])->paths;

		for (u32 j = 0; j < paths->nr; j++) {
			const struct regex_path *path = vec_at(paths, j);
			struct step step = { i, path, path->to };

			if (!g->takes[path->to * g->t->classes_nr + class])
				continue;
			if (found[path->to]) {
				keep_better(g, w, &ret[found[path->to] - 1],
					    &step);
				continue;
			}
			ret[nr++] = step;
			found[path->to] = (u16)nr;
		}
	}
	return nr;
}

/* Best first: insertion, since they mostly are in order. */
static void sort_steps(struct tagged *g, const struct ways *w,
		       struct step *step, u32 nr)
{
	s16 a, b;

	for (u32 i = 1; i < nr; i++) {
		struct step moved = step[i];
		u32 to = i;

		for (; to &&
		       tagged_compare(g, w, &moved, &step[to - 1], &a, &b) < 0;
		     to--)
			step[to] = step[to - 1];
		step[to] = moved;
	}
}

static u16 next_tag(const struct tagged *g, const struct ways *w,
		    const struct step *step, u32 k)
{
	if (!(g->live[step->position] >> g->tag[k] & 1) ||
	    g->known[step->position * g->tags_nr + k] != TAG_VARIES)
		return TAG_NONE;
	return tagged_value(g, w, step->from, step->path, k);
}

/* The ways that come of steps from those of w, into g->next. */
static void make_next(struct tagged *g, const struct ways *w,
		      const struct step *step, u32 nr)
{
	struct ways *next = &g->next;

	next->nr = nr;
	for (u32 i = 0; i < nr; i++) {
		next->position[i] = (u16)step[i].position;
		next->height[i * nr + i] = 0;
		for (u32 j = 0; j < i; j++)
			tagged_compare(g, w, &step[i], &step[j],
				       &next->height[i * nr + j],
				       &next->height[j * nr + i]);
		for (u32 k = 0; k < g->tags_nr; k++)
			ways_tags(g, next, i)[k] = next_tag(g, w, &step[i], k);
	}
}

/* Of ways that began later than one that matches here, none can win. */
static u32 drop_later(struct tagged *g, const struct ways *next,
		      struct step *step)
{
	s32 best = tagged_best_end(g, next, 0);
	u32 kept = 0;

	for (u32 i = 0; i < next->nr; i++) {
		if (best >= 0 && i > (u32)best &&
		    ways_height(next, i, (u32)best) < 0)
			continue;
		step[kept++] = step[i];
	}
	return kept;
}

/* The ways behind a byte of the class, into g->next. */
static void advance(struct tagged *g, const struct ways *w, u32 class)
{
	u32 nr = collect_steps(g, w, class, g->step), kept;

	sort_steps(g, w, g->step, nr);
	if (starts_again(g, w))
		g->step[nr++] = (struct step){ 0, NULL, g->a->start[0] };
	make_next(g, w, g->step, nr);
	kept = drop_later(g, &g->next, g->step);
	if (kept != nr)
		make_next(g, w, g->step, kept);
}

/*
 * A match that is left behind, since this step makes no new one, is put into
 * the registers of the result.
 */
static int expand_class(struct tagged *g, u32 state, u32 class)
{
	struct ways w = *(struct ways *)vec_at(&g->states, state);
	s32 end = tagged_best_end(g, &w, 0);
	u32 to, list;
	int err;

	advance(g, &w, class);
	g->moves.nr = 0;
	if (end >= 0 && tagged_best_end(g, &g->next, 0) < 0)
		tagged_end_moves(g, &w, (u32)end, 0, &g->moves);
	err = tagged_work(g, (u64)g->next.nr * (g->next.nr + 4 * g->tags_nr) +
				     w.nr + 50 + g->compared / STEPS_A_WORK);
	g->compared = 0;
	if (!err)
		err = tagged_find_state(g, &g->next, &g->moves, &to);
	if (!err)
		err = tagged_list(g, &g->moves, &list);
	if (err)
		return err;
	table_next(g->t, state)[class] = to;
	table_list(g->t, state)[class] = list;
	return 0;
}

static int expand(struct tagged *g, u32 state)
{
	const struct ways *w = vec_at(&g->states, state);
	s32 end = tagged_best_end(g, w, 1);
	int err = 0;

	*table_at_end(g->t, state) = SX_REGEX_NONE;
	if (end >= 0) {
		g->moves.nr = 0;
		tagged_end_moves(g, w, (u32)end, 1, &g->moves);
		err = tagged_list(g, &g->moves, table_at_end(g->t, state));
	}
	for (u32 c = 0; c < g->t->classes_nr && !err; c++)
		err = expand_class(g, state, c);
	return err;
}

static void find_takes(struct tagged *g)
{
	bool classes[256];

	g->takes = arena_alloc(g->ctx->arena,
			       (size_t)g->a->nr * g->t->classes_nr + 1);
	for (u32 i = 0; i < g->a->nr; i++) {
		regex_table_classes(g->t, regex_position(g->a, i), classes);
		memcpy(g->takes + i * g->t->classes_nr, classes,
		       g->t->classes_nr);
	}
}

struct ways ways_alloc(struct tagged *g, u32 nr)
{
	struct arena *arena = g->ctx->arena;

	return (struct ways){
		.nr = nr,
		.position = arena_alloc(arena, nr * sizeof(u16)),
		.height = arena_alloc(arena, (size_t)nr * nr * sizeof(s16)),
		.tag = arena_alloc(arena,
				   ((size_t)nr * g->tags_nr + 1) * sizeof(u16)),
	};
}

static void alloc_buffers(struct tagged *g)
{
	struct arena *arena = g->ctx->arena;
	size_t nr = g->a->positions.nr;

	g->next = ways_alloc(g, (u32)nr);
	g->step = arena_alloc(arena, nr * sizeof(*g->step));
	g->found = arena_alloc(arena, nr * sizeof(*g->found));
	g->key = arena_alloc(arena, (1 + nr + nr * nr + nr * g->tags_nr) *
					    sizeof(*g->key));
	vec_init(&g->moves, arena, sizeof(struct sx_regex_move));
}

static void prepare(struct tagged *g)
{
	const struct regex_position *later =
		regex_position(g->a, g->a->start[0]);

	g->searches = later->paths.nr || later->ends[0] || later->ends[1];
	for (u8 tag = 0; tag < TAGS_MAX; tag++)
		if (g->a->tracked >> tag & 1)
			g->tag[g->tags_nr++] = tag;
	g->scratch_reg = 2 * g->ctx->groups_nr;
	g->t->regs_nr = g->scratch_reg + 1;
	g->keys = keymap_create(g->ctx->arena);
	vec_init(&g->states, g->ctx->arena, sizeof(struct ways));
	tagged_analyze(g);
	find_takes(g);
	alloc_buffers(g);
}

/* State 0 has no ways, state 1 the start at the first byte. */
int regex_make_tagged(struct regex_ctx *ctx, const struct regex_automaton *a,
		      struct regex_table *ret)
{
	struct tagged g = { .ctx = ctx, .a = a, .t = ret };
	struct step start = { 0, NULL, a->start[1] };
	struct ways none;
	u32 state;
	int err;

	regex_table_init(ctx, a, ret);
	prepare(&g);
	none = ways_alloc(&g, 0);
	err = tagged_find_state(&g, &none, &g.moves, &state);
	make_next(&g, &none, &start, 1);
	if (!err)
		err = tagged_find_state(&g, &g.next, &g.moves, &ret->start);
	for (u32 i = 0; i < ret->states_nr && !err; i++)
		err = expand(&g, i);
	return err;
}

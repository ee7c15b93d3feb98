// SPDX-License-Identifier: GPL-2.0
/* Placed points for those that only the debug information knows. */
#include <errno.h>
#include <string.h>

#include "place/finder.h"
#include "place/internal.h"

struct point *place_point(struct script *script, const struct point *point,
			  const struct place_spot *spot)
{
	struct point *ret = arena_alloc(script->arena, sizeof(*ret));
	u32 len;
	const u8 *id = elf_file_build_id(spot->file->elf, &len);

	*ret = *point;
	ret->text = spot_text(script, point, spot);
	ret->path = intern_str(script->intern, spot->file->path);
	ret->symbol = intern_str(script->intern, spot->name);
	ret->placed = true;
	ret->addr = spot->addr;
	if (spot->mark && spot->mark->semaphore != INDEX_NONE)
		ret->semaphore =
			index_head(spot->ix)->base + spot->mark->semaphore;
	if (id) {
		u8 *copy = arena_alloc(script->arena, len);

		memcpy(copy, id, len);
		ret->build_id = copy;
		ret->build_id_len = len;
	}
	if (spot->callers_nr)
		ret->guard = guard_expr(script, point->span, spot);
	/* Found already: what is behind it is dropped here, not at the run. */
	ret->optional |= ret->sufficient;
	ret->sufficient = false;
	return ret;
}

static int expand_point(struct place_finder *pf, struct script *script,
			struct point *point, struct vec *out)
{
	struct vec spots;
	int err = place_find(pf, script, point, &spots);
	u32 i;

	for (i = 0; !err && i < spots.nr; i++)
		vec_push_ptr(out,
			     place_point(script, point, vec_at(&spots, i)));
	return err;
}

/* A name that the file's symbols have needs no index. */
static int is_left(struct place_finder *pf, const struct point *point,
		   bool *ret)
{
	*ret = true;
	if (point->kind != SX_PROBE_PROCESS || point->placed)
		return 0;
	if (point->process->is_symbol)
		return place_is_left(pf, point, ret);
	*ret = false;
	return 0;
}

static int take_point(struct place_finder *pf, struct script *script,
		      struct point *point, struct vec *out)
{
	bool left;
	int err;

	if (point->kind == SX_PROBE_PROCESS && !point->placed &&
	    finder_is_served(pf, point))
		return 0;
	err = is_left(pf, point, &left);
	if (err)
		return err;
	if (!left)
		return expand_point(pf, script, point, out);
	vec_push_ptr(out, point);
	return 0;
}

/* What has a guard gets a probe of its own. */
static void add_guarded(struct script *script, const struct probe *probe,
			struct point *point, struct vec *ret)
{
	struct probe *own = arena_alloc(script->arena, sizeof(*own));

	own->span = probe->span;
	own->handler = guard_handler(script, probe->handler, point->guard);
	vec_init(&own->points, script->arena, sizeof(void *));
	vec_push_ptr(&own->points, point);
	point->guard = NULL;
	vec_push_ptr(ret, own);
}

static void split_guarded(struct script *script, struct probe *probe,
			  struct vec *ret)
{
	struct vec points = probe->points;
	u32 i;

	vec_init(&probe->points, script->arena, sizeof(void *));
	for (i = 0; i < points.nr; i++) {
		struct point *point = vec_ptr(&points, i);

		if (point->guard)
			add_guarded(script, probe, point, ret);
		else
			vec_push_ptr(&probe->points, point);
	}
	if (probe->points.nr)
		vec_push_ptr(ret, probe);
}

static int expand_probe(struct place_finder *pf, struct script *script,
			struct probe *probe)
{
	struct vec out;
	int err = 0;
	u32 i;

	vec_init(&out, script->arena, sizeof(void *));
	for (i = 0; i < probe->points.nr; i++)
		if (take_point(pf, script, vec_ptr(&probe->points, i), &out))
			err = -EINVAL;
	probe->points = out;
	return err;
}

int place_expand(struct script *script, void *arg)
{
	struct vec out;
	int err = 0;
	u32 i;

	vec_init(&out, script->arena, sizeof(void *));
	for (i = 0; i < script->probes.nr && !diag_full(script->diag); i++) {
		struct probe *probe = vec_ptr(&script->probes, i);

		if (expand_probe(arg, script, probe))
			err = -EINVAL;
		split_guarded(script, probe, &out);
	}
	if (!out.nr && script->probes.nr && !err) {
		err = diag_error(script->diag, E_NO_PROBE, (struct span){ 0 },
				 "the script has no probe");
		diag_note(script->diag,
			  "none of its optional probe points is there");
	}
	script->probes = out;
	return err;
}

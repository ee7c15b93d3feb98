// SPDX-License-Identifier: GPL-2.0
/*
 * A probe whose handler depends on its place: a copy of the handler for each
 * spot of its points. Copies that are the same in the end are one again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "place/finder.h"
#include "script/print_internal.h"
#include "script/process_point.h"
#include "target/autocast.h"
#include "target/entry.h"

#define SPOTS_MAX 32 /* of one point, with a handler each for little gain */

/* A handler of its own. */
struct part {
	const char *text; /* of its body */
	struct probe *probe;
};

struct splitter {
	struct lowering *lo;
	struct probe *probe;
	const struct depend *depend;
	struct vec parts; /* struct part */
	struct entry_values *entries; /* of its returns */
	struct vec *out; /* struct probe * */
};

static struct function *copy_handler(struct splitter *s)
{
	const struct function *from = s->probe->handler;
	struct script *script = s->lo->script;
	struct function *fn = ast_function(script, from->name, from->span);

	fn->is_handler = true;
	fn->file = from->file;
	fn->body = ast_copy_stmt(script, from->body);
	return fn;
}

static struct probe *add_part(struct splitter *s, struct function *handler,
			      const char *text)
{
	struct arena *arena = s->lo->arena;
	struct part *part = vec_push(&s->parts);

	part->text = text;
	part->probe = arena_alloc(arena, sizeof(*part->probe));
	part->probe->span = s->probe->span;
	part->probe->handler = handler;
	vec_init(&part->probe->points, arena, sizeof(void *));
	vec_push_ptr(s->out, part->probe);
	return part->probe;
}

/* The handler as it is where lo says; the entry that it needs, in front. */
static void add_handler(struct splitter *s, struct point *point)
{
	struct lowering *lo = s->lo;
	struct function *handler = copy_handler(s);
	struct probe *entry;
	const char *text;
	u32 i;

	lo->point = point;
	entry_begin(lo, s->entries);
	autocast_learn(lo, handler);
	stmts_rewrite(lo, handler->body);
	entry = entry_end(lo, point, handler);
	if (entry)
		vec_push_ptr(s->out, entry);
	text = entry ? NULL : print_stmt_text(lo->arena, handler->body);
	for (i = 0; text && i < s->parts.nr; i++) {
		struct part *part = vec_at(&s->parts, i);

		if (part->text && !strcmp(part->text, text)) {
			vec_push_ptr(&part->probe->points, point);
			return;
		}
	}
	vec_push_ptr(&add_part(s, handler, text)->points, point);
}

/* At one spot; NULL: without a place. */
static void add_point(struct splitter *s, struct point *point,
		      const struct place_spot *spot)
{
	struct lowering *lo = s->lo;

	lo->spot = spot;
	lo->home = spot ? module_of_file(lo, spot->file, spot->ix) : NULL;
	add_handler(s, point);
	lo->spot = NULL;
	lo->home = NULL;
}

/* At one place in the kernel. */
static void add_kernel(void *arg, struct point *point,
		       const struct lower_kernel *kernel)
{
	struct splitter *s = arg;

	s->lo->kernel = kernel;
	s->lo->home = kernel->mod;
	add_handler(s, point);
	s->lo->kernel = NULL;
	s->lo->home = NULL;
}

/* Is the file here? */
static bool can_look(struct splitter *s, const struct process_point *process)
{
	struct place_finder *pf = s->lo->opts->places;
	const struct target_file *file;
	struct target *target;

	return finder_can_look(pf, process->path) &&
	       !finder_target(pf, process->pid, &target) &&
	       !target_find_file(target, process->path, true, &file);
}

static void split_place(struct splitter *s, struct point *point)
{
	struct vec spots;
	bool blind;
	u32 i;

	if (!s->depend->place && !can_look(s, point->process)) {
		add_point(s, point, NULL);
		return;
	}
	if (place_find(s->lo->opts->places, s->lo->script, point, &spots))
		return;
	/* Variables of the file have an address without their place, too. */
	blind = !s->depend->place && spots.nr > SPOTS_MAX;
	for (i = 0; i < spots.nr && !diag_full(s->lo->diag); i++) {
		const struct place_spot *spot = vec_at(&spots, i);

		add_point(s, place_point(s->lo->script, point, spot),
			  blind ? NULL : spot);
	}
}

static void
learn_place(struct lowering *lo, struct probe *probe, struct point *point,
	    void (*fn)(struct lowering *lo, struct function *handler))
{
	bool optional = point->optional;
	struct vec spots;
	u32 i;

	/* Errors are told when the handler is made. */
	point->optional = true;
	if (place_find(lo->opts->places, lo->script, point, &spots))
		spots.nr = 0;
	point->optional = optional;
	for (i = 0; i < spots.nr; i++) {
		const struct place_spot *spot = vec_at(&spots, i);

		lo->spot = spot;
		lo->home = module_of_file(lo, spot->file, spot->ix);
		fn(lo, probe->handler);
	}
	lo->spot = NULL;
	lo->home = NULL;
}

void split_each(struct lowering *lo, struct probe *probe,
		void (*fn)(struct lowering *lo, struct function *handler))
{
	u32 i;

	for (i = 0; i < probe->points.nr; i++) {
		struct point *point = vec_ptr(&probe->points, i);

		lo->point = point;
		if (point->kind == SX_PROBE_PROCESS && !point->placed)
			learn_place(lo, probe, point, fn);
		else
			fn(lo, probe->handler);
	}
}

void split_probe(struct lowering *lo, struct probe *probe,
		 const struct depend *depend, struct vec *out)
{
	struct splitter s = {
		.lo = lo,
		.probe = probe,
		.depend = depend,
		.out = out,
		.entries = entry_values_create(lo),
	};
	u32 i;

	vec_init(&s.parts, lo->arena, sizeof(struct part));
	for (i = 0; i < probe->points.nr && !diag_full(lo->diag); i++) {
		struct point *point = vec_ptr(&probe->points, i);

		if (point->kind == SX_PROBE_PROCESS && !point->placed)
			split_place(&s, point);
		else if (point->kind == SX_PROBE_KERNEL && depend->variables)
			ksplit_point(lo, point, add_kernel, &s);
		else
			add_point(&s, point, NULL);
	}
}

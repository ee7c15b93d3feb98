// SPDX-License-Identifier: GPL-2.0
/* The pass: handlers by their places, and the functions that they call. */
#include "target/lower.h"

#include <errno.h>
#include <string.h>

#include "script/walk.h"
#include "target/autocast.h"
#include "target/events.h"

/* Functions that some handler calls, in the order in which they are met. */
struct reach {
	struct lowering *lo;
	struct vec functions; /* struct function * */
};

static bool is_there(const struct vec *list, const void *ptr)
{
	u32 i;

	for (i = 0; i < list->nr; i++)
		if (vec_ptr(list, i) == ptr)
			return true;
	return false;
}

/* All of that name: which one is meant is found out later. */
static void reach_call(void *arg, struct expr *e)
{
	struct reach *r = arg;
	const struct vec *functions = &r->lo->script->functions;
	u32 i;

	if (e->kind != EX_CALL)
		return;
	for (i = 0; i < functions->nr; i++) {
		struct function *fn = vec_ptr(functions, i);

		if (fn->name == e->text && fn->params.nr == e->nargs &&
		    fn->body && !is_there(&r->functions, fn))
			vec_push_ptr(&r->functions, fn);
	}
}

static void reach_body(struct reach *r, struct function *fn)
{
	const struct walk walk = { .visit = reach_call, .arg = r };

	walk_stmts(fn->body, &walk);
}

static bool is_write(const struct expr *e)
{
	return (e->kind == EX_ASSIGN || e->kind == EX_CREMENT) &&
	       e->args[0]->kind == EX_TARGET;
}

static bool is_text(const struct expr *e)
{
	return e->op == TOK_TARGET && (e->nargs || !strncmp(e->text, "$$", 2));
}

/* A value of the type that it would have. */
static void drop_target(void *arg, struct expr *e)
{
	const struct script *script = arg;
	bool text = e->kind == EX_TARGET && is_text(e);

	if (e->kind != EX_TARGET && !is_write(e))
		return;
	e->kind = text ? EX_STR : EX_NUM;
	e->text = text ? intern_str(script->intern, "") : NULL;
	e->num = 0;
	e->nargs = 0;
}

/* Nobody runs it: what it asks for is not looked for. */
static void drop_targets(struct script *script, struct function *fn)
{
	const struct walk walk = { .visit = drop_target, .arg = script };

	walk_stmts(fn->body, &walk);
}

static void lower_functions(struct lowering *lo)
{
	struct script *script = lo->script;
	struct reach r = { .lo = lo };
	u32 i;

	lo->point = NULL;
	vec_init(&r.functions, lo->arena, sizeof(void *));
	for (i = 0; i < script->probes.nr; i++) {
		struct probe *probe = vec_ptr(&script->probes, i);

		reach_body(&r, probe->handler);
	}
	for (i = 0; i < r.functions.nr; i++) {
		struct function *fn = vec_ptr(&r.functions, i);

		if (depend_of(fn->body).target) {
			autocast_learn(lo, fn);
			stmts_rewrite(lo, fn->body);
		}
		reach_body(&r, fn);
	}
	for (i = 0; i < script->functions.nr; i++) {
		struct function *fn = vec_ptr(&script->functions, i);

		if (!is_there(&r.functions, fn))
			drop_targets(script, fn);
	}
}

static bool has_place(const struct probe *probe, const struct depend *depend)
{
	u32 i;

	for (i = 0; i < probe->points.nr; i++) {
		const struct point *point = vec_ptr(&probe->points, i);

		if (point->kind == SX_PROBE_PROCESS || events_has_vars(point) ||
		    (point->kind == SX_PROBE_KERNEL && depend->variables))
			return true;
	}
	return false;
}

static void lower_probe(struct lowering *lo, struct probe *probe,
			struct vec *out)
{
	struct function *handler = probe->handler;
	struct depend depend = depend_of(handler->body);

	if ((depend.place || depend.file) && has_place(probe, &depend)) {
		split_probe(lo, probe, &depend, out);
		return;
	}
	lo->point = vec_ptr(&probe->points, 0);
	autocast_learn(lo, handler);
	stmts_rewrite(lo, handler->body);
	vec_push_ptr(out, probe);
}

/*
 * What the script's variables point to, from all bodies: one may use what
 * another one sets. What one learns may teach the next.
 */
static void learn_types(struct lowering *lo)
{
	struct script *script = lo->script;
	u32 i, round;

	for (round = 0; round < 4; round++) {
		lo->casts_changed = false;
		for (i = 0; i < script->probes.nr; i++) {
			struct probe *probe = vec_ptr(&script->probes, i);

			if (depend_of(probe->handler->body).target)
				split_each(lo, probe, autocast_learn);
		}
		lo->point = NULL;
		for (i = 0; i < script->functions.nr; i++)
			autocast_learn(lo, vec_ptr(&script->functions, i));
		if (!lo->casts_changed)
			return;
	}
}

static void check_probes(struct lowering *lo, u32 before)
{
	if (lo->script->probes.nr || !before || diag_errors(lo->diag))
		return;
	diag_error(lo->diag, E_NO_PROBE, (struct span){ 0 },
		   "the script has no probe");
	diag_note(lo->diag, "none of its optional probe points is there");
}

int lower_script(struct script *script, void *arg)
{
	struct lowering lo = {
		.script = script,
		.arena = script->arena,
		.diag = script->diag,
		.opts = arg,
	};
	struct vec out;
	u32 i, before = script->probes.nr;

	vec_init(&lo.modules, lo.arena, sizeof(void *));
	vec_init(&lo.texts, lo.arena, sizeof(struct lower_text));
	vec_init(&out, lo.arena, sizeof(void *));
	if (autocast_begin(&lo))
		learn_types(&lo);
	for (i = 0; i < before && !diag_full(lo.diag); i++) {
		struct probe *probe = vec_ptr(&script->probes, i);

		if (probe->handler->body &&
		    depend_of(probe->handler->body).target)
			lower_probe(&lo, probe, &out);
		else
			vec_push_ptr(&out, probe);
	}
	script->probes = out;
	lower_functions(&lo);
	place_expand(script, lo.opts->places);
	check_probes(&lo, before);
	return diag_errors(lo.diag) ? -EINVAL : 0;
}

// SPDX-License-Identifier: GPL-2.0
/* One question: the files that it is asked of, and what it asks for. */
#include "place/place.h"

#include <errno.h>
#include <string.h>

#include "dwarf/provide.h"
#include "place/finder.h"
#include "place/internal.h"

/* Does the question need what only debug information tells? */
static bool needs_types(const struct process_point *p)
{
	if (p->what == PROCESS_STATEMENT)
		return !p->has_addr;
	return p->spec.file || p->inlined || p->label || p->callee;
}

static int find_functions(struct place_query *q)
{
	if (q->ix)
		func_find(q);
	return symbol_find(q);
}

static int ask(struct place_query *q)
{
	const struct process_point *p = q->process;

	if (p->what == PROCESS_FUNCTION && !p->has_addr && !p->label &&
	    !p->callee)
		return find_functions(q);
	return diag_error(q->script->diag, E_PROBE, q->point->span,
			  "this version does not find such places yet");
}

static int ask_file(struct place_query *q)
{
	bool needed = needs_types(q->process);
	int err = provide_index(q->file->open_path, q->file->path, needed,
				q->optional || !needed, &q->ix);

	if (err == -ENODATA && !needed) {
		q->ix = NULL;
		err = 0;
	}
	return err ? err : ask(q);
}

static int find_file(struct place_query *q)
{
	struct target *target;
	int err = finder_target(q->pf, &target);

	if (err)
		return err;
	return target_find_file(target, q->process->path, q->optional,
				&q->file);
}

static int find(struct place_query *q)
{
	int err = find_file(q);

	if (!err)
		err = ask_file(q);
	if (err)
		return err;
	spot_sort(q->ret);
	return q->ret->nr ? 0 : report_nothing(q);
}

int place_find(struct place_finder *pf, struct script *script,
	       const struct point *point, struct vec *ret)
{
	struct place_query q = {
		.pf = pf,
		.script = script,
		.point = point,
		.process = point->process,
		.optional = point->optional || point->sufficient,
		.ret = ret,
	};
	int err;

	vec_init(ret, script->arena, sizeof(struct place_spot));
	if (finder_is_served(pf, point))
		return 0;
	err = find(&q);
	if (err) {
		ret->nr = 0;
		return q.optional && err != -ENOMEM ? 0 : err;
	}
	finder_serve(pf, point);
	return 0;
}

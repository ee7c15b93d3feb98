// SPDX-License-Identifier: GPL-2.0
/* Probe points: a table of shapes, and what makes sense of the arguments. */
#include "script/points.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/suggest.h"
#include "script/points_event.h"
#include "script/points_kernel.h"
#include "script/process_point.h"

struct row {
	const char *shape;
	/* NULL: there is no engine for it. */
	int (*resolve)(struct script *script, const struct row *row,
		       struct point *point);
	s64 arg;
	const char *missing; /* what there is instead */
};

static const struct component *last_component(const struct point *point)
{
	return vec_at(&point->components, point->components.nr - 1);
}

static int resolve_sequence(struct script *script, const struct row *row,
			    struct point *point)
{
	(void)script;
	point->kind = (u8)row->arg;
	point->param = last_component(point)->num;
	return 0;
}

/* begin, and the handler ends the session: see alias.c. */
static int resolve_oneshot(struct script *script, const struct row *row,
			   struct point *point)
{
	(void)script;
	point->kind = (u8)row->arg;
	point->oneshot = true;
	return 0;
}

static int resolve_interval(struct script *script, const struct row *row,
			    struct point *point)
{
	const struct component *comp = last_component(point);

	point->kind = SX_PROBE_TIMER;
	if (comp->num < 1 || comp->num > INT64_MAX / row->arg)
		return diag_error(script->diag, E_PROBE, comp->arg_span,
				  "a timer's interval must be at least 1, and "
				  "fit 63 bits in nanoseconds");
	point->param = comp->num * row->arg;
	return 0;
}

static int resolve_frequency(struct script *script, const struct row *row,
			     struct point *point)
{
	const struct component *comp = last_component(point);

	(void)row;
	point->kind = SX_PROBE_TIMER;
	if (comp->num < 1 || comp->num > 1000000)
		return diag_error(script->diag, E_PROBE, comp->arg_span,
				  "a timer's frequency must be 1 to 1000000");
	point->param = 1000000000 / comp->num;
	return 0;
}

/* timer.UNIT(N).randomize(M) */
static int resolve_random(struct script *script, const struct row *row,
			  struct point *point)
{
	const struct component *interval = vec_at(&point->components, 1);
	const struct component *comp = last_component(point);

	point->kind = SX_PROBE_TIMER;
	if (interval->num < 1 || interval->num > INT64_MAX / row->arg / 2)
		return diag_error(script->diag, E_PROBE, interval->arg_span,
				  "a timer's interval must be at least 1, and "
				  "fit 62 bits in nanoseconds");
	if (comp->num < 0 || comp->num >= interval->num)
		return diag_error(
			script->diag, E_PROBE, comp->arg_span,
			"the random part must be at least 0, and less "
			"than the interval");
	point->param = interval->num * row->arg;
	point->random = comp->num * row->arg;
	return 0;
}

/* timer.jiffies(N), and behind it perhaps .randomize(M) */
static int resolve_ticks(struct script *script, const struct row *row,
			 struct point *point)
{
	const struct component *interval = vec_at(&point->components, 1);

	point->ticks = true;
	if (interval->num > SX_TIMER_TICKS_MAX / 2)
		return diag_error(script->diag, E_PROBE, interval->arg_span,
				  "a timer's interval must be at most %lld "
				  "jiffies",
				  SX_TIMER_TICKS_MAX / 2);
	return point->components.nr > 2 ? resolve_random(script, row, point)
					: resolve_interval(script, row, point);
}

static int resolve_profile(struct script *script, const struct row *row,
			   struct point *point)
{
	(void)script, (void)row;
	point->kind = SX_PROBE_PROFILE;
	return 0;
}

static int resolve_kernel(struct script *script, const struct row *row,
			  struct point *point)
{
	return points_resolve_kernel(script, point, (u8)row->arg);
}

static int resolve_process(struct script *script, const struct row *row,
			   struct point *point)
{
	(void)row;
	return process_point_resolve(script, point);
}

static int resolve_task(struct script *script, const struct row *row,
			struct point *point)
{
	return points_resolve_task(script, point, row->arg);
}

static int resolve_perf(struct script *script, const struct row *row,
			struct point *point)
{
	return points_resolve_perf(script, point, row->arg);
}

static const struct row rows[] = {
#define POINT(shape, resolve, arg) { shape, resolve_##resolve, arg, NULL },
#define MISSING(shape, text)	   { shape, NULL, 0, text },
#define PROCESS_HEAD(head, shape)         \
	POINT(head "." shape, process, 0) \
	POINT(head ".library(S)." shape, process, 0)
#define PROCESS(shape)                    \
	PROCESS_HEAD("process(S)", shape) \
	PROCESS_HEAD("process", shape)    \
	PROCESS_HEAD("process(N)", shape)
#define TASK(shape, event)                      \
	POINT("process." shape, task, event)    \
	POINT("process(S)." shape, task, event) \
	POINT("process(N)." shape, task, event)
#define PERF(shape, type, config)                                             \
	POINT("perf." shape, perf, (s64)(type) << 32 | (config))              \
	POINT("perf." shape ".sample(N)", perf, (s64)(type) << 32 | (config)) \
	POINT("perf." shape ".hz(N)", perf, (s64)(type) << 32 | (config))
#include "points.def"
#undef PERF
#undef TASK
#undef PROCESS
#undef PROCESS_HEAD
#undef POINT
#undef MISSING
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

static const char *point_shape(struct script *script, const struct point *point)
{
	struct strbuf sb;
	u32 i;

	strbuf_init(&sb, script->arena);
	for (i = 0; i < point->components.nr; i++) {
		const struct component *comp = vec_at(&point->components, i);

		strbuf_printf(&sb, "%s%s", i ? "." : "", comp->name);
		if (comp->arg_kind == TOK_NUM)
			strbuf_puts(&sb, "(N)");
		if (comp->arg_kind == TOK_STR)
			strbuf_puts(&sb, "(S)");
	}
	return sb.text;
}

/* Is the shape that of the row, or does it begin with that of a missing one? */
static bool is_row(const struct row *row, const char *shape)
{
	size_t len = strlen(row->shape);

	if (row->resolve)
		return !strcmp(row->shape, shape);
	return !strncmp(row->shape, shape, len) &&
	       (!shape[len] || shape[len] == '.' || shape[len] == '(');
}

static const struct row *find_row(const char *shape)
{
	size_t i;

	for (i = 0; i < ROWS; i++)
		if (is_row(&rows[i], shape))
			return &rows[i];
	return NULL;
}

int points_resolve(struct script *script, struct point *point)
{
	const struct row *row = find_row(point_shape(script, point));

	if (!row)
		return -ENOENT;
	return row->resolve ? row->resolve(script, row, point) : -EOPNOTSUPP;
}

/* head: what all of them begin with. */
static void suggest_shapes(struct suggest *s, const char *head)
{
	size_t i;

	for (i = 0; i < ROWS; i++)
		if (rows[i].resolve &&
		    !strncmp(rows[i].shape, head, strlen(head)))
			suggest_add(s, rows[i].shape);
}

static void suggest_points(struct script *script, struct suggest *s)
{
	u32 a;

	suggest_shapes(s, "");
	for (a = 0; a < script->aliases.nr; a++) {
		const struct alias *alias = vec_ptr(&script->aliases, a);
		const struct point *name = vec_ptr(&alias->names, 0);

		suggest_add(s, name->text);
	}
}

int points_report(struct script *script, const struct point *point, int err)
{
	const char *shape = point_shape(script, point);
	struct suggest s;

	suggest_init(&s, shape);
	if (err == -EOPNOTSUPP) {
		const struct component *head = vec_at(&point->components, 0);

		suggest_shapes(&s, head->name);
		diag_error(script->diag, E_PROBE, point->span,
			   "this version has no probe point '%s'", shape);
		if (!strcmp(find_row(shape)->shape, shape) ||
		    !diag_note_suggest(script->diag, &s))
			diag_note(script->diag, "%s", find_row(shape)->missing);
		return -EINVAL;
	}
	if (err != -ENOENT)
		return -EINVAL;
	suggest_points(script, &s);
	diag_error(script->diag, E_PROBE, point->span,
		   "there is no probe point '%s'", shape);
	if (!diag_note_suggest(script->diag, &s))
		diag_note(script->diag, "there are begin, end, error, never, "
					"timer.{s,ms,us,ns,hz}(N), "
					"process(\"PATH\").function(\"NAME\")");
	return -EINVAL;
}

const char *points_shape(u32 i)
{
	return i < ROWS ? rows[i].shape : NULL;
}

const char *points_missing(u32 i)
{
	return rows[i].missing;
}

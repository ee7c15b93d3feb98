// SPDX-License-Identifier: GPL-2.0
/* Probe points: a table of shapes, and what makes sense of the arguments. */
#include "script/points.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/suggest.h"

struct row {
	const char *shape;
	int (*resolve)(struct script *script, const struct row *row,
		       struct point *point);
	s64 arg;
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

static int resolve_function(struct script *script, const struct row *row,
			    struct point *point)
{
	const struct component *process = vec_at(&point->components, 0);
	const struct component *function = last_component(point);

	(void)row;
	point->kind = SX_PROBE_PROCESS;
	point->path = process->arg_kind == TOK_STR ? process->str : "";
	point->symbol = function->str;
	if (!*function->str)
		return diag_error(script->diag, E_PROBE, function->arg_span,
				  "the name of a function is empty");
	if (!strchr(function->str, '@'))
		return 0;
	diag_error(script->diag, E_PROBE, function->arg_span,
		   "a function of one source file (NAME@FILE) needs debug "
		   "information, which this version does not read");
	diag_note(script->diag, "name the function without '@'");
	return -EINVAL;
}

static const struct row rows[] = {
#define POINT(shape, resolve, arg) { shape, resolve_##resolve, arg },
#include "points.def"
#undef POINT
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

/* Probe points of the language that are not in the table. */
static bool is_known_family(const char *name)
{
	static const char *const names[] = {
		"kernel",   "module", "process", "timer",	"perf",
		"kprobe",   "procfs", "syscall", "nd_syscall",	"netfilter",
		"oneshot",  "vfs",    "tcp",	 "udp",		"scheduler",
		"socket",   "signal", "ioblock", "ioscheduler", "netdev",
		"kprocess", "vm",     "stap",	 "input",	"python2",
		"python3",  "java",   "nfs",	 "nfsd",
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

static int report_unknown(struct script *script, const struct point *point,
			  const char *shape)
{
	const struct component *first = vec_at(&point->components, 0);
	struct suggest s;
	size_t i;

	suggest_init(&s, shape);
	for (i = 0; i < ROWS; i++)
		suggest_add(&s, rows[i].shape);
	diag_error(script->diag, E_PROBE, point->span,
		   is_known_family(first->name)
			   ? "this version has no probe point '%s'"
			   : "there is no probe point '%s'",
		   shape);
	if (!diag_note_suggest(script->diag, &s))
		diag_note(script->diag, "there are begin, end, error, never, "
					"timer.{s,ms,us,ns,hz}(N), "
					"process(\"PATH\").function(\"NAME\")");
	return -EINVAL;
}

static int resolve_point(struct script *script, struct point *point)
{
	const char *shape = point_shape(script, point);
	size_t i;

	if (point->condition)
		diag_error(script->diag, E_UNSUPPORTED, point->condition->span,
			   "conditions of probe points are not available in "
			   "this version");
	for (i = 0; i < ROWS; i++)
		if (!strcmp(rows[i].shape, shape))
			return rows[i].resolve(script, &rows[i], point);
	return report_unknown(script, point, shape);
}

static void check_count(struct script *script)
{
	u32 points = 0;
	u32 i;

	for (i = 0; i < script->probes.nr; i++) {
		struct probe *probe = vec_ptr(&script->probes, i);

		points += probe->points.nr;
		if (points > SX_MAX_PROBES) {
			diag_error(script->diag, E_LIMIT, probe->span,
				   "more than %d probe points", SX_MAX_PROBES);
			return;
		}
	}
	if (points || diag_errors(script->diag))
		return;
	diag_error(script->diag, E_NO_PROBE, (struct span){ 0 },
		   "the script has no probe");
	diag_note(script->diag, "a smallest one: probe begin { println(\"hello"
				"\") exit() }");
}

int points_resolve(struct script *script)
{
	u32 i, j;

	check_count(script);
	for (i = 0; i < script->probes.nr; i++) {
		struct probe *probe = vec_ptr(&script->probes, i);

		for (j = 0; j < probe->points.nr; j++)
			resolve_point(script, vec_ptr(&probe->points, j));
	}
	return diag_errors(script->diag) ? -EINVAL : 0;
}

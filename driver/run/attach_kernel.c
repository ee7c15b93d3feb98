// SPDX-License-Identifier: GPL-2.0
/* Places in the kernel. */
#include "run/attach_kernel.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "kernelsym/symbols.h"

#define KERNEL_ENOTSUPP 524 /* the kernel's own, without a name here */

/*
 * Of a wildcard's places more than so many are left to the kernel's function
 * tracer: each kprobe makes the kernel look at all its functions anew.
 */
#define MANY_PLACES 16

/* The places of one point. */
struct group {
	const struct attach_request *req;
	const struct sx_point_desc *point;
	struct attach_table *table;
	bool many;
	u32 attached_nr;
	u32 forbidden_nr; /* the kernel's tracer may not stand there */
	u32 refused_nr; /* for other reasons */
	int refused_err; /* the first of those */
	char *refused; /* which that was */
};

static const char *no_engine(u32 kind)
{
	switch (kind) {
	case SX_ATTACH_KRETPROBE:
		return "this kernel has no kretprobes, or none whose layout is known";
	case SX_ATTACH_TRACEPOINT:
		return "this kernel's tracepoints carry no data";
	default:
		return "this kernel has no kprobes";
	}
}

static const char *reason(u32 kind, int err)
{
	switch (-err) {
	case ENOEXEC:
		return "it must not be traced (notrace)";
	case EOPNOTSUPP:
		return no_engine(kind);
	case EINVAL:
	case EILSEQ:
	case KERNEL_ENOTSUPP:
		return "the kernel refuses a probe there";
	case ENOENT:
		return "it has gone, with its module";
	default:
		return attach_reason(err);
	}
}

static u32 kind_of(const struct sx_point_desc *point)
{
	switch (point->kind) {
	case SX_POINT_KRETURN:
		return SX_ATTACH_KRETPROBE;
	case SX_POINT_TRACE:
		return SX_ATTACH_TRACEPOINT;
	default:
		return SX_ATTACH_KPROBE;
	}
}

static u32 kind_of_place(const struct group *g,
			 const struct kernel_place *place)
{
	u32 kind = kind_of(g->point);

	/* What is passed over at an entry has to be so at the return, too. */
	if (g->req->prog->probes[place->probe].flags & SX_PROBE_ENTRY)
		return kind;
	if (kind == SX_ATTACH_KPROBE && place->by_pattern && g->many &&
	    session_features(g->req->session) & SX_FEATURE_FTRACE)
		return SX_ATTACH_FTRACE;
	return kind;
}

static void set_texts(struct sx_attach *row, const struct kernel_place *place,
		      const char *text)
{
	row->name = (uintptr_t)place->name;
	row->name_len = (u32)strlen(place->name);
	row->text = (uintptr_t)text;
	row->text_len = (u32)strlen(text);
}

static int attach_one(const struct group *g, const struct kernel_place *place,
		      const char *text)
{
	const struct sx_probe *probe = &g->req->prog->probes[place->probe];
	struct sx_attach row = {
		.probe = place->probe,
		.kind = kind_of_place(g, place),
	};

	set_texts(&row, place, text);
	if (row.kind == SX_ATTACH_TRACEPOINT) {
		row.trace.addr = place->module ? place->addr : 0;
		row.trace.args_nr = place->args_nr;
		return session_attach(g->req->session, &row);
	}
	row.kprobe.addr = place->addr;
	if (place->by_pattern)
		row.kprobe.flags |= SX_KPROBE_TRACEABLE;
	if (row.kind == SX_ATTACH_KRETPROBE)
		row.kprobe.maxactive = (u32)probe->param;
	return session_attach(g->req->session, &row);
}

/* 0: attached, or not and that is no error yet. */
static int attach_place(struct group *g, const struct kernel_place *place)
{
	char *text = kernelsym_text(g->point->kind, place->module, place->name);
	int err = text ? attach_one(g, place, text) : -ENOMEM;

	if (!err) {
		g->attached_nr++;
		err = attach_table_add(g->table, place->probe, text);
		free(text);
		return err;
	}
	if (err == -ENOEXEC)
		g->forbidden_nr++;
	else if (!g->refused_nr++)
		g->refused_err = err;
	if (g->refused_nr == 1 && !g->refused)
		g->refused = text;
	else
		free(text);
	return err == -ENOMEM || err == -ENOSPC ? err : 0;
}

static int report_none(const struct group *g, const char *why)
{
	const struct sx_point_desc *point = g->point;
	char *text = kernelsym_text(
		point->kind, sx_program_str(g->req->prog, point->path)->data,
		sx_program_str(g->req->prog, point->symbol)->data);
	int err = -EOPNOTSUPP;

	if (point->flags & SX_POINT_OPTIONAL) {
		log_info("skipped %s: %s", text ? text : "a point", why);
		err = 0;
	} else {
		log_err("cannot probe %s (line %u, column %u): %s",
			text ? text : "a point", point->line, point->column,
			why);
	}
	free(text);
	return err;
}

static int conclude(const struct group *g)
{
	u32 kind = kind_of(g->point);

	if (!g->attached_nr && g->refused_nr)
		return report_none(g, reason(kind, g->refused_err));
	if (!g->attached_nr && g->forbidden_nr)
		return report_none(g, reason(kind, -ENOEXEC));
	if (g->forbidden_nr)
		log_info(
			"%u of the functions `%s' are not probed: they must not be traced (notrace)",
			g->forbidden_nr,
			sx_program_str(g->req->prog, g->point->symbol)->data);
	if (g->refused_nr)
		log_warn("%u of the places `%s' are not probed: %s: %s",
			 g->refused_nr,
			 sx_program_str(g->req->prog, g->point->symbol)->data,
			 g->refused, reason(kind, g->refused_err));
	return 0;
}

/* The places of the point of row i; *ret_next is the first of the next. */
static int attach_group(const struct attach_request *req, u32 i,
			struct attach_table *table, u32 *ret_next)
{
	const struct kernel_places *places = req->kernel;
	u32 point = places->rows[i].point;
	struct group g = {
		.req = req,
		.point = &req->prog->points[point],
		.table = table,
		.many = places->nr > MANY_PLACES,
	};
	int err = 0;

	for (; i < places->nr && places->rows[i].point == point; i++)
		if (!err)
			err = attach_place(&g, &places->rows[i]);
	*ret_next = i;
	if (err)
		log_err("cannot probe `%s' (line %u, column %u): %s",
			sx_program_str(req->prog, g.point->symbol)->data,
			g.point->line, g.point->column,
			reason(kind_of(g.point), err));
	else
		err = conclude(&g);
	free(g.refused);
	return err;
}

int attach_kernel_places(const struct attach_request *req,
			 struct attach_table *table)
{
	int first = 0;
	u32 i = 0;

	while (req->kernel && i < req->kernel->nr) {
		int err = attach_group(req, i, table, &i);

		first = first ? first : err;
	}
	return first;
}

int attach_profile(const struct attach_request *req, u32 probe,
		   struct attach_table *table)
{
	struct sx_attach row = { .probe = probe, .kind = SX_ATTACH_PROFILE };
	const char *name =
		sx_program_str(req->prog, req->prog->probes[probe].name)->data;
	int err;

	if (req->profile_hz)
		row.profile.interval_ns = 1000000000ull / req->profile_hz;
	err = session_attach(req->session, &row);
	if (!err)
		return attach_table_add(table, probe, name);
	if (err == -EOPNOTSUPP)
		log_err("%s: no timer of every CPU on this kernel: use timer.hz(N), which fires on one",
			name);
	else if (err == -EINVAL && !req->profile_hz)
		log_err("%s: this kernel does not tell its tick: give a frequency with --hz",
			name);
	else
		log_err("%s: %s", name, strerror(-err));
	return err;
}

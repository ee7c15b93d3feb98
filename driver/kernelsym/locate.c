// SPDX-License-Identifier: GPL-2.0
/* From points in the kernel to places. */
#include "kernelsym/locate.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <stapx/opcodes.h>

#include "base/log.h"
#include "base/suggest.h"
#include "kernelsym/blacklist.h"
#include "kernelsym/symbols.h"
#include "kernelsym/trace_args.h"

#define OWN_MODULE "stapx"

struct locate {
	const struct sx_program *prog;
	struct kernelsym_want *wants; /* of each of the program's points */
	struct blacklist blacklist;
	bool wants_args; /* some handler reads arguments */
	struct kernel_places *places;
};

static bool is_optional(const struct sx_point_desc *point)
{
	return point->flags & (SX_POINT_OPTIONAL | SX_POINT_SUFFICIENT);
}

/* An error at the point; of an optional one a word with -v. Returns err. */
__attribute__((format(printf, 4, 5))) static int
complain(const struct locate *loc, const struct sx_point_desc *point, int err,
	 const char *fmt, ...)
{
	const char *module = sx_program_str(loc->prog, point->path)->data;
	const char *name = sx_program_str(loc->prog, point->symbol)->data;
	char *text = kernelsym_text(point->kind, module, name);
	char why[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	if (is_optional(point))
		log_info("%s (line %u, column %u): %s", text ? text : name,
			 point->line, point->column, why);
	else
		log_err("%s (line %u, column %u): %s", text ? text : name,
			point->line, point->column, why);
	free(text);
	return err;
}

static int refuse_unknown(const struct locate *loc,
			  const struct sx_point_desc *point,
			  const struct kernelsym_want *want)
{
	const char *what = want->trace ? "tracepoint" : "function";
	char near[SUGGEST_TEXT_LEN];
	char path[128];

	snprintf(path, sizeof(path), "/sys/module/%s", want->module);
	if (*want->module && strcmp(want->module, SX_POINT_ANY_MODULE) &&
	    !kernelsym_is_pattern(want->module) && access(path, F_OK))
		return complain(loc, point, -ENOENT,
				"the module `%s' is not loaded", want->module);
	if (kernelsym_is_pattern(want->name))
		return complain(loc, point, -ENOENT,
				"no %s of this kernel matches", what);
	kernelsym_suggest(want, near, sizeof(near));
	if (near[0])
		return complain(
			loc, point, -ENOENT,
			"this kernel has no %s of that name: did you mean %s?",
			what, near);
	return complain(loc, point, -ENOENT,
			"this kernel has no %s of that name%s", what,
			want->trace ? ""
				    : "; the compiler may have made it a part "
				      "of its callers");
}

/* NULL: it may be probed, as far as is known here. */
static const char *forbidden(const struct locate *loc,
			     const struct kernelsym_want *want,
			     const struct kernelsym *sym)
{
	if (sym->module && !strcmp(sym->module, OWN_MODULE))
		return "stapx does not probe itself";
	if (!want->trace && blacklist_has(&loc->blacklist, sym->addr))
		return "the kernel's list of what must not be probed has it";
	return NULL;
}

static int add_place(struct kernel_places *p, const struct kernel_place *place)
{
	struct kernel_place *row;

	if (p->nr == p->cap) {
		u32 cap = p->cap ? p->cap * 2 : 64;
		void *bigger = reallocarray(p->rows, cap, sizeof(*p->rows));

		if (!bigger)
			return -ENOMEM;
		p->rows = bigger;
		p->cap = cap;
	}
	row = &p->rows[p->nr];
	*row = *place;
	row->name = strdup(place->name);
	row->module = place->module ? strdup(place->module) : NULL;
	if (!row->name || (place->module && !row->module)) {
		free(row->name);
		free(row->module);
		return -ENOMEM;
	}
	p->nr++;
	return 0;
}

static int add_rows(struct locate *loc, u32 i, const u32 *args,
		    const char **ret_refused, u32 *ret_refused_nr)
{
	const struct sx_point_desc *point = &loc->prog->points[i];
	const struct kernelsym_want *want = &loc->wants[i];
	bool pattern = point->flags & SX_POINT_PATTERN ||
		       kernelsym_is_pattern(want->name) ||
		       kernelsym_is_pattern(want->module);
	u32 r;

	for (r = 0; r < want->nr; r++) {
		const struct kernelsym *sym = &want->rows[r];
		const char *why = forbidden(loc, want, sym);
		int err;

		if (why) {
			*ret_refused = why;
			++*ret_refused_nr;
			continue;
		}
		if (loc->places->nr == SX_MAX_POINTS)
			return complain(loc, point, -E2BIG,
					"more than %d places to probe: narrow "
					"the pattern",
					SX_MAX_POINTS);
		err = add_place(loc->places, &(struct kernel_place){
						     .probe = point->probe,
						     .point = i,
						     .addr = sym->addr,
						     .name = sym->name,
						     .module = sym->module,
						     .args_nr = args[r],
						     .by_pattern = pattern,
					     });
		if (err)
			return err;
	}
	return 0;
}

static int add_point(struct locate *loc, u32 i)
{
	const struct sx_point_desc *point = &loc->prog->points[i];
	const struct kernelsym_want *want = &loc->wants[i];
	u32 *args = calloc(want->nr + 1, sizeof(*args));
	u32 before = loc->places->nr;
	const char *refused = NULL;
	u32 refused_nr = 0;
	int err = args ? 0 : -ENOMEM;

	if (!err && !want->nr)
		err = refuse_unknown(loc, point, want);
	if (!err && want->trace && loc->wants_args)
		err = kernelsym_trace_args(want, args);
	if (!err)
		err = add_rows(loc, i, args, &refused, &refused_nr);
	free(args);
	if (err || !refused_nr)
		return err;
	if (loc->places->nr == before)
		return complain(loc, point, -EOPNOTSUPP, "%s", refused);
	log_info("%u of the functions `%s' are not probed: %s", refused_nr,
		 want->name, refused);
	return 0;
}

static bool goes_on(int err)
{
	return err != -ENOMEM && err != -E2BIG;
}

static int add_points(struct locate *loc)
{
	u32 enough = 0; /* the group that a sufficient point has served */
	int first_err = 0;
	u32 i;

	for (i = 0; i < loc->prog->points_nr && goes_on(first_err); i++) {
		const struct sx_point_desc *point = &loc->prog->points[i];
		u32 before = loc->places->nr;
		int err;

		if (!sx_point_is_kernel(point) ||
		    (point->group && point->group == enough))
			continue;
		err = add_point(loc, i);
		if (is_optional(point) &&
		    (err == -ENOENT || err == -EOPNOTSUPP))
			err = 0;
		if (err && (!first_err || !goes_on(err)))
			first_err = err;
		if (loc->places->nr > before &&
		    point->flags & SX_POINT_SUFFICIENT)
			enough = point->group;
	}
	return first_err;
}

/* Only then the arguments of tracepoints have to be counted. */
static bool reads_arguments(const struct sx_program *prog)
{
	u32 i;

	for (i = 0; i < prog->code_nr; i++) {
		if (prog->code[i].op != SX_OP_BLT)
			continue;
		switch (prog->code[i].imm) {
		case SX_BUILTIN_pointer_arg:
		case SX_BUILTIN_long_arg:
		case SX_BUILTIN_ulong_arg:
		case SX_BUILTIN_int_arg:
		case SX_BUILTIN_uint_arg:
			return true;
		}
	}
	return false;
}

/* The wants stand in the order of the points, those of others empty. */
static int find_symbols(struct locate *loc)
{
	const struct sx_program *prog = loc->prog;
	struct kernelsym_want *packed;
	u32 nr = 0;
	u32 i;
	int err;

	packed = calloc(prog->points_nr, sizeof(*packed));
	loc->wants = calloc(prog->points_nr, sizeof(*loc->wants));
	if (!packed || !loc->wants) {
		free(packed);
		return -ENOMEM;
	}
	for (i = 0; i < prog->points_nr; i++) {
		const struct sx_point_desc *point = &prog->points[i];

		if (!sx_point_is_kernel(point))
			continue;
		packed[nr].trace = point->kind == SX_POINT_TRACE;
		packed[nr].exact = point->flags & SX_POINT_EXACT;
		packed[nr].module = sx_program_str(prog, point->path)->data;
		packed[nr].name = sx_program_str(prog, point->symbol)->data;
		/* A tracepoint's name says nothing about its module. */
		if (packed[nr].trace)
			packed[nr].module = SX_POINT_ANY_MODULE;
		nr++;
	}
	err = kernelsym_find(packed, nr);
	for (i = nr = 0; i < prog->points_nr; i++)
		if (sx_point_is_kernel(&prog->points[i]))
			loc->wants[i] = packed[nr++];
	free(packed);
	return err;
}

static bool has_sx_point_is_kernel(const struct sx_program *prog)
{
	u32 i;

	for (i = 0; i < prog->points_nr; i++)
		if (sx_point_is_kernel(&prog->points[i]))
			return true;
	return false;
}

int kernel_locate(const struct sx_program *prog, struct kernel_places *ret)
{
	struct locate loc = {
		.prog = prog,
		.places = ret,
		.wants_args = reads_arguments(prog),
	};
	int err;
	u32 i;

	memset(ret, 0, sizeof(*ret));
	if (!has_sx_point_is_kernel(prog))
		return 0;
	err = blacklist_read(NULL, &loc.blacklist);
	if (!err)
		err = find_symbols(&loc);
	if (!err)
		err = add_points(&loc);
	for (i = 0; loc.wants && i < prog->points_nr; i++)
		kernelsym_free_rows(&loc.wants[i]);
	free(loc.wants);
	blacklist_deinit(&loc.blacklist);
	if (err)
		kernel_places_deinit(ret);
	return err;
}

void kernel_places_deinit(struct kernel_places *places)
{
	u32 i;

	for (i = 0; i < places->nr; i++) {
		free(places->rows[i].name);
		free(places->rows[i].module);
	}
	free(places->rows);
	memset(places, 0, sizeof(*places));
}

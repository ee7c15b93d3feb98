// SPDX-License-Identifier: GPL-2.0
/* The places that a point in the kernel means, for a handler that asks them. */
#include <string.h>

#include "target/kernel.h"

static bool is_pattern(const char *text)
{
	return strpbrk(text, "*?[") != NULL;
}

/* SYSTEM:NAME names the tracepoint NAME. */
static const char *bare_name(const struct point *point)
{
	const char *colon = strchr(point->symbol, ':');

	return point->place == SX_POINT_TRACE && colon ? colon + 1
						       : point->symbol;
}

/* Does the name itself say which one is meant, of which module? */
static bool is_exact(const struct point *point)
{
	return !is_pattern(point->symbol) &&
	       (point->place == SX_POINT_TRACE || !is_pattern(point->path));
}

static struct point *point_at(struct lowering *lo, const struct point *point,
			      const struct lower_name *name)
{
	struct point *ret = arena_alloc(lo->arena, sizeof(*ret));

	*ret = *point;
	/* Of an exact tracepoint the system, if given, is checked later. */
	if (!is_exact(point))
		ret->symbol = intern_str(lo->script->intern, name->name);
	ret->path = intern_str(lo->script->intern, name->module);
	ret->exact = true;
	/* One of several: the kernel may refuse it. */
	ret->by_pattern = !is_exact(point);
	ret->optional |= ret->by_pattern;
	return ret;
}

struct report {
	const char *first; /* of those that nothing is known of */
	u32 nr;
};

static void report(struct lowering *lo, const struct point *point,
		   const struct report *r)
{
	if (!r->nr)
		return;
	diag_warning(
		lo->diag, W_BADVAR, point->span,
		"%u of the places of this point are not probed: nothing is known of the parameters of %s%s",
		r->nr, r->first, r->nr > 1 ? ", ..." : "");
}

/* One by one; those of a wildcard that nothing is known of are left out. */
static void split_pattern(struct lowering *lo, struct point *point,
			  const struct vec *names,
			  void (*fn)(void *arg, struct point *point,
				     const struct lower_kernel *kernel),
			  void *arg)
{
	struct report r = { 0 };
	u32 i;

	for (i = 0; i < names->nr && !diag_full(lo->diag); i++) {
		const struct lower_name *name = vec_at(names, i);
		const struct lower_kernel *k = kernel_place(lo, point, name);

		if (k->err && names->nr > 1) {
			r.first = r.first ? r.first : name->name;
			r.nr++;
			continue;
		}
		fn(arg, point_at(lo, point, name), k);
	}
	report(lo, point, &r);
}

void ksplit_point(struct lowering *lo, struct point *point,
		  void (*fn)(void *arg, struct point *point,
			     const struct lower_kernel *kernel),
		  void *arg)
{
	struct lower_name name = { .module = "", .name = bare_name(point) };
	const struct lower_kernel *k;
	struct vec names;

	if (is_exact(point)) {
		if (point->place != SX_POINT_TRACE)
			name.module = point->path;
		k = kernel_place(lo, point, &name);
		if (!k->err || point->place != SX_POINT_TRACE) {
			fn(arg, point_at(lo, point, &name), k);
			return;
		}
	}
	vec_init(&names, lo->arena, sizeof(struct lower_name));
	if (!lo->opts->kernel_names ||
	    lo->opts->kernel_names(lo->script, point, &names) || !names.nr) {
		/* The start says that there is none, and what is like it. */
		fn(arg, point, kernel_place(lo, point, &name));
		return;
	}
	split_pattern(lo, point, &names, fn, arg);
}

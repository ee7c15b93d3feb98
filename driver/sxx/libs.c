// SPDX-License-Identifier: GPL-2.0
/* $^libNAME_path: which shared object of the target is meant. */
#include "sxx/internal.h"

#include <limits.h>
#include <string.h>

#include "base/log.h"

#define NO_MATCH UINT_MAX
/* Names with a version between NAME and ".so" are before all others. */
#define OTHER_NAME (1u << 16)

/* Where ".so", ".so.1" and the like begin; NULL: no shared object. */
static const char *find_so(const char *name)
{
	const char *so = name;

	while ((so = strstr(so, ".so")) != NULL) {
		if (!so[3] || so[3] == '.')
			return so;
		so++;
	}
	return NULL;
}

/* How far a path is from libNAME.so; NO_MATCH: another library. */
static unsigned int rate(const char *path, const char *name, size_t len)
{
	const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	const char *so = find_so(base);
	bool has_lib = !strncmp(base, "lib", 3);
	const char *rest = base + (has_lib ? 3 : 0);
	size_t more;

	if (!so || strncmp(rest, name, len))
		return NO_MATCH;
	rest += len;
	if (rest > so)
		return NO_MATCH;
	more = (size_t)(so - rest);
	if (has_lib && strspn(rest, "-.0123456789") >= more)
		return (unsigned int)more;
	return OTHER_NAME + (unsigned int)more + !has_lib;
}

static const char *find_nearest(const struct sxx_target *target,
				const char *name, size_t len,
				unsigned int *rating)
{
	const char *best = NULL;

	*rating = NO_MATCH;
	for (u32 i = 0; i < target->libs_nr; i++) {
		const char *path = target->libs[i];
		unsigned int r = rate(path, name, len);

		if (r == NO_MATCH || r > *rating ||
		    (r == *rating && strcmp(path, best) >= 0))
			continue;
		best = path;
		*rating = r;
	}
	return best;
}

static const char *find_path(struct reader *r, const struct name_row *row,
			     struct span span)
{
	const struct sxx_target *target = &r->sxx->req->target;
	unsigned int rating;
	const char *path =
		find_nearest(target, row->name, row->name_len, &rating);

	if (path && rating < OTHER_NAME)
		log_info("lib%s is %s", row->name, path);
	else if (path)
		log_info("lib%s: the nearest name is %s", row->name, path);
	if (path || r->sxx->req->list)
		return path;
	if (target->exec_path) {
		diag_warning(r->sxx->diag, W_SXX_LIBRARY, span,
			     "no lib%s.so is loaded, %s is taken for it",
			     row->name, target->exec_path);
		return target->exec_path;
	}
	diag_error(r->sxx->diag, E_SXX_VARIABLE, span,
		   "nothing is known yet that `$^lib%s_path' could stand for",
		   row->name);
	diag_note(
		r->sxx->diag,
		"name a process with -x or --master, a program with --exec, or a command with -c");
	return NULL;
}

const char *libs_path(struct reader *r, const char *name, size_t len,
		      struct span span)
{
	struct name_row *row = names_find(&r->sxx->libs, name, len);

	if (!row) {
		row = names_add(&r->sxx->libs, name, len);
		row->text = find_path(r, row, span);
	}
	return row->text;
}

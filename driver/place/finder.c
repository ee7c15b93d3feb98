// SPDX-License-Identifier: GPL-2.0
/* What is kept between the questions of one script. */
#include "place/finder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "dwarf/provide.h"

struct served {
	u32 group;
	const struct point *point;
	struct served *next;
};

struct place_finder {
	struct place_opts opts;
	struct target *target; /* NULL: not opened yet */
	int err; /* of opening it: it is tried once */
	struct served *served; /* groups that have their point */
};

struct place_finder *place_finder_create(const struct place_opts *opts)
{
	struct place_finder *pf = calloc(1, sizeof(*pf));

	if (!pf) {
		log_err("places of probes: %s", strerror(ENOMEM));
		return NULL;
	}
	pf->opts = *opts;
	if (!pf->opts.debug_path)
		pf->opts.debug_path = getenv("STAPX_DEBUG_PATH");
	return pf;
}

void place_finder_destroy(struct place_finder *pf)
{
	if (!pf)
		return;
	while (pf->served) {
		struct served *next = pf->served->next;

		free(pf->served);
		pf->served = next;
	}
	target_close(pf->target);
	provide_forget_all();
	free(pf);
}

s32 finder_pid(const struct place_finder *pf)
{
	return pf->opts.pid;
}

int finder_target(struct place_finder *pf, struct target **ret)
{
	const struct place_opts *opts = &pf->opts;

	if (!pf->target && !pf->err)
		pf->err = target_open(opts->pid, opts->exe, opts->debug_path,
				      &pf->target);
	*ret = pf->target;
	return pf->err;
}

bool finder_is_served(const struct place_finder *pf, const struct point *point)
{
	const struct served *s = pf->served;

	for (; s && point->group; s = s->next)
		if (s->group == point->group && s->point != point)
			return true;
	return false;
}

void finder_serve(struct place_finder *pf, const struct point *point)
{
	struct served *s;

	if (!point->group || !point->sufficient)
		return;
	s = malloc(sizeof(*s));
	if (!s)
		return;
	*s = (struct served){ point->group, point, pf->served };
	pf->served = s;
}

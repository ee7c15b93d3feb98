// SPDX-License-Identifier: GPL-2.0
/* What is kept between the questions of one script. */
#include "place/finder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "dwarf/provide.h"

struct served {
	u32 group;
	const struct point *point;
	struct served *next;
};

struct process {
	s32 pid; /* 0: this host */
	struct target *target;
	int err; /* of opening it: it is tried once */
	struct process *next;
};

struct place_finder {
	struct place_opts opts;
	struct process *processes; /* that were opened */
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
	while (pf->processes) {
		struct process *next = pf->processes->next;

		target_close(pf->processes->target);
		free(pf->processes);
		pf->processes = next;
	}
	provide_forget_all();
	free(pf);
}

bool finder_can_look(const struct place_finder *pf, const char *path)
{
	char maps[64];
	int fd;

	if (!pf->opts.pid)
		return *path || pf->opts.exe;
	snprintf(maps, sizeof(maps), "/proc/%d/maps", pf->opts.pid);
	fd = open(maps, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	close(fd);
	return true;
}

s32 finder_pid(const struct place_finder *pf)
{
	return pf->opts.pid;
}

static struct process *open_process(struct place_finder *pf, s32 pid)
{
	const struct place_opts *opts = &pf->opts;
	struct process *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->pid = pid;
	p->err = target_open(pid, opts->exe, opts->debug_path, &p->target);
	p->next = pf->processes;
	pf->processes = p;
	return p;
}

int finder_target(struct place_finder *pf, s32 pid, struct target **ret)
{
	struct process *p = pf->processes;

	if (!pid)
		pid = pf->opts.pid;
	while (p && p->pid != pid)
		p = p->next;
	if (!p)
		p = open_process(pf, pid);
	if (!p)
		return -ENOMEM;
	*ret = p->target;
	return p->err;
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

// SPDX-License-Identifier: GPL-2.0
/* The files that process("PATH") and .library("NAME") mean. */
#include <errno.h>
#include <fnmatch.h>
#include <glob.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "dwarf/source.h"
#include "place/finder.h"
#include "place/internal.h"
#include "place/report.h"

static const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Paths that match a pattern; each once. */
struct matches {
	const char *pattern;
	struct vec paths; /* const char * */
};

static void add_path(struct matches *m, const char *path)
{
	u32 i;

	for (i = 0; i < m->paths.nr; i++)
		if (!strcmp(vec_ptr(&m->paths, i), path))
			return;
	vec_push_ptr(&m->paths,
		     arena_strndup(m->paths.arena, path, strlen(path)));
}

static void take_library(const char *path, void *arg)
{
	struct matches *m = arg;
	bool whole = strchr(m->pattern, '/');

	if (!fnmatch(m->pattern, path, 0) ||
	    (!whole && !fnmatch(m->pattern, file_name(path), 0)))
		add_path(m, path);
}

/* Of this host, by the shell's rules; without "/" in this directory. */
static void glob_paths(struct matches *m)
{
	glob_t files;
	size_t i;

	if (glob(m->pattern, 0, NULL, &files))
		return;
	for (i = 0; i < files.gl_pathc; i++)
		if (source_is_elf(files.gl_pathv[i]))
			add_path(m,
				 strchr(files.gl_pathv[i], '/')
					 ? files.gl_pathv[i]
					 : arena_printf(m->paths.arena, "./%s",
							files.gl_pathv[i]));
	globfree(&files);
}

static int refuse(const struct place_query *q, const char *what,
		  const char *pattern)
{
	if (!q->optional)
		diag_error(q->script->diag, E_PROBE, q->point->span,
			   "no %s matches `%s'", what, pattern);
	return -ENOENT;
}

/* The errors of one file do not keep the others from being asked. */
static int ask_matches(struct place_query *q, const struct matches *m,
		       int (*ask)(struct place_query *q))
{
	int first = 0;
	u32 i;

	for (i = 0; i < m->paths.nr; i++) {
		int err = target_find_file(q->target, vec_ptr(&m->paths, i),
					   q->optional, &q->file);

		if (!err)
			err = ask(q);
		if (err && !first)
			first = err;
	}
	return first;
}

static int ask_pattern(struct place_query *q, const char *pattern,
		       int (*ask)(struct place_query *q))
{
	struct matches m = { .pattern = pattern };

	vec_init(&m.paths, q->script->arena, sizeof(void *));
	if (target_pid(q->target))
		target_each_library(q->target, NULL, take_library, &m);
	else
		glob_paths(&m);
	if (!m.paths.nr)
		return refuse(q, "program or library", pattern);
	return ask_matches(q, &m, ask);
}

static int refuse_library(struct place_query *q, const char *name)
{
	struct matches all = { .pattern = "*" };
	struct report_list list;
	u32 i;

	refuse(q, "library of the program", name);
	if (q->optional)
		return -ENOENT;
	vec_init(&all.paths, q->script->arena, sizeof(void *));
	target_each_library(q->target, q->program->path, take_library, &all);
	report_list_init(&list, q->script->arena);
	for (i = 0; i < all.paths.nr; i++)
		report_list_add(&list, file_name(vec_ptr(&all.paths, i)));
	if (list.nr)
		diag_note(q->script->diag,
			  "it uses %s; others are named by their full path",
			  report_list_text(&list));
	return -ENOENT;
}

static int ask_library(struct place_query *q, const char *name,
		       int (*ask)(struct place_query *q))
{
	struct matches m = { .pattern = name };
	int err = target_find_file(q->target, q->process->path, q->optional,
				   &q->program);

	if (err)
		return err;
	vec_init(&m.paths, q->script->arena, sizeof(void *));
	target_each_library(q->target, q->program->path, take_library, &m);
	/* One that the program opens by itself is given by its path. */
	if (!m.paths.nr && strchr(name, '/') && !name_is_pattern(name))
		add_path(&m, name);
	if (!m.paths.nr)
		return refuse_library(q, name);
	return ask_matches(q, &m, ask);
}

/* process(PID) of another process than that of -x is never hit. */
static int check_pid(const struct place_query *q)
{
	s32 pid = finder_pid(q->pf);

	if (!q->process->pid || !pid || pid == q->process->pid)
		return 0;
	return diag_error(q->script->diag, E_PROBE, q->point->span,
			  "-x %d traces that process alone, not process %d",
			  pid, q->process->pid);
}

int files_each(struct place_query *q, int (*ask)(struct place_query *q))
{
	const struct process_point *p = q->process;
	int err = check_pid(q);

	if (!err)
		err = finder_target(q->pf, p->pid, &q->target);
	if (err)
		return err;
	if (p->absolute)
		return ask(q);
	if (p->library)
		return ask_library(q, p->library, ask);
	if (name_is_pattern(p->path))
		return ask_pattern(q, p->path, ask);
	err = target_find_file(q->target, p->path, q->optional, &q->file);
	return err ? err : ask(q);
}

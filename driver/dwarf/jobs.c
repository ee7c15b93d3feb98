// SPDX-License-Identifier: GPL-2.0
/*
 * One process for each file, as many at once as there are CPUs: libdw has no
 * locks, and a file that it cannot stand takes down nothing but its own.
 */
#include "dwarf/jobs.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "dwarf/make.h"
#include "dwarf/source.h"
#include "index/file.h"

#define STATUS_NO_DWARF 2 /* of a child: made without debug information */
#define DEPTH_MAX	64

static void add_path(struct jobs *jobs, const char *path)
{
	vec_push_ptr(&jobs->paths,
		     arena_strndup(jobs->paths.arena, path, strlen(path)));
}

static bool is_debug_dir(const char *dir)
{
	const char *end = "/usr/lib/debug/.build-id";
	size_t len = strlen(dir), end_len = strlen(end);

	return len >= end_len && !strcmp(dir + len - end_len, end);
}

/* Links are not followed: what they lead to is found by itself. */
static int add_tree(struct jobs *jobs, const char *dir, int depth)
{
	DIR *d = depth < DEPTH_MAX ? opendir(dir) : NULL;
	struct dirent *e;

	if (!d) {
		int err = depth < DEPTH_MAX ? -errno : -ELOOP;

		log_err("read %s: %s", dir, strerror(-err));
		return err;
	}
	/* What lies there belongs to other files, and is found through them. */
	while (!is_debug_dir(dir) && (e = readdir(d))) {
		char path[PATH_MAX];
		struct stat st;

		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, "..") ||
		    snprintf(path, sizeof(path), "%s/%s", dir, e->d_name) >=
			    (int)sizeof(path) ||
		    lstat(path, &st))
			continue;
		if (S_ISDIR(st.st_mode))
			add_tree(jobs, path, depth + 1);
		else if (S_ISREG(st.st_mode) && source_is_elf(path))
			add_path(jobs, path);
	}
	closedir(d);
	return 0;
}

int jobs_add(struct jobs *jobs, const char *path)
{
	struct stat st;

	if (stat(path, &st)) {
		int err = -errno;

		log_err("open %s: %s", path, strerror(-err));
		return err;
	}
	if (!S_ISDIR(st.st_mode)) {
		add_path(jobs, path);
		return 0;
	}
	jobs->keep_going = true;
	return add_tree(jobs, path, 0);
}

static bool is_known(const struct jobs *jobs, const char *path)
{
	u32 i;

	for (i = 0; i < jobs->paths.nr; i++)
		if (!strcmp(vec_ptr(&jobs->paths, i), path))
			return true;
	return false;
}

/* Lines of proc_pid_maps(5): the path is what stands from the first '/'. */
int jobs_add_process(struct jobs *jobs, int pid)
{
	char maps[64], *line = NULL, *name;
	size_t size = 0;
	FILE *f;

	snprintf(maps, sizeof(maps), "/proc/%d/maps", pid);
	f = fopen(maps, "re");
	if (!f) {
		int err = -errno;

		log_err("open %s: %s", maps, strerror(-err));
		return err;
	}
	jobs->keep_going = true;
	while (getline(&line, &size, f) > 0) {
		char path[PATH_MAX];

		name = strchr(line, '/');
		if (!name || !strstr(line, " r-xp ") ||
		    strstr(name, " (deleted)"))
			continue;
		name[strcspn(name, "\n")] = '\0';
		if (snprintf(path, sizeof(path), "/proc/%d/root%s", pid, name) <
			    (int)sizeof(path) &&
		    !is_known(jobs, path))
			add_path(jobs, path);
	}
	free(line);
	fclose(f);
	return 0;
}

static bool has_dwarf(const char *path)
{
	struct index *ix;
	bool has;

	if (index_open(path, &ix))
		return false;
	has = index_head(ix)->has & INDEX_HAS_DWARF;
	index_close(ix);
	return has;
}

static pid_t start_one(const struct jobs *jobs, const char *path)
{
	char out[PATH_MAX];
	pid_t pid;
	int err;

	fflush(NULL);
	pid = fork();
	if (pid)
		return pid;
	err = make_index(path, jobs->keep_going, jobs->out, jobs->store, out);
	if (err)
		_exit(1);
	if (isatty(STDOUT_FILENO))
		log_progress(NULL); /* the parent's line is in the way */
	printf("%s: %s\n", path, out);
	fflush(stdout);
	_exit(has_dwarf(out) ? 0 : STATUS_NO_DWARF);
}

struct tally {
	u32 running;
	u32 made;
	u32 without;
	u32 failed;
};

static void await_one(struct tally *t)
{
	int status;

	if (wait(&status) < 0)
		return;
	t->running--;
	if (WIFEXITED(status) && !WEXITSTATUS(status)) {
		t->made++;
	} else if (WIFEXITED(status) &&
		   WEXITSTATUS(status) == STATUS_NO_DWARF) {
		t->without++;
	} else {
		t->failed++;
		if (WIFSIGNALED(status))
			log_err("an index was not made: signal %d",
				WTERMSIG(status));
	}
}

static void show_progress(const struct jobs *jobs, const struct tally *t)
{
	static const char bar[] = "########################################";
	u32 done = t->made + t->without + t->failed, nr = jobs->paths.nr;

	if (nr < 2 || done == nr)
		log_progress(NULL);
	else
		log_progress("[%-40.*s] %u of %u files", (int)(done * 40 / nr),
			     bar, done, nr);
}

int jobs_run(const struct jobs *jobs)
{
	struct tally t = { 0 };
	u32 i;

	for (i = 0; i < jobs->paths.nr || t.running;) {
		if (i < jobs->paths.nr && t.running < jobs->at_once) {
			if (start_one(jobs, vec_ptr(&jobs->paths, i++)) > 0)
				t.running++;
			else
				t.failed++;
			continue;
		}
		await_one(&t);
		show_progress(jobs, &t);
	}
	if (t.without && jobs->keep_going)
		log_warn(
			"%u files have no debug information: scripts can name their functions, but no variables",
			t.without);
	return t.failed ? -EIO : 0;
}

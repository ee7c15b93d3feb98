// SPDX-License-Identifier: GPL-2.0
/* What the stap++ variables stand for: the process or program that is probed. */
#include "run/sxx_target.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/strbuf.h"
#include "base/vec.h"
#include "debuginfo/needed.h"
#include "debuginfo/proc_maps.h"
#include "run/command.h"
#include "run/pid.h"

#define STAT_MAX (1u << 16)
#define DELETED	 " (deleted)"

struct finder {
	const struct options *opt;
	struct arena *arena;
	struct sxx_target *target;
	struct vec libs; /* const char * */
	struct vec children; /* int: of --master, ascending */
};

static const char *absolute(struct finder *f, const char *path)
{
	char full[PATH_MAX];

	if (path[0] != '/' && realpath(path, full))
		path = full;
	return arena_strndup(f->arena, path, strlen(path));
}

/* --exec: what would be probed must be there. */
static int take_exec(struct finder *f, const char *path)
{
	struct stat st;

	if (stat(path, &st)) {
		int err = -errno;

		log_err("--exec %s: %s", path, strerror(-err));
		return err;
	}
	if (!S_ISREG(st.st_mode)) {
		log_err("--exec %s: this is no program file", path);
		return -EINVAL;
	}
	f->target->exec_path = absolute(f, path);
	return 0;
}

/* A program that was replaced since it was started keeps its name. */
static int take_exe(struct finder *f, int pid)
{
	char link[32];
	char path[PATH_MAX];
	size_t tail = strlen(DELETED);
	ssize_t len;

	if (f->target->exec_path)
		return 0;
	snprintf(link, sizeof(link), "/proc/%d/exe", pid);
	len = readlink(link, path, sizeof(path) - 1);
	if (len < 0) {
		int err = -errno;

		log_err("%s: %s%s", link, strerror(-err),
			err == -EACCES ? ": run as root" : "");
		return err;
	}
	path[len] = '\0';
	if ((size_t)len > tail && !strcmp(path + len - tail, DELETED))
		path[len - (ssize_t)tail] = '\0';
	f->target->exec_path = arena_strndup(f->arena, path, strlen(path));
	return 0;
}

static int add_mapped(struct finder *f, int pid)
{
	struct proc_maps maps;
	int err = proc_maps_read(pid, &maps);

	for (u32 i = 0; i < maps.files_nr && !err; i++)
		vec_push_ptr(&f->libs,
			     arena_strndup(f->arena, maps.files[i].path,
					   strlen(maps.files[i].path)));
	proc_maps_deinit(&maps);
	return err;
}

static void add_needed(const char *path, void *arg)
{
	struct finder *f = arg;

	vec_push_ptr(&f->libs, arena_strndup(f->arena, path, strlen(path)));
}

/* "pid (comm) state ppid": comm may hold anything. */
static int parent_of(const char *pid)
{
	char path[64];
	char *text;
	const char *comm_end;
	int parent = 0;

	snprintf(path, sizeof(path), "/proc/%.20s/stat", pid);
	if (file_read_all(path, STAT_MAX, &text, NULL))
		return 0; /* it has just ended */
	comm_end = strrchr(text, ')');
	if (comm_end && strlen(comm_end) > 4)
		parent = atoi(comm_end + 4);
	free(text);
	return parent;
}

static int compare_ints(const void *a, const void *b)
{
	int x = *(const int *)a;
	int y = *(const int *)b;

	return x < y ? -1 : x > y;
}

static int find_children(struct finder *f, int pid)
{
	const struct dirent *entry;
	DIR *proc = opendir("/proc");

	if (!proc) {
		int err = -errno;

		log_err("/proc: %s", strerror(-err));
		return err;
	}
	while ((entry = readdir(proc)) != NULL) {
		int child = atoi(entry->d_name);

		if (child && child != getpid() &&
		    parent_of(entry->d_name) == pid)
			*(int *)vec_push(&f->children) = child;
	}
	closedir(proc);
	if (!f->children.nr) {
		log_err("--master %d: the process has no children: use -x %d",
			pid, pid);
		return -ESRCH;
	}
	qsort(f->children.data, f->children.nr, sizeof(int), compare_ints);
	return 0;
}

static void name_children(struct finder *f)
{
	struct strbuf condition;
	struct strbuf names;

	strbuf_init(&condition, f->arena);
	strbuf_init(&names, f->arena);
	for (u32 i = 0; i < f->children.nr; i++) {
		int pid = *(int *)vec_at(&f->children, i);

		strbuf_printf(&condition, "%spid() == %d", i ? " || " : "(",
			      pid);
		strbuf_printf(&names, "%s%d", i ? " " : "", pid);
	}
	strbuf_put(&condition, ')');
	f->target->pid_ok = condition.text;
	f->target->target = names.text;
}

static int find_process(struct finder *f, int pid)
{
	int err = pid_check(pid);

	if (!err)
		err = take_exe(f, pid);
	if (!err)
		err = add_mapped(f, pid);
	f->target->pid_ok = "pid() == target()";
	f->target->target = arena_printf(f->arena, "%d", pid);
	return err;
}

static int find_master(struct finder *f, int pid)
{
	int err = find_children(f, pid);

	if (!err)
		err = take_exe(f, pid);
	if (!err)
		err = add_mapped(f, *(int *)vec_at(&f->children, 0));
	if (!err)
		name_children(f);
	return err;
}

/* A command that a shell runs has no program of its own. */
static int find_command(struct finder *f, const char *text)
{
	char *path = command_find(text);

	f->target->pid_ok = "pid() == target()";
	f->target->target = text;
	if (path && !f->target->exec_path)
		f->target->exec_path = absolute(f, path);
	free(path);
	return 0;
}

static int find_target(struct finder *f)
{
	const struct options *opt = f->opt;
	int err = opt->sxx.exec_path ? take_exec(f, opt->sxx.exec_path) : 0;

	if (err)
		return err;
	if (opt->pid)
		return find_process(f, opt->pid);
	if (opt->sxx.master)
		return find_master(f, opt->sxx.master);
	if (opt->command)
		return find_command(f, opt->command);
	if (f->target->exec_path) {
		f->target->pid_ok = "1";
		f->target->target = "ANY";
	}
	return 0;
}

int sxx_target_find(const struct options *opt, struct arena *arena,
		    struct sxx_target *ret)
{
	struct finder f = { .opt = opt, .arena = arena, .target = ret };
	int err;

	memset(ret, 0, sizeof(*ret));
	vec_init(&f.libs, arena, sizeof(const char *));
	vec_init(&f.children, arena, sizeof(int));
	err = find_target(&f);
	if (!err && opt->sxx.sample_pid)
		err = add_mapped(&f, opt->sxx.sample_pid);
	/* Nothing is running yet: what the loader will map. */
	if (!err && !f.libs.nr && ret->exec_path)
		needed_find(ret->exec_path, add_needed, &f);
	ret->libs = f.libs.data;
	ret->libs_nr = f.libs.nr;
	return err;
}

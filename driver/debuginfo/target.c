// SPDX-License-Identifier: GPL-2.0
/* The files of a target: from process("PATH") to an opened ELF file. */
#include "debuginfo/target.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "debuginfo/complain.h"
#include "debuginfo/ld_cache.h"
#include "debuginfo/needed.h"
#include "debuginfo/root_path.h"

#define LISTED_MAX 4 /* mapped files named in a message */

struct target {
	s32 pid; /* 0: no process */
	const char *exe; /* borrowed; NULL: none */
	const char *debug_path; /* borrowed; NULL: the default */
	char root[32]; /* "/proc/PID/root"; "" where it is ours */
	int mem_fd; /* /proc/PID/mem; -1: not readable */
	struct proc_maps maps;
	struct target_file *files;
	bool optional; /* of the running search: nothing found is no error */
};

static bool is_same(s32 pid, const char *name)
{
	char path[64];
	struct stat its;
	struct stat ours;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	if (stat(path, &its))
		return false;
	snprintf(path, sizeof(path), "/proc/self/%s", name);
	return !stat(path, &ours) && its.st_dev == ours.st_dev &&
	       its.st_ino == ours.st_ino;
}

static int open_process(struct target *t)
{
	char path[64];
	int err;

	if (t->pid < 0) {
		log_err("process %d: a process id is a positive number",
			t->pid);
		return -EINVAL;
	}
	/* One look instead of two, and shorter messages, on plain hosts. */
	if (!is_same(t->pid, "root") || !is_same(t->pid, "ns/mnt"))
		snprintf(t->root, sizeof(t->root), "/proc/%d/root", t->pid);
	err = proc_maps_read(t->pid, &t->maps);
	if (err)
		return err;
	snprintf(path, sizeof(path), "/proc/%d/mem", t->pid);
	t->mem_fd = open(path, O_RDONLY | O_CLOEXEC);
	if (t->mem_fd < 0)
		log_debug("%s: %s: code is not compared with the file", path,
			  strerror(errno));
	return 0;
}

int target_open(s32 pid, const char *exe, const char *debug_path,
		struct target **ret)
{
	struct target *t = calloc(1, sizeof(*t));
	int err = 0;

	if (!t)
		return -ENOMEM;
	t->pid = pid;
	t->exe = exe;
	t->debug_path = debug_path;
	t->mem_fd = -1;
	if (pid)
		err = open_process(t);
	if (err) {
		target_close(t);
		return err;
	}
	*ret = t;
	return 0;
}

static void free_file(struct target_file *file)
{
	elf_symbols_close(file->syms);
	elf_file_close(file->elf);
	free(file->asked);
	free(file->path);
	free(file->open_path);
	free(file);
}

void target_close(struct target *t)
{
	if (!t)
		return;
	while (t->files) {
		struct target_file *next = t->files->next;

		free_file(t->files);
		t->files = next;
	}
	if (t->mem_fd >= 0)
		close(t->mem_fd);
	proc_maps_deinit(&t->maps);
	free(t);
}

s32 target_pid(const struct target *t)
{
	return t->pid;
}

/* Finishes file, which is taken, from an open descriptor, taken as well. */
static int load_file(struct target *t, struct target_file *file, int fd)
{
	struct elf_debug_where where = {
		.root = t->root,
		.path = file->path,
		.debug_path = t->debug_path,
	};
	int err = -ENOMEM;

	if (!file->asked || !file->path || !file->open_path)
		close(fd);
	else
		err = elf_file_open(fd, file->path, false, &file->elf);
	if (!err)
		err = elf_symbols_open(file->elf, &where, &file->syms);
	if (err) {
		free_file(file);
		return err;
	}
	file->next = t->files;
	t->files = file;
	return 0;
}

/* Makes an absolute path of a relative one. */
static int absolute(const char *path, char *ret, size_t len)
{
	char cwd[PATH_MAX];
	int n;

	if (path[0] == '/')
		n = snprintf(ret, len, "%s", path);
	else if (getcwd(cwd, sizeof(cwd)))
		n = snprintf(ret, len, "%s/%s", cwd, path);
	else
		return -errno;
	return n < (int)len ? 0 : -ENAMETOOLONG;
}

/*
 * Looks path up in one root. ret: as seen from inside that root, without
 * links. Only regular files count; runnable ones, for a search through $PATH.
 */
static int look_up(const char *root, const char *path, bool runnable,
		   char ret[PATH_MAX], struct stat *st)
{
	char full[2 * PATH_MAX];
	int err = root_resolve(root, path, ret, PATH_MAX);

	if (err)
		return err;
	snprintf(full, sizeof(full), "%s%s", root, ret);
	if (stat(full, st))
		return -errno;
	if (!S_ISREG(st->st_mode) || (runnable && !(st->st_mode & 0111)))
		return -ENOENT;
	return 0;
}

static int search_dirs(const char *root, const char *dirs, const char *name,
		       bool runnable, char ret[PATH_MAX], struct stat *st)
{
	char path[PATH_MAX];

	while (*dirs) {
		int len = (int)strcspn(dirs, ":");
		int n = snprintf(path, sizeof(path), "%.*s/%s", len, dirs,
				 name);

		if (n < (int)sizeof(path) &&
		    !look_up(root, path, runnable, ret, st))
			return 0;
		dirs += len + (dirs[len] == ':');
	}
	return -ENOENT;
}

/* A library of this host, by the name that programs need it by. */
static int search_libraries(const char *name, char ret[PATH_MAX],
			    struct stat *st)
{
	const char *dirs = getenv("LD_LIBRARY_PATH");
	struct ld_cache *cache;
	const char *path;
	int err = -ENOENT;

	if (dirs && !search_dirs("", dirs, name, false, ret, st))
		return 0;
	cache = ld_cache_open(LD_CACHE_PATH);
	path = cache ? ld_cache_find(cache, name) : NULL;
	if (path)
		err = look_up("", path, false, ret, st);
	ld_cache_close(cache);
	return err;
}

static int search_path(const char *root, const char *name, char ret[PATH_MAX],
		       struct stat *st)
{
	const char *dirs = getenv("PATH");
	int err;

	if (!dirs)
		dirs = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:"
		       "/sbin:/bin";
	err = search_dirs(root, dirs, name, true, ret, st);
	if (err && !root[0] && strstr(name, ".so"))
		err = search_libraries(name, ret, st);
	return err;
}

/* The file that PATH means in one root. */
static int find_in_root(const char *root, const char *path, char ret[PATH_MAX],
			struct stat *st)
{
	char full[PATH_MAX];
	int err;

	if (!strchr(path, '/'))
		return search_path(root, path, ret, st);
	err = absolute(path, full, sizeof(full));
	return err ? err : look_up(root, full, false, ret, st);
}

static const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static int refuse_host_path(const struct target *t, const char *path, int err)
{
	if (err != -ENOENT && err != -ENOTDIR) {
		log_err("%s: %s", path, strerror(-err));
		return err;
	}
	if (strchr(path, '/'))
		complain(t->optional, "%s: no such file: check process(\"%s\")",
			 path, path);
	else
		complain(t->optional,
			 strstr(path, ".so")
				 ? "%s: not found in $PATH, nor among the "
				   "loader's libraries: give its full path"
				 : "%s: not found in $PATH: give its full path",
			 path);
	return -ENOENT;
}

static int find_host_file(struct target *t, const char *asked,
			  const struct target_file **ret)
{
	const char *path = asked[0] ? asked : t->exe;
	struct target_file *file;
	char real[PATH_MAX];
	struct stat st;
	int fd;
	int err;

	if (!path) {
		log_err("process without a path means the target program: say "
			"which with -x PID or -c COMMAND, or write "
			"process(\"PATH\")");
		return -EINVAL;
	}
	err = find_in_root("", path, real, &st);
	if (err)
		return refuse_host_path(t, path, err);
	fd = elf_file_open_fd(real);
	if (fd < 0)
		return refuse_host_path(t, real, fd);
	file = calloc(1, sizeof(*file));
	if (!file) {
		close(fd);
		return -ENOMEM;
	}
	file->asked = strdup(asked);
	file->path = strdup(real);
	file->open_path = strdup(real);
	err = load_file(t, file, fd);
	if (!err)
		*ret = file;
	return err;
}

/* Whether DIR/name leads to file, DIR being where the file lies: a soname. */
static bool is_link_beside(const struct target *t, const struct proc_file *file,
			   const char *name)
{
	char path[PATH_MAX];
	char real[PATH_MAX];
	struct stat st;
	int n = snprintf(path, sizeof(path), "%.*s%s",
			 (int)(file_name(file->path) - file->path), file->path,
			 name);

	return n < (int)sizeof(path) &&
	       !look_up(t->root, path, false, real, &st) &&
	       st.st_dev == file->dev && st.st_ino == file->ino;
}

static bool is_called(const struct target *t, const struct proc_file *file,
		      const char *asked)
{
	if (strchr(asked, '/'))
		return !strcmp(file->path, asked);
	return !strcmp(file_name(file->path), asked) ||
	       is_link_beside(t, file, asked);
}

/* The mapped file of this name; *ret_nr: how many there are. */
static const struct proc_file *find_mapped_name(const struct target *t,
						const char *asked, u32 *ret_nr)
{
	const struct proc_file *found = NULL;

	*ret_nr = 0;
	for (u32 i = 0; i < t->maps.files_nr; i++) {
		if (!is_called(t, &t->maps.files[i], asked))
			continue;
		if (!found)
			found = &t->maps.files[i];
		(*ret_nr)++;
	}
	return found;
}

static const struct proc_file *find_exe(const struct target *t)
{
	const struct proc_file *found = NULL;
	char path[64];
	struct stat st;

	snprintf(path, sizeof(path), "/proc/%d/exe", t->pid);
	if (!stat(path, &st))
		found = proc_maps_find(&t->maps, st.st_dev, st.st_ino);
	if (!found)
		log_err("process %d does not run code of its own program file: "
			"name the file in process(\"PATH\")",
			t->pid);
	return found;
}

static void list_mapped(const struct target *t, char *buf, size_t len)
{
	size_t used = 0;

	for (u32 i = 0; i < t->maps.files_nr && i < LISTED_MAX && used < len;
	     i++)
		used += (size_t)snprintf(buf + used, len - used, "%s%s",
					 i ? ", " : "", t->maps.files[i].path);
	if (t->maps.files_nr > LISTED_MAX && used < len)
		snprintf(buf + used, len - used, ", and %u more",
			 t->maps.files_nr - LISTED_MAX);
}

static void refuse_unmapped(const struct target *t, const char *asked,
			    bool exists)
{
	const char *what = exists ? "not mapped by" : "no such file in";
	char mapped[512] = "";
	char near[SUGGEST_TEXT_LEN];
	struct suggest s;

	suggest_init(&s, file_name(asked));
	for (u32 i = 0; i < t->maps.files_nr; i++)
		suggest_add(&s, file_name(t->maps.files[i].path));
	list_mapped(t, mapped, sizeof(mapped));
	if (suggest_text(&s, near, sizeof(near)))
		complain(t->optional, "%s: %s process %d: did you mean %s?",
			 asked, what, t->pid, near);
	else
		complain(t->optional,
			 "%s: %s process %d, which runs code of %s", asked,
			 what, t->pid, mapped);
}

/* A file that the process has not mapped so far. */
struct later {
	const char *root; /* NULL: there is none */
	char path[PATH_MAX];
};

/*
 * Which mapped file PATH means. NULL after the reason was reported, or a full
 * path leads to *ret_later, which a point that may fail does not wait for.
 */
static const struct proc_file *
find_mapped(const struct target *t, const char *asked, struct later *ret_later)
{
	const char *const roots[] = { t->root, "" };
	const struct proc_file *found = NULL;
	const char *root = NULL;
	char real[PATH_MAX];
	struct stat st;
	u32 nr;

	ret_later->root = NULL;

	if (!asked[0])
		return find_exe(t);
	for (size_t i = 0; i < 2 && !found; i++) {
		if (find_in_root(roots[i], asked, real, &st))
			continue;
		if (!root)
			memcpy(ret_later->path, real, sizeof(real));
		root = root ? root : roots[i];
		found = proc_maps_find(&t->maps, st.st_dev, st.st_ino);
	}
	if (found)
		return found;
	found = find_mapped_name(t, asked, &nr);
	if (nr > 1) {
		log_err("%s: process %d runs code of %u files of this name: "
			"give the full path, such as %s",
			asked, t->pid, nr, found->path);
		return NULL;
	}
	if (!found && root && strchr(asked, '/') && !t->optional)
		ret_later->root = root;
	else if (!found)
		refuse_unmapped(t, asked, root);
	return found;
}

/* It is probed when the process, or one that it starts, maps it. */
static int find_later_file(struct target *t, const char *asked,
			   const struct later *later,
			   const struct target_file **ret)
{
	struct target_file *file;
	char *open_path;
	int fd;
	int err;

	if (asprintf(&open_path, "%s%s", later->root, later->path) < 0)
		return -ENOMEM;
	fd = elf_file_open_fd(open_path);
	file = fd < 0 ? NULL : calloc(1, sizeof(*file));
	if (!file) {
		if (fd >= 0)
			close(fd);
		free(open_path);
		return fd < 0 ? refuse_host_path(t, asked, fd) : -ENOMEM;
	}
	file->asked = strdup(asked);
	file->path = strdup(later->path);
	file->open_path = open_path;
	err = load_file(t, file, fd);
	if (err)
		return err;
	log_warn(
		"%s: not mapped by process %d now: it is probed when that, or a process that it starts, maps it",
		asked, t->pid);
	*ret = file;
	return 0;
}

static int find_mapped_file(struct target *t, const char *asked,
			    const struct target_file **ret)
{
	struct later later;
	const struct proc_file *mapped = find_mapped(t, asked, &later);
	char open_path[2 * PATH_MAX];
	struct target_file *file;
	int fd;
	int err;

	if (!mapped)
		return later.root ? find_later_file(t, asked, &later, ret)
				  : -ENOENT;
	fd = proc_maps_open(t->pid, &t->maps, mapped, open_path,
			    sizeof(open_path));
	if (fd < 0)
		return fd;
	if (mapped->deleted)
		log_info("%s: deleted or replaced since process %d started: "
			 "the old file, which it still runs, is probed",
			 mapped->path, t->pid);
	file = calloc(1, sizeof(*file));
	if (!file) {
		close(fd);
		return -ENOMEM;
	}
	file->asked = strdup(asked);
	file->path = strdup(mapped->path);
	file->open_path = strdup(open_path);
	file->mapped = mapped;
	err = load_file(t, file, fd);
	if (!err)
		*ret = file;
	return err;
}

int target_find_file(struct target *t, const char *path, bool optional,
		     const struct target_file **ret)
{
	t->optional = optional;
	for (*ret = t->files; *ret; *ret = (*ret)->next)
		if (!strcmp((*ret)->asked, path))
			return 0;
	return t->pid ? find_mapped_file(t, path, ret)
		      : find_host_file(t, path, ret);
}

void target_each_library(struct target *t, const char *path,
			 void (*fn)(const char *path, void *arg), void *arg)
{
	if (!t->pid)
		needed_find(path, fn, arg);
	for (u32 i = 0; i < t->maps.files_nr; i++)
		fn(t->maps.files[i].path, arg);
}

bool target_find_addr(const struct target *t, u64 addr,
		      const struct proc_file **ret_file, u64 *ret_off)
{
	for (u32 i = 0; i < t->maps.maps_nr; i++) {
		const struct proc_map *map = &t->maps.maps[i];

		if (addr < map->start || addr >= map->end)
			continue;
		*ret_file = &t->maps.files[map->file];
		*ret_off = addr - map->start + map->off;
		return true;
	}
	return false;
}

bool target_next_addr(const struct target *t, const struct target_file *file,
		      u64 off, u32 *pos, u64 *ret_addr)
{
	return file->mapped &&
	       proc_maps_next_addr(&t->maps, file->mapped, off, pos, ret_addr);
}

int target_read(const struct target *t, u64 addr, u8 *buf, size_t len)
{
	ssize_t got = t->mem_fd < 0 ? -1
				    : pread(t->mem_fd, buf, len, (off_t)addr);

	return got < 0 ? -EIO : (int)got;
}

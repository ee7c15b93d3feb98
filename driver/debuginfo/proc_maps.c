// SPDX-License-Identifier: GPL-2.0
/*
 * The executable mappings of a process, grouped by mapped file.
 *
 * A line of maps (proc(5)): start-end perms offset major:minor inode path.
 * In the path the kernel escapes the newline only, as "\012".
 */
#include "debuginfo/proc_maps.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "debuginfo/elf_file.h"
#include "debuginfo/root_path.h"

#define MAPS_TEXT_MAX (256u << 20)
#define DELETED	      " (deleted)"

struct line {
	u64 start;
	u64 end;
	u64 off;
	u64 dev;
	u64 ino;
	bool exec;
	const char *path; /* borrowed, not terminated */
	size_t path_len;
};

static bool take_hex(const char **p, char sep, u64 *ret)
{
	char *end;

	if (!strchr("0123456789abcdef", **p) || !**p)
		return false;
	*ret = strtoull(*p, &end, 16);
	if (*end != sep)
		return false;
	*p = end + 1;
	return true;
}

static bool take_ino(const char **p, u64 *ret)
{
	char *end;

	if (**p < '0' || **p > '9')
		return false;
	*ret = strtoull(*p, &end, 10);
	*p = end;
	return true;
}

/* text is one line, up to its newline or the end. */
static int parse_line(const char *text, size_t len, struct line *ret)
{
	const char *p = text;
	const char *end = text + len;
	u64 major;
	u64 minor;

	if (!take_hex(&p, '-', &ret->start) || !take_hex(&p, ' ', &ret->end) ||
	    ret->start >= ret->end || end - p < 5 || p[4] != ' ')
		return -EINVAL;
	ret->exec = p[2] == 'x';
	p += 5;
	if (!take_hex(&p, ' ', &ret->off) || !take_hex(&p, ':', &major) ||
	    !take_hex(&p, ' ', &minor) || !take_ino(&p, &ret->ino) || p > end)
		return -EINVAL;
	ret->dev = makedev((unsigned int)major, (unsigned int)minor);
	while (p < end && *p == ' ')
		p++;
	ret->path = p;
	ret->path_len = (size_t)(end - p);
	return 0;
}

static char *unescape(const char *path, size_t len)
{
	char *copy = malloc(len + 1);
	size_t n = 0;

	if (!copy)
		return NULL;
	for (size_t i = 0; i < len; i++) {
		if (len - i >= 4 && !memcmp(path + i, "\\012", 4)) {
			copy[n++] = '\n';
			i += 3;
		} else {
			copy[n++] = path[i];
		}
	}
	copy[n] = '\0';
	return copy;
}

static bool cut_deleted(char *path)
{
	size_t len = strlen(path);
	size_t tail = strlen(DELETED);

	if (len <= tail || strcmp(path + len - tail, DELETED))
		return false;
	path[len - tail] = '\0';
	return true;
}

/* Doubles when nr is a power of two; nr only ever grows by one. */
static void *grow(void *array, u32 nr, size_t elem)
{
	if (nr & (nr - 1))
		return array;
	return reallocarray(array, nr ? (size_t)nr * 2 : 1, elem);
}

static int add_file(struct proc_maps *m, const struct line *l)
{
	struct proc_file *bigger = grow(m->files, m->files_nr, sizeof(*bigger));
	struct proc_file *file;

	if (!bigger)
		return -ENOMEM;
	m->files = bigger;
	file = &bigger[m->files_nr];
	file->path = unescape(l->path, l->path_len);
	if (!file->path)
		return -ENOMEM;
	file->deleted = cut_deleted(file->path);
	file->map_dev = file->dev = l->dev;
	file->map_ino = file->ino = l->ino;
	file->first = m->maps_nr;
	m->files_nr++;
	return 0;
}

static int file_of(struct proc_maps *m, const struct line *l, u32 *ret)
{
	for (*ret = 0; *ret < m->files_nr; (*ret)++)
		if (m->files[*ret].map_dev == l->dev &&
		    m->files[*ret].map_ino == l->ino)
			return 0;
	return add_file(m, l);
}

static int add_map(struct proc_maps *m, const struct line *l)
{
	struct proc_map *bigger;
	u32 file;
	int err = file_of(m, l, &file);

	if (err)
		return err;
	bigger = grow(m->maps, m->maps_nr, sizeof(*bigger));
	if (!bigger)
		return -ENOMEM;
	m->maps = bigger;
	bigger[m->maps_nr++] = (struct proc_map){
		.start = l->start,
		.end = l->end,
		.off = l->off,
		.file = file,
	};
	return 0;
}

int proc_maps_parse(const char *text, struct proc_maps *ret)
{
	int err = 0;

	memset(ret, 0, sizeof(*ret));
	while (*text && !err) {
		size_t len = strcspn(text, "\n");
		struct line l;

		err = parse_line(text, len, &l);
		if (!err && l.exec && l.ino && l.path_len && l.path[0] == '/')
			err = add_map(ret, &l);
		text += len + (text[len] == '\n');
	}
	return err;
}

void proc_maps_deinit(struct proc_maps *maps)
{
	for (u32 i = 0; i < maps->files_nr; i++)
		free(maps->files[i].path);
	free(maps->files);
	free(maps->maps);
	memset(maps, 0, sizeof(*maps));
}

static void map_files_path(s32 pid, const struct proc_map *map, char *ret,
			   size_t len)
{
	snprintf(ret, len, "/proc/%d/map_files/%" PRIx64 "-%" PRIx64, pid,
		 (uint64_t)map->start, (uint64_t)map->end);
}

/* Whether this path leads to the inode that maps names. */
static bool stat_inode(const char *root, const char *path, u64 ino,
		       struct stat *st)
{
	char full[2 * PATH_MAX];

	return !root_join(root, path, full, sizeof(full)) && !stat(full, st) &&
	       st->st_ino == ino;
}

/* Without map_files (before Linux 3.3, or not root) the path must do. */
static void identify(s32 pid, const struct proc_maps *m, struct proc_file *file)
{
	char path[64];
	char root[32];
	struct stat st;

	map_files_path(pid, &m->maps[file->first], path, sizeof(path));
	snprintf(root, sizeof(root), "/proc/%d/root", pid);
	if (stat(path, &st) &&
	    !stat_inode(root, file->path, file->map_ino, &st) &&
	    !stat_inode("", file->path, file->map_ino, &st))
		return;
	file->dev = st.st_dev;
	file->ino = st.st_ino;
}

static int refuse_pid(s32 pid, int err)
{
	if (err == -ENOENT || err == -ESRCH)
		log_err("process %d: no such process", pid);
	else if (err == -EACCES || err == -EPERM)
		log_err("process %d: not permitted to look at it: run as root",
			pid);
	else
		log_err("/proc/%d/maps: %s", pid, strerror(-err));
	return err == -ENOENT ? -ESRCH : err;
}

int proc_maps_look(s32 pid, struct proc_maps *ret)
{
	char path[64];
	char *text;
	int err;

	memset(ret, 0, sizeof(*ret));
	snprintf(path, sizeof(path), "/proc/%d/maps", pid);
	err = file_read_all(path, MAPS_TEXT_MAX, &text, NULL);
	if (err)
		return err;
	err = proc_maps_parse(text, ret);
	free(text);
	for (u32 i = 0; !err && i < ret->files_nr; i++)
		identify(pid, ret, &ret->files[i]);
	return err;
}

int proc_maps_read(s32 pid, struct proc_maps *ret)
{
	int err = proc_maps_look(pid, ret);

	if (err == -EINVAL) {
		log_err("/proc/%d/maps: a line has an unknown format", pid);
		return err;
	}
	if (err)
		return refuse_pid(pid, err);
	if (ret->maps_nr)
		return 0;
	log_err("process %d runs no program: it is a kernel thread or "
		"has just ended",
		pid);
	return -ESRCH;
}

const struct proc_file *proc_maps_find(const struct proc_maps *maps, u64 dev,
				       u64 ino)
{
	for (u32 i = 0; i < maps->files_nr; i++)
		if (maps->files[i].dev == dev && maps->files[i].ino == ino)
			return &maps->files[i];
	return NULL;
}

/* Opens path if it is the mapped file; -ESTALE if it is another one. */
static int open_same(const char *path, const struct proc_file *file)
{
	int fd = elf_file_open_fd(path);
	struct stat st;

	if (fd < 0)
		return fd;
	if (!fstat(fd, &st) && st.st_dev == file->dev && st.st_ino == file->ino)
		return fd;
	close(fd);
	return -ESTALE;
}

static int open_at_path(const char *root, const struct proc_file *file,
			char *ret_path, size_t len)
{
	int err = root_join(root, file->path, ret_path, len);

	return err ? err : open_same(ret_path, file);
}

int proc_maps_open(s32 pid, const struct proc_maps *maps,
		   const struct proc_file *file, char *ret_path, size_t len)
{
	char root[32];
	int fd;

	snprintf(root, sizeof(root), "/proc/%d/root", pid);
	snprintf(ret_path, len, "/proc/%d/exe", pid);
	fd = open_same(ret_path, file);
	if (fd < 0)
		fd = open_at_path(root, file, ret_path, len);
	if (fd < 0)
		fd = open_at_path("", file, ret_path, len);
	if (fd >= 0)
		return fd;
	map_files_path(pid, &maps->maps[file->first], ret_path, len);
	fd = open_same(ret_path, file);
	if (fd < 0)
		log_err("%s: process %d maps it, but the file is %s and cannot "
			"be read through %s (%s): run as root, or restart the "
			"process",
			file->path, pid, file->deleted ? "deleted" : "gone",
			ret_path, strerror(-fd));
	return fd;
}

bool proc_maps_next_addr(const struct proc_maps *maps,
			 const struct proc_file *file, u64 off, u32 *pos,
			 u64 *ret_addr)
{
	u32 index = (u32)(file - maps->files);

	while (*pos < maps->maps_nr) {
		const struct proc_map *map = &maps->maps[(*pos)++];

		if (map->file != index || off < map->off ||
		    off - map->off >= map->end - map->start)
			continue;
		*ret_addr = map->start + (off - map->off);
		return true;
	}
	return false;
}

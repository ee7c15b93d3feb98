// SPDX-License-Identifier: GPL-2.0
/* The index of the library: made anew each time, it takes a millisecond. */
#include "script/library_index.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"

#define MAX_FILE  (1u << 20) /* bytes of one file */
#define MAX_FILES 4096
#define MAX_DEPTH 8 /* folders in folders */

void library_index_init(struct library_index *index, struct arena *arena)
{
	index->arena = arena;
	vec_init(&index->files, arena, sizeof(struct library_file));
	vec_init(&index->names, arena, sizeof(struct library_name));
}

static void add_name(void *arg, enum library_kind kind, const char *name,
		     size_t len)
{
	struct library_index *index = arg;
	struct library_name *row = vec_push(&index->names);

	row->name = arena_strndup(index->arena, name, len);
	row->kind = kind;
	row->file = index->files.nr - 1;
}

static int add_file(struct library_index *index, const char *path)
{
	struct library_file *file;
	size_t len;
	char *text;
	int err;

	if (index->files.nr == MAX_FILES)
		return -EFBIG;
	err = file_read_all(path, MAX_FILE, &text, &len);
	if (err) {
		log_err("read the library file %s: %s", path, strerror(-err));
		return err;
	}
	file = vec_push(&index->files);
	file->path = arena_strndup(index->arena, path, strlen(path));
	file->text = arena_strndup(index->arena, text, len);
	file->len = len;
	free(text);
	library_scan(file->text, file->len, add_name, index);
	return 0;
}

static bool has_suffix(const char *name, const char *suffix)
{
	size_t len = strlen(name);

	return len > strlen(suffix) &&
	       !strcmp(name + len - strlen(suffix), suffix);
}

static int take_entry(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int add_dir(struct library_index *index, const char *dir, u32 depth)
{
	struct dirent **entries;
	int first = 0;
	int nr = scandir(dir, &entries, take_entry, alphasort);
	int i;

	if (nr < 0)
		return -errno;
	for (i = 0; i < nr; i++) {
		const char *name = entries[i]->d_name;
		const char *path =
			arena_printf(index->arena, "%s/%s", dir, name);
		int err = 0;

		if (has_suffix(name, ".stp") || has_suffix(name, ".stpm"))
			err = add_file(index, path);
		else if (depth < MAX_DEPTH)
			err = add_dir(index, path, depth + 1);
		if (err && err != -ENOTDIR && !first)
			first = err;
		free(entries[i]);
	}
	free(entries);
	return first;
}

int library_index_add(struct library_index *index, const char *dir)
{
	int err = add_dir(index, dir, 0);

	return err == -ENOENT || err == -ENOTDIR ? 0 : err;
}

static int compare(const struct library_name *a, enum library_kind kind,
		   const char *name)
{
	if (a->kind != kind)
		return a->kind < kind ? -1 : 1;
	return strcmp(a->name, name);
}

static int compare_rows(const void *a, const void *b)
{
	const struct library_name *x = a, *y = b;
	int order = compare(x, y->kind, y->name);

	if (order)
		return order;
	return x->file < y->file ? -1 : x->file > y->file;
}

void library_index_sort(struct library_index *index)
{
	if (index->names.nr)
		qsort(index->names.data, index->names.nr,
		      sizeof(struct library_name), compare_rows);
}

const struct library_name *library_index_find(const struct library_index *index,
					      enum library_kind kind,
					      const char *name)
{
	u32 low = 0, high = index->names.nr;
	const struct library_name *row;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (compare(vec_at(&index->names, middle), kind, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == index->names.nr)
		return NULL;
	row = vec_at(&index->names, low);
	return compare(row, kind, name) ? NULL : row;
}

const struct library_name *library_index_next(const struct library_index *index,
					      const struct library_name *name)
{
	const struct library_name *end = vec_at(&index->names, index->names.nr);

	if (name + 1 == end || compare(name + 1, name->kind, name->name))
		return NULL;
	return name + 1;
}

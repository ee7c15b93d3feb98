/* SPDX-License-Identifier: GPL-2.0 */
/* The files of the library and the names that they declare. */
#ifndef STAPX_SCRIPT_LIBRARY_INDEX_H
#define STAPX_SCRIPT_LIBRARY_INDEX_H

#include <stdbool.h>

#include "base/vec.h"
#include "script/library_scan.h"

#define LIBRARY_NO_FILE 0xffffffffu

struct library_file {
	const char *path;
	const char *text;
	size_t len;
};

struct library_name {
	const char *name;
	enum library_kind kind;
	u32 file;
};

struct library_index {
	struct arena *arena; /* borrowed; owns everything here */
	struct vec files; /* struct library_file, in the order of the search */
	struct vec names; /* struct library_name, sorted */
};

void library_index_init(struct library_index *index, struct arena *arena);

/* Adds all files under a folder. 0, or -errno after a report. */
int library_index_add(struct library_index *index, const char *dir);

/* After the last folder. */
void library_index_sort(struct library_index *index);

/*
 * The first entry of a name, NULL: none. Others of the same name and kind
 * follow it in the order of their files.
 */
const struct library_name *library_index_find(const struct library_index *index,
					      enum library_kind kind,
					      const char *name);

/* The next one like it, or NULL. */
const struct library_name *library_index_next(const struct library_index *index,
					      const struct library_name *name);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where indexes are kept: DIR/ab/cdef01....sxi for the build-id abcdef01...
 * Read are the directories of $STAPX_INDEX_PATH (by ':'), the user's cache
 * ($XDG_CACHE_HOME/stapx/index, else ~/.cache/stapx/index), and
 * /var/lib/stapx/index, in this order; written is the user's cache, or for
 * root (who has not set $XDG_CACHE_HOME) /var/lib/stapx/index.
 */
#ifndef STAPX_INDEX_STORE_H
#define STAPX_INDEX_STORE_H

#include <limits.h>

#include <stapx/types.h>

#define STORE_SYSTEM "/var/lib/stapx/index"

/* The path of a build-id below dir. 0, or -ENAMETOOLONG. */
int store_path(const char *dir, const u8 *build_id, u32 len,
	       char ret[PATH_MAX]);

/* Makes the directories above a path. 0 or -errno, reported. */
int store_make_room(const char *path);
/* The same, silent. */
int store_try_room(const char *path);

/* The directory that new indexes go to; returns ret. */
const char *store_default(char ret[PATH_MAX]);

/* The first store that has the build-id. 0, or -ENOENT. */
int store_find(const u8 *build_id, u32 len, char ret[PATH_MAX]);

/* Calls fn for each directory that is read, while it returns 0. */
int store_each(int (*fn)(const char *dir, void *arg), void *arg);

#endif

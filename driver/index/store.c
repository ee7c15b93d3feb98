// SPDX-License-Identifier: GPL-2.0
/* Finding and placing index files by build-id. */
#include "index/store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

int store_path(const char *dir, const u8 *build_id, u32 len, char ret[PATH_MAX])
{
	size_t at = strlen(dir);
	u32 i;

	if (len < 2 || at + 2 * (size_t)len + sizeof("//.sxi") > PATH_MAX)
		return -ENAMETOOLONG;
	memcpy(ret, dir, at);
	ret[at++] = '/';
	for (i = 0; i < len; i++) {
		at += (size_t)sprintf(ret + at, "%02x", build_id[i]);
		if (!i)
			ret[at++] = '/';
	}
	strcpy(ret + at, ".sxi");
	return 0;
}

int store_try_room(const char *path)
{
	char dir[PATH_MAX];
	size_t i, len = strlen(path);

	if (len >= sizeof(dir))
		return -ENAMETOOLONG;
	for (i = 1; i < len; i++) {
		if (path[i] != '/')
			continue;
		memcpy(dir, path, i);
		dir[i] = '\0';
		if (mkdir(dir, 0755) && errno != EEXIST)
			return -errno;
	}
	return 0;
}

int store_make_room(const char *path)
{
	int err = store_try_room(path);

	if (err)
		log_err("make the directory of %s: %s", path, strerror(-err));
	return err;
}

static int user_cache(char ret[PATH_MAX])
{
	const char *base = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	int len;

	if (base && *base == '/')
		len = snprintf(ret, PATH_MAX, "%s/stapx/index", base);
	else if (home && *home == '/')
		len = snprintf(ret, PATH_MAX, "%s/.cache/stapx/index", home);
	else
		return -ENOENT;
	return len < PATH_MAX ? 0 : -ENAMETOOLONG;
}

const char *store_default(char ret[PATH_MAX])
{
	if ((!geteuid() && !getenv("XDG_CACHE_HOME")) || user_cache(ret))
		strcpy(ret, STORE_SYSTEM);
	return ret;
}

static int each_of_list(const char *list, int (*fn)(const char *, void *),
			void *arg)
{
	char dir[PATH_MAX];
	int err = 0;

	while (list && *list && !err) {
		size_t len = strcspn(list, ":");

		if (len && len < sizeof(dir)) {
			memcpy(dir, list, len);
			dir[len] = '\0';
			err = fn(dir, arg);
		}
		list += len + (list[len] == ':');
	}
	return err;
}

int store_each(int (*fn)(const char *dir, void *arg), void *arg)
{
	char cache[PATH_MAX];
	int err = each_of_list(getenv("STAPX_INDEX_PATH"), fn, arg);

	if (!err && !user_cache(cache))
		err = fn(cache, arg);
	return err ? err : fn(STORE_SYSTEM, arg);
}

struct search {
	const u8 *build_id;
	u32 len;
	char *ret;
};

static int look_in(const char *dir, void *arg)
{
	struct search *s = arg;

	return !store_path(dir, s->build_id, s->len, s->ret) &&
	       !access(s->ret, R_OK);
}

int store_find(const u8 *build_id, u32 len, char ret[PATH_MAX])
{
	struct search s = { build_id, len, ret };

	return store_each(look_in, &s) ? 0 : -ENOENT;
}

// SPDX-License-Identifier: GPL-2.0
/* Resolves symbolic links inside another process's root directory. */
#include "debuginfo/root_path.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LINKS_MAX 40 /* as the kernel */

static void drop_last(char *out)
{
	char *slash = strrchr(out, '/');

	if (slash)
		*slash = '\0';
}

/* Moves the first component of rest to name; 0 when there is none left. */
static size_t take_component(char *rest, char name[NAME_MAX + 1], int *err)
{
	size_t skip = strspn(rest, "/");
	size_t len = strcspn(rest + skip, "/");

	if (len > NAME_MAX) {
		*err = -ENAMETOOLONG;
		return 0;
	}
	memcpy(name, rest + skip, len);
	name[len] = '\0';
	memmove(rest, rest + skip + len, strlen(rest + skip + len) + 1);
	return len;
}

static int append(char *out, const char *name)
{
	size_t used = strlen(out);

	if (snprintf(out + used, PATH_MAX - used, "/%s", name) >=
	    (int)(PATH_MAX - used))
		return -ENAMETOOLONG;
	return 0;
}

/*
 * When root/out is a symbolic link, replaces its last component by what it
 * points to, in front of rest. Returns 1 for a link, 0, or -errno.
 */
static int follow(const char *root, char *out, char *rest)
{
	char full[2 * PATH_MAX];
	char link[2 * PATH_MAX];
	ssize_t n;

	snprintf(full, sizeof(full), "%s%s", root, out);
	n = readlink(full, link, PATH_MAX);
	if (n < 0)
		return errno == EINVAL ? 0 : -errno;
	link[n] = '\0';
	if (n + strlen(rest) >= PATH_MAX)
		return -ENAMETOOLONG;
	strcpy(link + n, rest);
	strcpy(rest, link);
	if (link[0] == '/')
		out[0] = '\0';
	else
		drop_last(out);
	return 1;
}

int root_resolve(const char *root, const char *path, char *ret, size_t len)
{
	char out[PATH_MAX] = "";
	char rest[PATH_MAX];
	char name[NAME_MAX + 1];
	int links = 0;
	int err = 0;

	if (path[0] != '/')
		return -EINVAL;
	if (strlen(path) >= sizeof(rest) || strlen(root) >= PATH_MAX)
		return -ENAMETOOLONG;
	strcpy(rest, path);
	while (take_component(rest, name, &err)) {
		if (!strcmp(name, "."))
			continue;
		if (!strcmp(name, "..")) {
			drop_last(out);
			continue;
		}
		err = append(out, name);
		if (!err)
			err = follow(root, out, rest);
		if (err > 0 && ++links > LINKS_MAX)
			err = -ELOOP;
		if (err < 0)
			break;
	}
	if (err < 0)
		return err;
	if (snprintf(ret, len, "%s", out[0] ? out : "/") >= (int)len)
		return -ENAMETOOLONG;
	return 0;
}

int root_join(const char *root, const char *path, char *ret, size_t len)
{
	char inside[PATH_MAX];
	int err = root_resolve(root, path, inside, sizeof(inside));

	if (err)
		return err;
	if (snprintf(ret, len, "%s%s", root, inside) >= (int)len)
		return -ENAMETOOLONG;
	return 0;
}

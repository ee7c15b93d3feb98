// SPDX-License-Identifier: GPL-2.0
/* Where the files that belong to the running program lie. */
#include "base/install.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void program_dir(char dir[INSTALL_PATH_MAX])
{
	ssize_t len = readlink("/proc/self/exe", dir, INSTALL_PATH_MAX - 1);
	char *slash;

	dir[len > 0 ? len : 0] = '\0';
	slash = strrchr(dir, '/');
	if (slash)
		*slash = '\0';
	else
		strcpy(dir, ".");
}

/* The first of the places that is there; else the last one. */
static const char *find(const char *const *places, size_t nr, const char *name,
			char buf[INSTALL_PATH_MAX])
{
	char dir[INSTALL_PATH_MAX];
	size_t i;

	program_dir(dir);
	for (i = 0; i < nr; i++) {
		int len = snprintf(buf, INSTALL_PATH_MAX, "%s/%s%s", dir,
				   places[i], name);

		if (len < INSTALL_PATH_MAX && !access(buf, R_OK))
			break;
	}
	return buf;
}

const char *install_find(const char *name, char buf[INSTALL_PATH_MAX])
{
	static const char *const places[] = { "", "../lib/stapx/", "" };

	return find(places, 3, name, buf);
}

const char *install_find_library(char buf[INSTALL_PATH_MAX])
{
	/* Beside the program, in a source tree, installed. */
	static const char *const places[] = { "", "../", "../share/stapx/" };

	return find(places, 3, "tapsets", buf);
}

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Paths as another process sees them. The kernel follows an absolute symbolic
 * link below /proc/PID/root from OUR root directory; here it is followed from
 * that process's.
 */
#ifndef STAPX_DEBUGINFO_ROOT_PATH_H
#define STAPX_DEBUGINFO_ROOT_PATH_H

#include <stddef.h>

/*
 * Resolves an absolute path below root ("" is ours, else such as
 * "/proc/12/root"): no symbolic link, "." or ".." is left. ret receives the
 * path as seen from inside that root. Returns 0 or -errno: -ENOENT for a
 * missing component, -ELOOP, -ENAMETOOLONG. Silent.
 */
int root_resolve(const char *root, const char *path, char *ret, size_t len);

/*
 * Resolves path and joins both parts, for opening: "/proc/12/root/usr/bin/x".
 * Same results.
 */
int root_join(const char *root, const char *path, char *ret, size_t len);

#endif

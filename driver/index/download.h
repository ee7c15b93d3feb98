/* SPDX-License-Identifier: GPL-2.0 */
/* One file by HTTP, with bounds on time and size. */
#ifndef STAPX_INDEX_DOWNLOAD_H
#define STAPX_INDEX_DOWNLOAD_H

#include <stapx/types.h>

/*
 * Writes what url has to a file at path, of at most max bytes; shown is what
 * progress on a terminal calls it. 0; -ENOENT where the server says that it has
 * no such file (404, 410); -EFBIG, -ETIMEDOUT, -EIO: *ret_why says why, valid
 * until the next call. Silent. The file is the caller's also on failure.
 */
int download(const char *url, const char *path, u64 max, const char *shown,
	     const char **ret_why);

#endif

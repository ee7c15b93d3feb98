/* SPDX-License-Identifier: GPL-2.0 */
/* Whole files in memory; works for /proc and /sys files of unknown size. */
#ifndef STAPX_BASE_FILE_H
#define STAPX_BASE_FILE_H

#include <stddef.h>

/*
 * Reads all of path. *ret is malloc'ed, owned by the caller, with a NUL byte
 * behind the last one; *ret_len (may be NULL) counts without that NUL.
 * Returns 0 or -errno; -EFBIG beyond max bytes. Reports nothing: the caller
 * knows what the file was wanted for.
 */
int file_read_all(const char *path, size_t max, char **ret, size_t *ret_len);

/* Reads an open descriptor to its end; same results, fd stays open. */
int file_read_fd(int fd, size_t max, char **ret, size_t *ret_len);

/* Writes len bytes to path through a temporary name; 0 or -errno. */
int file_write_all(const char *path, const void *data, size_t len);

#endif

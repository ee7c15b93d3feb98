/* SPDX-License-Identifier: GPL-2.0 */
/* Whole files in memory, compressed ones through the host's own programs. */
#ifndef STAPX_KLOAD_UNPACK_H
#define STAPX_KLOAD_UNPACK_H

#include <stddef.h>

/*
 * Reads path, unpacked with xz, zstd or gzip where its first bytes say so.
 * *ret is malloc'ed. Reports; 0 or -errno, -EFBIG beyond max bytes.
 */
int unpack_read(const char *path, size_t max, char **ret, size_t *ret_len);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* What tells a damaged index file from a whole one. */
#ifndef STAPX_INDEX_CHECKSUM_H
#define STAPX_INDEX_CHECKSUM_H

#include <stddef.h>

#include <stapx/types.h>

/* CRC-32 of ISO 3309, as zlib computes it. */
u64 index_checksum(const void *data, size_t len);

#endif

// SPDX-License-Identifier: GPL-2.0
/* The checksum of index files. */
#include "index/checksum.h"

#include <zlib.h>

u64 index_checksum(const void *data, size_t len)
{
	return crc32_z(crc32_z(0, NULL, 0), data, len);
}

// SPDX-License-Identifier: GPL-2.0
/* gzip of a buffer. */
#include "flame/gzip.h"

#include <errno.h>
#include <zlib.h>

#define GZIP_WINDOW (15 + 16) /* zlib's way to ask for gzip's header */
#define MEMORY	    8
#define IN_MAX	    ((size_t)1 << 30) /* zlib counts in 32 bits */

int gzip_write(FILE *out, const void *data, size_t len)
{
	z_stream z = { .next_in = (unsigned char *)(size_t)data };
	unsigned char buf[1 << 14];
	int ret = Z_OK;

	if (deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GZIP_WINDOW,
			 MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
		return -ENOMEM;
	while (ret != Z_STREAM_END) {
		if (!z.avail_in) {
			z.avail_in = (uInt)(len < IN_MAX ? len : IN_MAX);
			len -= z.avail_in;
		}
		z.next_out = buf;
		z.avail_out = sizeof(buf);
		ret = deflate(&z, len ? Z_NO_FLUSH : Z_FINISH);
		fwrite(buf, 1, sizeof(buf) - z.avail_out, out);
	}
	deflateEnd(&z);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0
/* A growing byte buffer. */
#include "kload/buf.h"

#include <stdlib.h>
#include <string.h>

static bool grow(struct buf *b, size_t need)
{
	size_t cap = b->cap ? b->cap : 256;
	uint8_t *bigger;

	while (cap < need)
		cap *= 2;
	bigger = realloc(b->data, cap);
	if (!bigger)
		return false;
	b->data = bigger;
	b->cap = cap;
	return true;
}

size_t buf_append(struct buf *b, const void *data, size_t len, size_t align)
{
	size_t off = align > 1 ? (b->len + align - 1) / align * align : b->len;

	if (b->failed || off + len < b->len ||
	    (off + len > b->cap && !grow(b, off + len))) {
		b->failed = true;
		return 0;
	}
	if (off > b->len)
		memset(b->data + b->len, 0, off - b->len);
	if (len && data)
		memcpy(b->data + off, data, len);
	else if (len)
		memset(b->data + off, 0, len);
	b->len = off + len;
	return off;
}

size_t buf_string(struct buf *b, const char *text)
{
	return buf_append(b, text, strlen(text) + 1, 1);
}

void buf_free(struct buf *b)
{
	free(b->data);
	memset(b, 0, sizeof(*b));
}

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A borrowed range of untrusted bytes, and the only ways to look into it:
 * every reader checks offset and length first. Little-endian only.
 */
#ifndef STAPX_BASE_BYTES_H
#define STAPX_BASE_BYTES_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct bytes {
	const uint8_t *data;
	size_t len;
};

static inline bool bytes_has(struct bytes b, uint64_t off, uint64_t len)
{
	return off <= b.len && len <= b.len - off;
}

/* Copies len bytes at off to ret; false when they are not all there. */
static inline bool bytes_get(struct bytes b, uint64_t off, void *ret,
			     size_t len)
{
	if (!bytes_has(b, off, len))
		return false;
	if (len)
		memcpy(ret, b.data + off, len);
	return true;
}

static inline bool bytes_u32(struct bytes b, uint64_t off, uint32_t *ret)
{
	return bytes_get(b, off, ret, sizeof(*ret));
}

/* The part [off, off + len); false when it is not all there. */
static inline bool bytes_sub(struct bytes b, uint64_t off, uint64_t len,
			     struct bytes *ret)
{
	if (!bytes_has(b, off, len))
		return false;
	ret->data = len ? b.data + off : NULL;
	ret->len = len;
	return true;
}

/* The NUL-terminated string at off, borrowed; NULL when it does not end. */
static inline const char *bytes_str(struct bytes b, uint64_t off)
{
	if (off >= b.len || !memchr(b.data + off, 0, b.len - off))
		return NULL;
	return (const char *)b.data + off;
}

#endif

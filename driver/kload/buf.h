/* SPDX-License-Identifier: GPL-2.0 */
/* A growing byte buffer whose allocation failure is kept until asked for. */
#ifndef STAPX_KLOAD_BUF_H
#define STAPX_KLOAD_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All zero is an empty buffer. data is owned by the buffer. */
struct buf {
	uint8_t *data;
	size_t len;
	size_t cap;
	bool failed; /* an append ran out of memory: contents are useless */
};

/*
 * Appends len bytes (zeroes when data is NULL) after padding with zeroes to
 * a multiple of align. Returns the offset of the first byte appended.
 */
size_t buf_append(struct buf *b, const void *data, size_t len, size_t align);

/* Appends text and its NUL; returns its offset. */
size_t buf_string(struct buf *b, const char *text);

void buf_free(struct buf *b);

#endif

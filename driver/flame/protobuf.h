/* SPDX-License-Identifier: GPL-2.0 */
/* Messages of protocol buffers: what writing them takes. */
#ifndef STAPX_FLAME_PROTOBUF_H
#define STAPX_FLAME_PROTOBUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stapx/types.h>

struct protobuf {
	unsigned char *data;
	size_t len;
	size_t cap;
	bool failed; /* for want of memory; what came since is missing */
};

/* An empty one is all zero. */
void protobuf_deinit(struct protobuf *pb);

/* A number without its field: for packed lists. */
void protobuf_varint(struct protobuf *pb, u64 value);

/* Fields; a number of 0 is the one that a missing field has. */
void protobuf_number(struct protobuf *pb, u32 field, u64 value);
void protobuf_bytes(struct protobuf *pb, u32 field, const void *data,
		    size_t len);

/* The message as a field; it is empty afterwards, and keeps its memory. */
void protobuf_message(struct protobuf *pb, u32 field, struct protobuf *message);

#endif

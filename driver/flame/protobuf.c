// SPDX-License-Identifier: GPL-2.0
/* Messages of protocol buffers: what writing them takes. */
#include "flame/protobuf.h"

#include <stdlib.h>
#include <string.h>

enum {
	WIRE_VARINT = 0,
	WIRE_BYTES = 2,
};

void protobuf_deinit(struct protobuf *pb)
{
	free(pb->data);
	*pb = (struct protobuf){ 0 };
}

static void add(struct protobuf *pb, const void *data, size_t len)
{
	size_t cap = pb->cap ? pb->cap : 256;
	unsigned char *bigger;

	while (cap - pb->len < len)
		cap *= 2;
	if (cap != pb->cap) {
		bigger = realloc(pb->data, cap);
		if (!bigger) {
			pb->failed = true;
			return;
		}
		pb->data = bigger;
		pb->cap = cap;
	}
	if (len)
		memcpy(pb->data + pb->len, data, len);
	pb->len += len;
}

void protobuf_varint(struct protobuf *pb, u64 value)
{
	unsigned char bytes[10];
	size_t nr = 0;

	for (; value >= 0x80; value >>= 7)
		bytes[nr++] = (unsigned char)(value | 0x80);
	bytes[nr++] = (unsigned char)value;
	add(pb, bytes, nr);
}

void protobuf_number(struct protobuf *pb, u32 field, u64 value)
{
	if (!value)
		return;
	protobuf_varint(pb, (u64)field << 3 | WIRE_VARINT);
	protobuf_varint(pb, value);
}

void protobuf_bytes(struct protobuf *pb, u32 field, const void *data,
		    size_t len)
{
	protobuf_varint(pb, (u64)field << 3 | WIRE_BYTES);
	protobuf_varint(pb, len);
	add(pb, data, len);
}

void protobuf_message(struct protobuf *pb, u32 field, struct protobuf *message)
{
	protobuf_bytes(pb, field, message->data, message->len);
	pb->failed |= message->failed;
	message->len = 0;
}

// SPDX-License-Identifier: GPL-2.0
/*
 * A packed section begins with a u32 for each of its chunks: where the chunk
 * ends, in bytes behind these numbers. The unpacked sections have addresses of
 * their own in one mapping, whose pages come when a chunk is unpacked to them.
 */
#include "index/chunks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "index/pack.h"

struct section {
	const u8 *ends; /* u32 each, in the file */
	const u8 *packed;
	u8 *rows;
	u8 *state; /* of each chunk */
	u32 row_len;
	u32 row_nr;
};

enum { PACKED, UNPACKED, DAMAGED };

struct chunks {
	struct unpacker *unpacker;
	u8 *map;
	size_t map_len;
	struct section section[INDEX_SECTION_NR];
};

static u32 end_of(const struct section *s, u32 chunk)
{
	u32 end;

	memcpy(&end, s->ends + (size_t)chunk * 4, 4);
	return end;
}

static int check_section(const struct section *s, u64 room)
{
	u32 nr = pack_chunk_nr(s->row_nr, s->row_len), before = 0, i;

	if ((u64)nr * 4 > room)
		return -EBADMSG;
	for (i = 0; i < nr; i++) {
		u32 end = end_of(s, i);

		if (end < before || end > room - (u64)nr * 4)
			return -EBADMSG;
		before = end;
	}
	return 0;
}

static int set_section(struct section *s, const u8 *data, size_t len,
		       const struct index_extent *e, u32 row_len)
{
	u32 chunks;

	s->row_len = row_len;
	s->row_nr = (u32)(e->len / row_len);
	s->ends = data + e->off;
	chunks = pack_chunk_nr(s->row_nr, row_len);
	s->packed = s->ends + (size_t)chunks * 4;
	if (check_section(s, len - e->off))
		return -EBADMSG;
	s->state = calloc(chunks + 1, 1);
	return s->state ? 0 : -ENOMEM;
}

/* Room for the rows of all sections, and a NUL behind each. */
static int map_rows(struct chunks *c)
{
	u8 *at;
	int i;

	for (i = 0; i < INDEX_SECTION_NR; i++) {
		const struct section *s = &c->section[i];

		c->map_len += ((size_t)s->row_nr * s->row_len + 8) & ~7ull;
	}
	at = mmap(NULL, c->map_len, PROT_READ | PROT_WRITE,
		  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (at == MAP_FAILED)
		return -ENOMEM;
	c->map = at;
	for (i = 0; i < INDEX_SECTION_NR; i++) {
		struct section *s = &c->section[i];

		s->rows = at;
		at += ((size_t)s->row_nr * s->row_len + 8) & ~7ull;
	}
	return 0;
}

int chunks_open(const u8 *data, size_t len, const u32 *row_len,
		struct chunks **ret)
{
	const struct index_head *head = (const struct index_head *)data;
	struct chunks *c = calloc(1, sizeof(*c));
	int err = -ENOMEM, i;

	if (c)
		c->unpacker = unpacker_create();
	if (c && c->unpacker)
		err = 0;
	for (i = 0; i < INDEX_SECTION_NR && !err; i++)
		err = set_section(&c->section[i], data, len, &head->section[i],
				  row_len[i]);
	if (!err)
		err = map_rows(c);
	if (err) {
		chunks_close(c);
		return err;
	}
	*ret = c;
	return 0;
}

void chunks_close(struct chunks *c)
{
	int i;

	if (!c)
		return;
	for (i = 0; i < INDEX_SECTION_NR; i++)
		free(c->section[i].state);
	if (c->map)
		munmap(c->map, c->map_len);
	unpacker_destroy(c->unpacker);
	free(c);
}

static void unpack(struct chunks *c, struct section *s, u32 chunk)
{
	u32 each = pack_chunk_rows(s->row_len), first = chunk * each;
	u32 nr = s->row_nr - first < each ? s->row_nr - first : each;
	u32 from = chunk ? end_of(s, chunk - 1) : 0;
	u8 *rows = s->rows + (size_t)first * s->row_len;

	s->state[chunk] = UNPACKED;
	if (!unpacker_unpack(c->unpacker, s->packed + from,
			     end_of(s, chunk) - from, rows, nr, s->row_len))
		return;
	s->state[chunk] = DAMAGED;
	memset(rows, 0, (size_t)nr * s->row_len);
}

const u8 *chunks_rows(struct chunks *c, enum index_section section, u32 n,
		      u32 nr)
{
	struct section *s = &c->section[section];
	u32 each = pack_chunk_rows(s->row_len), chunk;

	for (chunk = n / each; nr && chunk <= (n + nr - 1) / each; chunk++) {
		if (s->state[chunk] == PACKED)
			unpack(c, s, chunk);
		if (s->state[chunk] == DAMAGED)
			return NULL;
	}
	return s->rows + (size_t)n * s->row_len;
}

// SPDX-License-Identifier: GPL-2.0
/* Chunks of rows, packed and unpacked. */
#include "index/pack.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <zstd.h>

/* Higher ones take three times as long for a twentieth less. */
#define LEVEL 9

struct packer {
	ZSTD_CCtx *context;
	u8 planes[PACK_CHUNK_BYTES];
};

struct unpacker {
	ZSTD_DCtx *context;
	u8 planes[PACK_CHUNK_BYTES];
};

size_t pack_bound(void)
{
	return ZSTD_compressBound(PACK_CHUNK_BYTES);
}

struct packer *packer_create(void)
{
	struct packer *p = malloc(sizeof(*p));

	if (p)
		p->context = ZSTD_createCCtx();
	if (p && p->context)
		return p;
	free(p);
	return NULL;
}

void packer_destroy(struct packer *p)
{
	if (!p)
		return;
	ZSTD_freeCCtx(p->context);
	free(p);
}

struct unpacker *unpacker_create(void)
{
	struct unpacker *u = malloc(sizeof(*u));

	if (u)
		u->context = ZSTD_createDCtx();
	if (u && u->context)
		return u;
	free(u);
	return NULL;
}

void unpacker_destroy(struct unpacker *u)
{
	if (!u)
		return;
	ZSTD_freeDCtx(u->context);
	free(u);
}

/* The column of words at `off` of each row, as four planes. */
static void split_column(const u8 *rows, u32 nr, u32 row_len, u8 *planes)
{
	u32 above = 0, i;

	for (i = 0; i < nr; i++, rows += row_len) {
		u32 word, less;

		memcpy(&word, rows, 4);
		less = word - above;
		above = word;
		planes[i] = (u8)less;
		planes[i + nr] = (u8)(less >> 8);
		planes[i + 2 * nr] = (u8)(less >> 16);
		planes[i + 3 * nr] = (u8)(less >> 24);
	}
}

static void join_column(const u8 *planes, u8 *rows, u32 nr, u32 row_len)
{
	u32 word = 0, i;

	for (i = 0; i < nr; i++, rows += row_len) {
		word += (u32)planes[i] | (u32)planes[i + nr] << 8 |
			(u32)planes[i + 2 * nr] << 16 |
			(u32)planes[i + 3 * nr] << 24;
		memcpy(rows, &word, 4);
	}
}

long packer_pack(struct packer *p, const void *rows, u32 nr, u32 row_len,
		 void *to)
{
	size_t len = (size_t)nr * row_len, packed;
	const void *from = rows;
	u32 off;

	if (row_len % 4 == 0) {
		for (off = 0; off < row_len; off += 4)
			split_column((const u8 *)rows + off, nr, row_len,
				     p->planes + (size_t)off * nr);
		from = p->planes;
	}
	packed = ZSTD_compressCCtx(p->context, to, pack_bound(), from, len,
				   LEVEL);
	return ZSTD_isError(packed) ? -ENOMEM : (long)packed;
}

int unpacker_unpack(struct unpacker *u, const void *packed, size_t len,
		    void *rows, u32 nr, u32 row_len)
{
	size_t want = (size_t)nr * row_len;
	bool columns = row_len % 4 == 0;
	u32 off;

	if (want > PACK_CHUNK_BYTES ||
	    ZSTD_decompressDCtx(u->context, columns ? u->planes : rows, want,
				packed, len) != want)
		return -EBADMSG;
	for (off = 0; columns && off < row_len; off += 4)
		join_column(u->planes + (size_t)off * nr, (u8 *)rows + off, nr,
			    row_len);
	return 0;
}

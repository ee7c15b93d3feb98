/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How rows lie in a packed index: a section is cut into chunks of whole rows,
 * each of which is packed by itself, so that a question unpacks what it looks
 * at and nothing else.
 *
 * In a chunk the rows are turned into columns of 32-bit words, each word less
 * the one above it, and the columns into planes of bytes; then compressed with
 * zstd. Neighbours have much in common, which is how the planes become long
 * runs of equal bytes. Sections of single bytes are compressed as they are.
 */
#ifndef STAPX_INDEX_PACK_H
#define STAPX_INDEX_PACK_H

#include <stddef.h>

#include <stapx/types.h>

#define PACK_CHUNK_BYTES 65536u /* of rows, at most */

/* Rows of a chunk of rows of row_len bytes, at most PACK_CHUNK_BYTES long. */
static inline u32 pack_chunk_rows(u32 row_len)
{
	return PACK_CHUNK_BYTES / row_len;
}

static inline u32 pack_chunk_nr(u64 rows, u32 row_len)
{
	u32 each = pack_chunk_rows(row_len);

	return (u32)((rows + each - 1) / each);
}

/* Room that a packed chunk may need. */
size_t pack_bound(void);

struct packer;
struct packer *packer_create(void); /* NULL: no memory */
void packer_destroy(struct packer *p);
/* Packs nr rows to `to`, which has pack_bound() bytes. Bytes, or -ENOMEM. */
long packer_pack(struct packer *p, const void *rows, u32 nr, u32 row_len,
		 void *to);

struct unpacker;
struct unpacker *unpacker_create(void); /* NULL: no memory */
void unpacker_destroy(struct unpacker *u);
/* Unpacks nr rows. 0 or -EBADMSG, whatever the bytes are. */
int unpacker_unpack(struct unpacker *u, const void *packed, size_t len,
		    void *rows, u32 nr, u32 row_len);

#endif

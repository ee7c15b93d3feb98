/* SPDX-License-Identifier: GPL-2.0 */
/* The rows of a packed index, unpacked where they are looked at. */
#ifndef STAPX_INDEX_CHUNKS_H
#define STAPX_INDEX_CHUNKS_H

#include <stddef.h>

#include "index/format.h"

struct chunks;

/*
 * data: the whole file, borrowed until chunks_close(); its sections must have
 * whole rows and begin inside of the file. 0; -EBADMSG where the chunks do not
 * lie inside of it; -ENOMEM. Silent.
 */
int chunks_open(const u8 *data, size_t len, const u32 *row_len,
		struct chunks **ret);
void chunks_close(struct chunks *c);

/*
 * nr rows from n, which exist: NULL where they are damaged. They stay where
 * they are; a NUL is behind the last row of a section.
 */
const u8 *chunks_rows(struct chunks *c, enum index_section section, u32 n,
		      u32 nr);

#endif

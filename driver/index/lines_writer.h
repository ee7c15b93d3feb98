/* SPDX-License-Identifier: GPL-2.0 */
/* Packs the line table of an index while it is made. */
#ifndef STAPX_INDEX_LINES_WRITER_H
#define STAPX_INDEX_LINES_WRITER_H

#include "index/writer.h"

/*
 * Fills LINES, LINE_BLOCKS, FILE_BLOCKS, and what FILES says of blocks. The
 * rows ascend by address; each sequence ends with INDEX_LINE_END. Called once.
 */
void lines_writer_pack(struct index_writer *w, const struct index_line *rows,
		       u32 nr);

#endif

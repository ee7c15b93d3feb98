/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An index file, mapped. Opening reads the head only; rows are read where
 * they lie. Whatever a damaged or hostile file says, these functions touch
 * nothing outside of it: a row that does not exist is NULL, a string that
 * does not exist is "".
 */
#ifndef STAPX_INDEX_FILE_H
#define STAPX_INDEX_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "index/format.h"

struct index;

/*
 * 0, or -errno after the reason was reported: -EBADMSG for what is no index,
 * is cut short, or was made for another version of the format.
 */
int index_open(const char *path, struct index **ret);
/*
 * The same, silent. *ret_wrong says what is wrong with the content (static),
 * and is NULL where the file cannot be opened.
 */
int index_try(const char *path, struct index **ret, const char **ret_wrong);
void index_close(struct index *ix);

/* Compares the checksum: reads all of the file. 0 or -EBADMSG, reported. */
int index_verify(const struct index *ix);
/* The same, silent. */
bool index_is_whole(const struct index *ix);

const struct index_head *index_head(const struct index *ix);
const char *index_path(const struct index *ix);

u32 index_nr(const struct index *ix, enum index_section section);

/*
 * Row n of a section, or NULL: it does not exist, or is packed and damaged.
 * Borrowed until close, as all results here.
 */
const void *index_row(const struct index *ix, enum index_section section,
		      u32 n);
/* nr rows from n, or NULL in the same cases; of a whole section it unpacks all. */
const void *index_rows(const struct index *ix, enum index_section section,
		       u32 n, u32 nr);
const char *index_str(const struct index *ix, u32 off);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Makes an index file. Rows are added to the sections in any order; names,
 * offsets and the checksum come with index_writer_save().
 */
#ifndef STAPX_INDEX_WRITER_H
#define STAPX_INDEX_WRITER_H

#include "index/format.h"
#include "index/strings.h"

struct index_writer {
	struct arena *arena; /* borrowed */
	struct index_strings strings;
	struct vec section[INDEX_SECTION_NR];
	u64 base;
	u32 has; /* INDEX_HAS_* */
	u16 machine;
	u8 build_id[INDEX_BUILD_ID_MAX];
	u8 build_id_len;
	u8 packed; /* as index_head has it; set before saving */
};

void index_writer_init(struct index_writer *w, struct arena *arena);

static inline u32 index_writer_str(struct index_writer *w, const char *text)
{
	return index_strings_add(&w->strings, text);
}

static inline u32 index_writer_nr(const struct index_writer *w,
				  enum index_section section)
{
	return w->section[section].nr;
}

/* A new row, zeroed; borrowed until the section's next row. */
static inline void *index_writer_row(struct index_writer *w,
				     enum index_section section)
{
	return vec_push(&w->section[section]);
}

static inline void *index_writer_at(const struct index_writer *w,
				    enum index_section section, u32 row)
{
	return vec_at(&w->section[section], row);
}

/* Appends to EXPRS; returns the offset. */
u32 index_writer_bytes(struct index_writer *w, const void *bytes, u32 len);

void index_writer_name(struct index_writer *w, u32 name,
		       enum index_name_kind kind, u32 row);

/*
 * Writes the file through a temporary name. 0, or -errno after the reason was
 * reported. Sorts the names and the addresses of functions.
 */
int index_writer_save(struct index_writer *w, const char *path);

#endif

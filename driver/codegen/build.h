/* SPDX-License-Identifier: GPL-2.0 */
/* The program image while it is built: one vector a section. */
#ifndef STAPX_CODEGEN_BUILD_H
#define STAPX_CODEGEN_BUILD_H

#include <stddef.h>

#include <stapx/program.h>

#include "base/strbuf.h"
#include "base/vec.h"
#include "codegen/constmap.h"

/* Bytes of the longest string constant. */
#define BUILD_MAX_STRING 0xffff

struct build {
	struct arena *arena; /* borrowed */
	struct vec sec[SX_SEC_NR]; /* rows; STRDATA, REDATA: bytes, below */
	struct strbuf strdata;
	struct strbuf redata;
	struct constmap ints;
	struct constmap strs; /* by address: interned strings */
	struct constmap formats; /* by string constant */
	struct constmap regexes; /* by address of the block */
};

void build_init(struct build *img, struct arena *arena);

/* Index of a constant. text is interned, at most BUILD_MAX_STRING bytes. */
u32 build_int(struct build *img, s64 value);
u32 build_str(struct build *img, const char *text);

/* Index of the format of that text, with its operand types. */
u32 build_format(struct build *img, const char *text, const u8 *types,
		 u32 types_nr);

/* Index of a compiled regular expression. */
u32 build_regex(struct build *img, const u8 *block, u32 len);

/* A new row of a section, zeroed; valid until the next one. */
void *build_row(struct build *img, enum sx_section_id sec);

static inline u32 build_rows(const struct build *img, enum sx_section_id sec)
{
	return img->sec[sec].nr;
}

/*
 * Lays the sections out in one malloc'ed block. 0; -EFBIG beyond
 * SX_MAX_IMAGE; -ENOMEM.
 */
int build_write(const struct build *img, u8 **ret, size_t *ret_len);

#endif

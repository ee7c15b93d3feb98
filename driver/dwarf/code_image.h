/* SPDX-License-Identifier: GPL-2.0 */
/* The loadable bytes of an ELF file, by address. */
#ifndef STAPX_DWARF_CODE_IMAGE_H
#define STAPX_DWARF_CODE_IMAGE_H

#include <stdbool.h>

#include <libelf.h>

#include "base/vec.h"

/* A procedure linkage table: jumps to functions of other files. */
struct code_plt {
	u64 low;
	u64 high;
};

struct code_image {
	struct vec segments;
	struct vec plts; /* struct code_plt, in the order of the file */
	bool no_code; /* a separate debug file: the bytes are elsewhere */
};

/* The bytes are borrowed from elf. */
void code_image_init(struct code_image *img, Elf *elf, struct arena *arena);

/*
 * The bytes from addr on and, in *ret_len, how many the file has of them;
 * NULL: none, or with `code` none that can be executed.
 */
const u8 *code_image_at(const struct code_image *img, u64 addr, bool code,
			u64 *ret_len);

bool code_image_is_plt(const struct code_image *img, u64 addr);

/* Bytes of all executable segments. */
u64 code_image_len(const struct code_image *img);

#endif

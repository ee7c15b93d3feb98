/* SPDX-License-Identifier: GPL-2.0 */
/* All functions of a file, whatever knows of them. */
#ifndef STAPX_DWARF_FUNCTIONS_H
#define STAPX_DWARF_FUNCTIONS_H

#include <libelf.h>

#include "dwarf/code_image.h"
#include "dwarf/unwind.h"
#include "index/writer.h"

struct code_func {
	u64 entry;
	u64 len; /* of all its ranges */
	u32 range_first; /* in struct code_funcs' ranges */
	u32 range_nr;
	u32 source; /* INDEX_CODE_DWARF, _SYMBOL or _UNWIND */
	u32 owner; /* of a symbol that is a part: the function, or none */
	bool part; /* a symbol like f.cold: no function */
	const char *name; /* of a symbol, borrowed from the ELF file */
};

struct code_funcs {
	struct arena *arena; /* borrowed */
	struct vec funcs; /* struct code_func, ascending by entry, each once */
	struct vec ranges; /* struct unwind_range */
};

/*
 * Functions of SCOPES; then those of the symbol tables of elf and debug (NULL
 * or the same: none) that have a size; then those of fdes, ascending, that
 * lie in none of the others.
 */
void functions_collect(struct code_funcs *c, struct arena *arena,
		       const struct index_writer *w, Elf *elf, Elf *debug,
		       const struct code_image *img, const struct vec *fdes);

/* The function that begins at addr, or NULL. */
struct code_func *functions_at(const struct code_funcs *c, u64 addr);

/* The function in whose first range addr lies, or NULL. */
struct code_func *functions_around(const struct code_funcs *c, u64 addr);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Unwind rows of an ELF file, from its call frame information. */
#ifndef STAPX_DWARF_UNWIND_H
#define STAPX_DWARF_UNWIND_H

#include <libelf.h>

#include "dwarf/code_image.h"
#include "index/writer.h"

struct unwind_range {
	u64 low;
	u64 high;
};

/*
 * Writes the unwind sections: from .eh_frame of elf and, for code that it
 * says nothing about, .debug_frame of elf or of its separate debug file
 * (`debug`, may be NULL or the same). Other machines than x86-64, and
 * relocatable files, get none. *ret_fdes are the pieces of code that an FDE
 * describes (struct unwind_range), ascending, without overlap.
 */
void unwind_make(struct index_writer *w, struct arena *arena, Elf *elf,
		 Elf *debug, const struct code_image *img,
		 struct vec *ret_fdes);

#endif

// SPDX-License-Identifier: GPL-2.0
/* What an index says about code. */
#include "dwarf/code.h"

#include "dwarf/unwind.h"

void code_make(struct index_writer *w, struct arena *arena,
	       const struct dwarf_source *src)
{
	Elf *debug = src->dwarf ? dwarf_getelf(src->dwarf) : NULL;
	struct code_image img;
	struct vec fdes;

	code_image_init(&img, src->elf, arena);
	unwind_make(w, arena, src->elf, debug, &img, &fdes);
}

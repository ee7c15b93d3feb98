// SPDX-License-Identifier: GPL-2.0
/* What an index says about code. */
#include "dwarf/code.h"

#include "dwarf/returns.h"
#include "dwarf/unwind.h"

void code_make(struct index_writer *w, struct arena *arena,
	       const struct dwarf_source *src)
{
	Elf *debug = src->dwarf ? dwarf_getelf(src->dwarf) : NULL;
	struct code_image img;
	struct code_funcs funcs;
	struct vec fdes;

	code_image_init(&img, src->elf, arena);
	unwind_make(w, arena, src->elf, debug, &img, &fdes);
	if (src->machine != EM_X86_64 || img.no_code)
		return;
	functions_collect(&funcs, arena, w, src->elf, debug, &img, &fdes);
	returns_make(w, &funcs, &img);
}

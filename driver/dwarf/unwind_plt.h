/* SPDX-License-Identifier: GPL-2.0 */
/* Procedure linkage tables that no FDE describes: lld's, and static ones. */
#ifndef STAPX_DWARF_UNWIND_PLT_H
#define STAPX_DWARF_UNWIND_PLT_H

#include "dwarf/cfi.h"
#include "dwarf/code_image.h"

/*
 * Calls emit for the code of a table, ascending, as far as its instructions
 * are those that linkers put there.
 */
void unwind_plt(const struct code_image *img, const struct code_plt *plt,
		void (*emit)(void *arg, u64 low, u64 high,
			     const struct cfi_state *now),
		void *arg);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Rules of unwind rows while an index is made: each once. */
#ifndef STAPX_DWARF_UNWIND_RULES_H
#define STAPX_DWARF_UNWIND_RULES_H

#include "base/keymap.h"
#include "dwarf/cfi.h"
#include "index/writer.h"

struct unwind_rules {
	struct index_writer *w; /* borrowed */
	struct keymap *rules; /* struct sx_unwind_rule to its row */
	struct keymap *saves; /* a list of saves to its number */
	struct keymap *exprs; /* bytes to their number */
	struct vec save_first; /* u32: number to row of UNWIND_SAVES */
	struct vec expr_off; /* u32: number to offset in UNWIND_EXPRS */
};

void unwind_rules_init(struct unwind_rules *r, struct index_writer *w,
		       struct arena *arena);

/* The row of UNWIND_RULES that says the same. */
u32 unwind_rules_add(struct unwind_rules *r, const struct cfi_state *state);

#endif

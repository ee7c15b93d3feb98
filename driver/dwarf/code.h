/* SPDX-License-Identifier: GPL-2.0 */
/* What an index says about code: unwind rows, and where functions end. */
#ifndef STAPX_DWARF_CODE_H
#define STAPX_DWARF_CODE_H

#include "dwarf/source.h"
#include "index/writer.h"

/*
 * Writes the sections UNWIND... , CODE and RETURNS. Functions are those that
 * the writer has in SCOPES by now, then those of the symbol tables, then
 * pieces of code that only unwind information knows. Works without DWARF too.
 */
void code_make(struct index_writer *w, struct arena *arena,
	       const struct dwarf_source *src);

#endif

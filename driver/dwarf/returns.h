/* SPDX-License-Identifier: GPL-2.0 */
/* Where functions are left, by decoding all of their code. */
#ifndef STAPX_DWARF_RETURNS_H
#define STAPX_DWARF_RETURNS_H

#include "dwarf/functions.h"
#include "dwarf/sweep.h"

/*
 * Writes the sections CODE and RETURNS. Uses the unwind rows that the writer
 * has by now: at a tail jump the stack is as it was at the entry, so they
 * tell one from a jump to another part of the function.
 */
void returns_make(struct index_writer *w, struct code_funcs *funcs,
		  const struct code_image *img);

#endif

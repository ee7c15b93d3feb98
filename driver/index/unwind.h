/* SPDX-License-Identifier: GPL-2.0 */
/* Stack walks by an index: how a frame leads to its caller's. */
#ifndef STAPX_INDEX_UNWIND_H
#define STAPX_INDEX_UNWIND_H

#include "index/file.h"

/*
 * All unwind rows, for lib/unwind_step.h; borrowed until close. A file without any
 * gives an empty table.
 */
void index_unwind_table(const struct index *ix, struct sx_unwind_table *ret);

/*
 * The rule at an address from base, or NULL. Where its cfa is SX_CFA_REG the
 * canonical frame address is register `reg` + `off`.
 */
const struct sx_unwind_rule *index_find_unwind(const struct index *ix,
					       u32 addr);

/* nr saves of a rule; NULL and 0 where they do not exist. */
const struct sx_unwind_save *
index_unwind_saves(const struct index *ix, const struct sx_unwind_rule *rule,
		   u32 *ret_nr);

#endif

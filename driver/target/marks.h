/* SPDX-License-Identifier: GPL-2.0 */
/* What a mark tells at its spot: `$argN`, and what the mark is called. */
#ifndef STAPX_TARGET_MARKS_H
#define STAPX_TARGET_MARKS_H

#include "target/lowering.h"

/* Is it `$argN` of the mark at the spot? */
bool marks_is_arg(const struct lowering *lo, const struct expr *e, u32 *ret);
struct expr *marks_value(struct lowering *lo, u32 nr);
/* All of them, as $$vars. */
struct expr *marks_list(struct lowering *lo);
/* `$$name` and `$$provider`; NULL: it is neither, or there is no mark. */
struct expr *marks_name(struct lowering *lo, const char *name);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Lists of variables. */
#ifndef STAPX_TARGET_VARS_H
#define STAPX_TARGET_VARS_H

#include "target/lowering.h"

/* `$$vars`, `$$parms`, `$$locals`, `$$return`; pretty: "", "$", "$$". */
struct expr *vars_text(struct lowering *lo, const char *name,
		       const char *pretty);
bool vars_is_list(const char *name);

#endif

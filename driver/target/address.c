// SPDX-License-Identifier: GPL-2.0
/* Addresses that a file says, where it is loaded. */
#include "script/access.h"
#include "target/node.h"

#define REG_RIP 16

/*
 * In the file that is hit, the hit itself tells where the file is loaded: true
 * in every process, whoever maps it. A return is hit somewhere else.
 */
struct expr *address_of(struct lowering *lo, const struct lower_module *mod,
			u32 addr)
{
	u64 full = index_head(mod->ix)->base + addr;

	if (!mod->file)
		return node_num(lo, (s64)full);
	if (lo->spot && mod == lo->home && lo->spot->kind != PLACE_RETURN &&
	    lo->spot->kind != PLACE_PLT_RETURN)
		return node_add(lo, node_reg(lo, REG_RIP),
				(s64)(full - lo->spot->addr));
	return node_add(lo, ast_base(lo->script, lo->span, module_row(lo, mod)),
			(s64)full);
}
